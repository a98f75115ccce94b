"""The file of the saved conversations: made, checked, and opened."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES
from pathlib import Path

from index.damage import REPAIR, UNREADABLE, in_short, is_damage
from index.errors import FootnoteError
from index.paths import make_private
from index.space import full, is_full
from qa.chats.migrations import STEPS, migrate

FILE_NAME = "conversations.db"
# The version that this Footnote writes: how many steps there are.
FORMAT = len(STEPS)
# "Foot", by which the file is known as ours.
_APPLICATION = 0x466F6F74
# Seconds to wait for another process; one write takes far less than a millisecond.
_BUSY = 5.0
# The smallest database there can be, in bytes: one page.
_SMALLEST = 512


def make(folder: Path) -> str:
    """The folder's file, made if need be, for its owner alone. Raises FootnoteError where it cannot be written."""
    file = folder / FILE_NAME
    try:
        make_private(folder)
        _touch(file)
    except OSError as error:
        if is_full(error):
            raise full(folder) from None
        raise FootnoteError(
            f"cannot save conversations in {folder} ({error.strerror})", "check its permissions", "storage"
        ) from None
    return str(file)


def connect(file: str) -> sqlite3.Connection:
    """Open a file from `make`, or ":memory:", with its tables; one of an older version is brought up to date. Raises
    FootnoteError for a file that is damaged, not Footnote's or of a newer version; it is then as it was.
    """
    with reporting(file):
        db = sqlite3.connect(file, timeout=_BUSY, isolation_level=None, check_same_thread=False)
        try:
            _prepare(db, file)
        except BaseException:
            db.close()
            raise
    return db


def is_ours(file: Path) -> bool:
    """Whether the file's first bytes say that it holds conversations."""
    with file.open("rb") as stream:
        return stream.read(72)[68:] == _APPLICATION.to_bytes(4, "big")


def _touch(file: Path) -> None:
    """Make the file if it is not there, and refuse one that SQLite would take for an empty file."""
    # Never open one that is there: closing it again would take this process's locks off it, SQLite's too.
    with suppress(FileExistsError):
        # whatever the folder's mode, conversations are nobody else's business; SQLite gives its -wal the same mode
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    # asked first: SQLite would leave a log beside it that cannot be written either
    if not (os.access(file, os.R_OK | os.W_OK) and os.access(file.parent, os.W_OK)):
        raise PermissionError(EACCES, os.strerror(EACCES))
    if 0 < file.stat().st_size < _SMALLEST:
        raise _foreign(str(file))


def _foreign(file: str) -> FootnoteError:
    return FootnoteError(
        f"{file} is not a file of Footnote's conversations", "move it away, then try again", "incompatible"
    )


def _prepare(db: sqlite3.Connection, file: str) -> None:
    """Check what was opened before anything is written, and bring an older or an empty file up to date."""
    application, version, tables = db.execute(
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) "
        "FROM pragma_application_id, pragma_user_version"
    ).fetchone()
    is_new = (application, version, tables) == (0, 0, 0)
    if not is_new and application != _APPLICATION:
        raise _foreign(file)
    if version > FORMAT:
        raise FootnoteError(
            f"{file} is of a newer Footnote (its format {version}, this one knows {FORMAT})",
            "update Footnote, or move the file away",
            "incompatible",
        )
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = ON")
    db.execute("PRAGMA journal_mode = WAL")
    # without a wait for the disk at each token: a killed process loses nothing, a power cut the last moments
    db.execute("PRAGMA synchronous = NORMAL")
    if version < FORMAT:
        migrate(db, _APPLICATION)


@contextmanager
def reporting(file: str) -> Iterator[None]:
    """Turns what SQLite says of a file that it cannot use into a FootnoteError."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake of ours
        raise
    except sqlite3.OperationalError as error:
        if is_full(error):
            raise full(file) from None
        if is_damage(error):
            raise FootnoteError(f"{file} is damaged ({in_short(error)})", REPAIR, "damaged") from None
        raise FootnoteError(
            f"cannot read or write {file} ({error})",
            "check free space and permissions; what was there is intact",
            "storage",
        ) from None
    except UNREADABLE as error:
        raise FootnoteError(f"{file} is damaged ({in_short(error)})", REPAIR, "damaged") from None
