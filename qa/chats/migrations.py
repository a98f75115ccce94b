"""The steps by which a file of conversations becomes what this Footnote writes, each of them numbered.

A file's `user_version` is the number of the last step that it has been through; 0 is an empty file. Steps are only ever
added, at the end: a file of any earlier version goes through those that it lacks, all of them or none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from qa.chats.records import is_unsealed, sealed

Step = Callable[[sqlite3.Connection], None]


def _make_tables(db: sqlite3.Connection) -> None:
    # name is what it was renamed to, NULL where the first question is the title; hidden is when it was deleted
    db.execute(
        """
        CREATE TABLE conversation (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT,
            words TEXT NOT NULL DEFAULT '',
            created TEXT NOT NULL,
            updated TEXT NOT NULL,
            hidden TEXT
        )
        """
    )
    # AUTOINCREMENT: a number is never used twice, so what is still written into a dropped turn goes nowhere.
    # words are those of question and answer for searching, see qa.chats.folded
    db.execute(
        """
        CREATE TABLE turn (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
            question TEXT NOT NULL,
            asked TEXT NOT NULL,
            state TEXT NOT NULL,
            draft TEXT NOT NULL DEFAULT '',
            answer TEXT,
            reason TEXT,
            words TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX turn_conversation ON turn (conversation)")


def _seal_answers(db: sqlite3.Connection) -> None:
    """Give a checksum to the answers that were saved before there were any."""
    for (number,) in db.execute("SELECT number FROM turn WHERE answer IS NOT NULL").fetchall():
        (answer,) = db.execute("SELECT answer FROM turn WHERE number = ?", (number,)).fetchone()
        if isinstance(answer, str) and is_unsealed(answer):
            db.execute("UPDATE turn SET answer = ? WHERE number = ?", (sealed(answer), number))


STEPS: tuple[Step, ...] = (_make_tables, _seal_answers)


def migrate(db: sqlite3.Connection, application: int, steps: Sequence[Step] = STEPS) -> None:
    """Take an open file through the steps that it lacks, in one transaction: where one fails, the file is as it
    was. Nothing is copied, for a copy would keep what was deleted.

    `application` is the number by which the file is known as ours. Another process may do the same at the same time.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        for step in steps[version:]:
            step(db)
        if version < len(steps):
            db.execute(f"PRAGMA application_id = {application}")
            db.execute(f"PRAGMA user_version = {len(steps)}")
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
