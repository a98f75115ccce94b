"""One writer at a time: an operating system lock, which ends with the process that held it.

Who holds it is noted in a file beside it. A process that was killed leaves its note behind; the lock alone decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import FootnoteError
from index.holder import drop_note, holder, note_holder
from index.paths import make_private
from index.space import full, is_full


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
            f"another process is indexing into {folder}{holder(folder)}", "wait for it, then run this again", "busy"
        ) from None
    except OSError as error:
        if is_full(error):
            raise full(folder) from None
        raise FootnoteError(
            f"cannot write in {folder} ({error.strerror})",
            "check its permissions, or choose another with --library DIR",
            "storage",
        ) from None
    try:
        note_holder(folder)
        yield
    finally:
        drop_note(folder)
        lock.release()


def clear_up(folder: Path) -> None:
    """Remove what a writer that was killed left half written; not where another writes, or nothing can be written."""
    with suppress(FootnoteError, OSError), writing(folder):
        for file in folder.glob("*.partial"):
            file.unlink(missing_ok=True)
