"""Writing into the configuration file: what was asked for, and nothing else in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from index.errors import FootnoteError
from index.paths import make_private
from qa.llm.endpoint import is_endpoint
from qa.settings import config_file


def write_model(model: str) -> Path:
    """Let that answer where nobody says otherwise: a name, a file, or the address of a server. Returns the file.

    Comments, order and the other keys stay as they are. Raises FootnoteError where the file cannot be read or written.
    """
    from tomlkit.exceptions import TOMLKitError

    file = config_file().resolve()
    chosen, other = ("endpoint", "model") if is_endpoint(model) else ("model", "endpoint")
    try:
        text = file.read_bytes().decode() if file.exists() else ""
        _replace(file, _with(text, chosen, model, without=other))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise FootnoteError(f"cannot read {file} ({error})", "mend it or move it away", "invalid") from None
    except OSError as error:
        raise FootnoteError(f"cannot write {file} ({error.strerror})", "check its permissions", "storage") from None
    return file


def _with(text: str, key: str, value: str, *, without: str) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    document.pop(without, None)
    if key in document or not any(isinstance(one, Mapping) for one in document.values()):
        document[key] = value
        return tomlkit.dumps(document)
    # behind the last key it could part a table from the comment above it
    return f"{key} = {tomlkit.item(value).as_string()}\n{tomlkit.dumps(document)}"


def _replace(file: Path, text: str) -> None:
    """All of it or nothing, with the permissions that the file had."""
    make_private(file.parent)
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as stream:
        new = Path(stream.name)
        try:
            stream.write(text.encode())
            stream.flush()
            os.fsync(stream.fileno())
            if file.exists():
                shutil.copymode(file, new)
            new.replace(file)
        except OSError:
            new.unlink(missing_ok=True)
            raise
