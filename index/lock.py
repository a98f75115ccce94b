"""One writer at a time: an operating system lock, which ends with the process that held it.

Who holds it is noted in a file beside it. A process that was killed leaves its note behind; the lock alone decides.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import FootnoteError
from index.paths import make_private
from index.space import full, is_full

_HOLDER = "writer.json"


@contextmanager
def writing(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the library in `folder`, which is made if need be, for writing.

    Raises FootnoteError where nothing can be written, or another process still holds it after `wait` seconds.
    """
    lock = FileLock(folder / "writer.lock")
    try:
        make_private(folder)
        lock.acquire(timeout=wait)
    except Timeout:
        raise FootnoteError(
            f"another process is indexing into {folder}{_holder(folder)}: wait for it, then run this again"
        ) from None
    except OSError as error:
        if is_full(error):
            raise full(folder) from None
        raise FootnoteError(
            f"cannot write in {folder} ({error.strerror}): check its permissions, or choose another with --library DIR"
        ) from None
    note = folder / _HOLDER
    try:
        with suppress(OSError):  # without room for the note, the lock still holds
            note.write_text(json.dumps({"process": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M:%S}"}))
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _holder(folder: Path) -> str:
    """Which process it is and since when, in parentheses; nothing where the note is none of a living process."""
    try:
        known = json.loads((folder / _HOLDER).read_text())
        process, since = int(known["process"]), datetime.fromisoformat(known["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    try:
        os.kill(process, 0)
    except PermissionError:  # somebody else's, and alive
        pass
    except (OSError, OverflowError):
        return ""
    return f" (process {process}, since {since})"
