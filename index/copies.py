"""Large files that are made once and kept in the user's cache, each with a note of what it was when it was made.

A file that looks as noted (size and time of writing) is used without reading it; one that looks otherwise is used only
if its checksum is as noted. `is_whole` reads all of it in any case: what a disk forgets by itself changes no time.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from index.paths import make_private

_AT_ONCE = 2**20


@dataclass(frozen=True, slots=True)
class _Note:
    """What a file was when it was made."""

    size: int
    mtime_ns: int
    checksum: str

    def fits(self, file: Path) -> bool:
        status = file.stat()
        return (self.size, self.mtime_ns) == (status.st_size, status.st_mtime_ns)


def kept(file: Path, make: Callable[[Path], Any]) -> Path:
    """`file`, written by `make` where it is not there yet or no longer what was made. Raises OSError, and whatever
    `make` does; nothing half written is left behind.
    """
    if _is_usable(file):
        return file
    partial = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        make_private(file.parent)
        make(partial)
        _note(partial, file)
        partial.replace(file)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    return file


@contextmanager
def replacing(file: Path) -> Iterator[IO[bytes]]:
    """A stream for what `file` is to hold: whole, it takes its place in the end; or nothing changes. Raises OSError."""
    partial = file.with_name(file.name + ".partial")
    try:
        with partial.open("wb") as stream:
            yield stream
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def is_noted(file: Path) -> bool:
    """Whether there is a note of what was made."""
    return _beside(file).is_file()


def is_whole(file: Path) -> bool:
    """Whether the file is what was made, by all that is in it. Raises OSError where it cannot be read."""
    note = _noted(file)
    return note is not None and note.size == file.stat().st_size and note.checksum == checksum(file)


def forget(file: Path) -> None:
    """Remove the file and its note, so that it is made again. Raises OSError."""
    file.unlink(missing_ok=True)
    _beside(file).unlink(missing_ok=True)


def checksum(file: Path) -> str:
    """The CRC-32 of a file: against accidents, not against malice."""
    found = 0
    with file.open("rb") as stream:
        while piece := stream.read(_AT_ONCE):
            found = zlib.crc32(piece, found)
    return f"{found:08x}"


def _is_usable(file: Path) -> bool:
    note = _noted(file)
    if note is None or not file.is_file():
        return False
    if note.fits(file):
        return True
    if not is_whole(file):
        return False
    with suppress(OSError):  # copied or touched, and still the same
        _note(file, file)
    return True


def _note(made: Path, file: Path) -> None:
    """Write down what `made` is, which is going to be `file`."""
    status = made.stat()
    partial = _beside(file).with_name(f"{_beside(file).name}.{os.getpid()}")
    partial.write_text(json.dumps(asdict(_Note(status.st_size, status.st_mtime_ns, checksum(made)))))
    partial.replace(_beside(file))


def _noted(file: Path) -> _Note | None:
    try:
        return _Note(**json.loads(_beside(file).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")
