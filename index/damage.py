"""What SQLite's complaints mean: damage in a file, or trouble around it."""

from __future__ import annotations

import sqlite3

REPAIR = "run 'footnote doctor --repair'"

# What reading a damaged file may raise: Python decodes SQLite's complaint, which may quote what is damaged.
UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)

# Of a disk, a lock or permissions; what is in the file may well be whole.
_AROUND = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
}
_UNDECODABLE = "Could not decode"
_LONGEST = 200


class Damaged(sqlite3.DatabaseError):
    """A row is not as it was written, which SQLite does not notice; `message` says which, for people."""


def is_damage(error: BaseException) -> bool:
    """Whether it is about what the file holds."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:  # not SQLite's own, but that of Python or of ours
        return not isinstance(error, sqlite3.OperationalError) or str(error).startswith(_UNDECODABLE)
    return code & 0xFF not in _AROUND


def in_short(error: BaseException) -> str:
    """An error's message on one short line: of a text that cannot be decoded, SQLite's has all of it."""
    said = str(error)
    if said.startswith(_UNDECODABLE) or isinstance(error, UnicodeDecodeError):
        return "a text in it is not UTF-8 any more"
    line = " ".join("".join(one if one.isprintable() else " " for one in said).split())
    return line[:_LONGEST] or type(error).__name__
