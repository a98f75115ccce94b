"""Which library of which Milvus a folder stands for.

Such a library has a folder like any other, with conversations, added pages and the writer's lock in it. In the place of
`library.sqlite` there is a note of where its rows are.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from index.copies import replacing
from index.errors import FootnoteError
from index.paths import make_private

FILE_NAME = "milvus.json"
LITE, PLAIN, TLS = "milvus-lite:", "milvus://", "milvus+https://"
# The file of Milvus Lite in the library's folder; its name has to end like that.
_LITE_FILE = "milvus.db"
_LITE_NAME = "footnote"
_PORT = 19530
# Collections are named after the library, and a server takes no other characters.
_ADDRESS = re.compile(
    r"(?P<host>[\w.-]+|\[[0-9A-Fa-f:]+\])(?::(?P<port>\d{1,5}))?/(?P<name>[A-Za-z][A-Za-z0-9_]{0,63})"
)


@dataclass(frozen=True, slots=True)
class Where:
    """A Milvus by its address, "" for Milvus Lite in the library's own folder, and the library's name there."""

    uri: str
    name: str

    @property
    def is_lite(self) -> bool:
        return not self.uri

    def address(self, folder: Path) -> str:
        """What a client connects to."""
        return self.uri or str(folder.absolute() / _LITE_FILE)


def is_address(named: str) -> bool:
    """Whether --library names a library in Milvus."""
    return named.startswith((LITE, PLAIN, TLS))


def lite() -> Where:
    """The library that a folder's own file of Milvus Lite holds."""
    return Where("", _LITE_NAME)


def parsed(address: str) -> Where:
    """The library that `milvus://HOST:PORT/NAME` or `milvus+https://HOST:PORT/NAME` names. Raises FootnoteError."""
    scheme, rest = (TLS, address[len(TLS) :]) if address.startswith(TLS) else (PLAIN, address[len(PLAIN) :])
    found = _ADDRESS.fullmatch(rest)
    if found is None:
        raise FootnoteError(
            f"'{address:.200}' names no library in Milvus",
            f"write {scheme}HOST:PORT/NAME, with a name of letters, digits and _",
            "invalid",
        )
    protocol = "https" if scheme == TLS else "http"
    return Where(f"{protocol}://{found['host']}:{found['port'] or _PORT}", found["name"])


def address_of(where: Where) -> str:
    """How --library names it."""
    if where.is_lite:
        return LITE.rstrip(":")
    protocol, _, place = where.uri.partition("://")
    return f"{TLS if protocol == 'https' else PLAIN}{place}/{where.name}"


def folder_name(where: Where) -> str:
    """A name for the folder of a library on a server: the same for the same library."""
    return re.sub(r"[^\w.-]+", "_", where.uri) + f"_{where.name}"


def is_in_milvus(folder: Path) -> bool:
    """Whether the library in that folder has its rows in Milvus."""
    return (folder / FILE_NAME).is_file()


def noted(folder: Path) -> Where:
    """Where they are. Raises FootnoteError where the note cannot be read."""
    file = folder / FILE_NAME
    try:
        known = json.loads(file.read_text("utf-8"))
        return Where(str(known["uri"]), str(known["name"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise FootnoteError(
            f"{file} cannot be read", "delete it, then name the library by its address", "damaged"
        ) from None


def note(folder: Path, where: Where) -> None:
    """Have the folder, made if need be, stand for that library. Raises FootnoteError where it is that of another."""
    if (folder / "library.sqlite").exists():
        raise FootnoteError(
            f"{folder} holds a library in SQLite", "choose another name or folder for one in Milvus", "invalid"
        )
    if is_in_milvus(folder):
        if noted(folder) != where:
            raise FootnoteError(
                f"{folder} stands for {address_of(noted(folder))}", "choose another name or folder", "invalid"
            )
        return
    try:
        make_private(folder)
        with replacing(folder / FILE_NAME) as stream:
            stream.write(json.dumps(asdict(where)).encode())
    except OSError as error:
        raise FootnoteError(
            f"cannot write in {folder} ({error.strerror})", "check its permissions", "storage"
        ) from None
