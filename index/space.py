"""Whether something could not be written because there was no room for it, and what is said then."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from index.errors import FootnoteError

_ERRNOS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Quotas and limits on the size of a file reach SQLite as failed writes.
_SQLITE = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE"}


def is_full(error: BaseException) -> bool:
    """Whether what failed is out of room: a full disk, a quota or a limit."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", None) in _SQLITE
    return isinstance(error, OSError) and error.errno in _ERRNOS


def full(place: Path | str) -> FootnoteError:
    """What to say then of a folder or file."""
    return FootnoteError(
        f"no room to write in {place}, whose disk is full or has reached a limit",
        "make room, then try again; what was finished is kept",
        "storage",
    )
