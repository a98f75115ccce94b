"""Saved conversations that are damaged: found, and mended from what is left of them."""

from __future__ import annotations

import secrets
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from index.damage import REPAIR
from index.errors import FootnoteError
from index.health import Finding
from index.recover import reading, replace, rows, scratch, text_of
from qa.chats.conversation_file import FILE_NAME, connect, is_ours, make, reporting
from qa.chats.conversations import Conversations
from qa.chats.folded import folded
from qa.chats.records import answer_of, is_unsealed, sealed
from qa.chats.saved import State
from qa.printable import one_line

_TABLES = {"conversation", "turn"}
_REASON = "its saved answer was damaged"
# Where SQLite holds a lock on the -shm file as long as a connection is open. Source: UNIX_SHM_DMS in its os_unix.c
_OPEN_LOCK = 128
_UNKNOWN = "1970-01-01T00:00:00.000+00:00"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def conversation_findings(folder: Path) -> list[Finding]:
    """What there is to say of the conversations in `folder`, every one of which is read."""
    file = folder / FILE_NAME
    if not file.is_file() or not file.stat().st_size:
        return [Finding("chats", "none are saved yet")]
    try:
        with reporting(str(file)), closing(connect(str(file))) as db:
            if said := _damage(db, str(file)):
                return [Finding("chats", f"{file} is damaged ({said})", REPAIR)]
            (count,) = db.execute("SELECT count(*) FROM conversation WHERE hidden IS NULL").fetchone()
            return [Finding("chats", f"{count:,} conversations in {file}")]
    except FootnoteError as error:
        is_lost = error.code == "damaged" or not is_ours(file)
        return [Finding("chats", error.problem, REPAIR if is_lost else error.advice)]


def repair_conversations(folder: Path) -> list[Finding]:
    """Put a new file in the place of a damaged one, with every question and answer that is whole; nothing where all
    is well. Raises FootnoteError where a chat has the file open, or nothing of it can be read.
    """
    file = folder / FILE_NAME
    if all(one.todo != REPAIR for one in conversation_findings(folder)):
        return []
    if _is_open(file):
        raise FootnoteError(f"a chat has {file} open", "leave it, then run this again", "busy")
    try:
        with scratch(folder) as place:
            new = Path(make(place / "new"))
            with closing(connect(make(place / "blank"))):
                pass
            blank = place / "blank" / FILE_NAME
            with closing(connect(str(new))) as db, reading(file, blank, _TABLES, place) as damaged:
                kept = _filled(db, damaged) if damaged is not None else _Kept()
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if not kept.turns and not is_ours(file):
                raise FootnoteError(
                    f"no conversations can be read in {file}", "move it away, then try again", "damaged"
                )
            aside = replace(file, new)
    except OSError as error:
        raise FootnoteError(
            f"cannot repair {file} ({error.strerror})", "make room for it twice over, then try again", "storage"
        ) from None
    said = f"{kept.turns:,} questions of the damaged conversations are kept"
    if kept.damaged:
        said += f", {kept.damaged:,} of them without their answers, which were damaged"
    return [
        Finding("repair", said),
        Finding("repair", f"the damaged file is kept as {aside}: delete it when nothing is missed"),
    ]


def _damage(db: sqlite3.Connection, name: str) -> str:
    """What is wrong with the file; nothing where all is well."""
    (said,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        return one_line(str(said))
    if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
        return "a question belongs to no conversation"
    store = Conversations(db, name, lambda: datetime.now(UTC))
    store.recent(limit=-1)
    for (key,) in db.execute("SELECT id FROM conversation WHERE hidden IS NULL").fetchall():
        try:
            store.load(str(key), lambda _: None)
        except FootnoteError as error:
            if error.code != "damaged":
                raise
            return f"conversation {key}"
    return ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """How many turns could be kept, and how many of them without their answers."""

    turns: int = 0
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class _Turn:
    number: int
    conversation: int
    question: str
    asked: str
    state: str
    draft: str
    answer: str | None
    reason: str | None

    @property
    def words(self) -> str:
        said = self.draft if self.answer is None else answer_of(self.answer, lambda _: None).text
        return folded(f"{self.question} {said}")


def _filled(db: sqlite3.Connection, damaged: sqlite3.Connection) -> _Kept:
    """Put all that is whole into the new file."""
    turns = list(_turns(damaged))
    db.execute("BEGIN IMMEDIATE")
    known = _put_conversations(db, damaged)
    for one in turns:
        if one.conversation not in known:  # its own row is lost
            known.add(one.conversation)
            key = "".join(secrets.choice(_LETTERS) for _ in range(6))
            db.execute(
                "INSERT INTO conversation (number, id, created, updated) VALUES (?, ?, ?, ?)",
                (one.conversation, key, one.asked, one.asked),
            )
        db.execute(
            "INSERT OR IGNORE INTO turn (number, conversation, question, asked, state, draft, answer, reason, words) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*astuple(one), one.words),
        )
    db.execute("COMMIT")
    return _Kept(len(turns), sum(one.reason == _REASON for one in turns))


def _put_conversations(db: sqlite3.Connection, damaged: sqlite3.Connection) -> set[int]:
    """Take over the conversations' own rows; returns their numbers."""
    known = set()
    for number, *values in rows(damaged, "conversation", "id, name, created, updated, hidden", "number"):
        key, name, *times = map(text_of, values)
        created, updated, hidden = map(_time, times)
        if isinstance(number, int) and key and key.isalnum() and created and updated:
            made = db.execute(
                "INSERT OR IGNORE INTO conversation (number, id, name, words, created, updated, hidden) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (number, key, name, folded(name or ""), created, updated, hidden),
            )
            if made.rowcount:
                known.add(number)
    return known


def _turns(damaged: sqlite3.Connection) -> Iterator[_Turn]:
    columns = "conversation, question, asked, state, draft, answer, reason"
    for number, conversation, *values in rows(damaged, "turn", columns, "number"):
        question, asked, state, draft, answer, reason = map(text_of, values)
        if answer is not None and is_unsealed(answer):  # the damaged file may be of an older version
            answer = sealed(answer)
        if not (isinstance(number, int) and isinstance(conversation, int) and question):
            continue
        whole = answer is not None and _is_whole(answer)
        if state not in get_args(State) or ((state in ("answered", "refused") or values[4] is not None) and not whole):
            state, answer, reason = "failed", None, _REASON
        yield _Turn(
            number, conversation, question, _time(asked) or _UNKNOWN, state or "failed", draft or "", answer, reason
        )


def _is_whole(answer: str) -> bool:
    try:
        answer_of(answer, lambda _: None)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def _time(text: str | None) -> str | None:
    try:
        return text if text and datetime.fromisoformat(text).tzinfo else None
    except ValueError:
        return None


def _is_open(file: Path) -> bool:
    """Whether some process has the conversations open. Windows does not let a file go that is open anyway."""
    if sys.platform == "win32":
        return False
    import fcntl

    beside = file.with_name(f"{file.name}-shm")
    if not beside.is_file():
        return False
    with beside.open("r+b") as stream:
        try:
            fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _OPEN_LOCK)
        except OSError:
            return True
    return False
