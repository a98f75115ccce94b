"""One writer at a time: an operating system lock, which ends with the process that held it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import FootnoteError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the library for writing. Raises FootnoteError while another process does."""
    lock = FileLock(folder / "writer.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise FootnoteError(f"another process is indexing into {folder}: wait for it, then run this again") from None
    except OSError as error:
        raise FootnoteError(f"cannot write in {folder} ({error.strerror}): check its permissions") from None
    try:
        yield
    finally:
        lock.release()
