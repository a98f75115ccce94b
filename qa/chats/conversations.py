"""Saved conversations: one SQLite file in the library's folder, apart from the index, written as a chat goes on."""

from __future__ import annotations

import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

from index.errors import FootnoteError
from index.paths import expanded
from qa.chats.conversation_file import connect, make, reporting
from qa.chats.folded import folded
from qa.chats.loading import conversation_of, kept_of, summaries
from qa.chats.records import record_of
from qa.chats.saved import (
    LONGEST_TITLE,
    ArticleOf,
    Conversation,
    State,
    Summary,
    state_of,
    timestamp,
)
from qa.printable import one_line, storable
from qa.types import Answer

# How long what was deleted can be brought back.
UNDO = timedelta(days=1)
# No letters that are taken for one another: ids are typed.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Writing:
    """A turn that is being written, as `begin` gives it out: the conversation's id and the turn's number."""

    conversation: str
    turn: int


class Conversations:
    """The conversations of one library folder. Safe to use from several threads and several processes.

    Every method raises FootnoteError where the file cannot be read or written; what was in it is then intact.
    """

    def __init__(self, db: sqlite3.Connection, name: str, clock: Callable[[], datetime]) -> None:
        """For a connection that `open` or `in_memory` has prepared. `name` is what error messages call the file."""
        self._db = db
        self._name = name
        self._clock = clock
        self._lock = threading.RLock()
        self._writing: set[int] = set()

    @classmethod
    def open(cls, folder: Path | str, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Conversations:
        """Open the folder's conversations, for reading and writing; the file is made if need be.

        What was deleted more than `UNDO` ago is now removed for good. Raises FootnoteError where the folder or file
        cannot be written, the file is damaged or something else, or where a newer Footnote wrote it.
        """
        return cls._prepared(make(expanded(folder)), clock)

    @classmethod
    def in_memory(cls, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Conversations:
        """Conversations that are gone when it is closed."""
        return cls._prepared(":memory:", clock)

    @classmethod
    def _prepared(cls, file: str, clock: Callable[[], datetime]) -> Conversations:
        db = connect(file)
        opened = cls(db, file, clock)
        try:
            opened._remove_hidden()
        except BaseException:
            db.close()
            raise
        return opened

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def __enter__(self) -> Conversations:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---- a question on its way

    def begin(self, question: str, within: str | None = None) -> Writing:
        """Save a question before the model is asked: the next turn of the conversation `within`, or the first turn of
        a new one. A conversation that was deleted meanwhile is brought back by it.

        Raises FootnoteError where there is no such conversation any more.
        """
        question, now = storable(question), timestamp(self._clock())
        with self._transaction():
            key = within if within is not None else self._new(now)
            number = self._number(key, hidden_too=True)
            self._db.execute("UPDATE conversation SET updated = ?, hidden = NULL WHERE number = ?", (now, number))
            turn = self._db.execute(
                "INSERT INTO turn (conversation, question, asked, state, words) VALUES (?, ?, ?, 'writing', ?)",
                (number, question, now, folded(question)),
            ).lastrowid
        assert turn is not None
        self._writing.add(turn)
        return Writing(key, turn)

    def grow(self, writing: Writing, text: str) -> None:
        """Add a piece to the draft; committed when this returns. A turn that was dropped meanwhile stays dropped."""
        with self._lock, reporting(self._name):
            self._db.execute(
                "UPDATE turn SET draft = draft || ? WHERE number = ? AND state = 'writing'",
                (storable(text), writing.turn),
            )

    def finish(self, writing: Writing, answer: Answer) -> None:
        """The question came to this answer: answered, refused or stopped."""
        self._settle(writing, state_of(answer), said=answer.text, answer=record_of(answer))

    def fail(self, writing: Writing, reason: str) -> None:
        """The question came to nothing; `reason` is one line that says why."""
        self._settle(writing, "failed", reason=storable(reason))

    def stop(self, writing: Writing) -> None:
        """The question was given up before there was a checked answer: the draft is what there is."""
        self._settle(writing, "stopped")

    def _settle(
        self,
        writing: Writing,
        state: State,
        *,
        said: str | None = None,
        answer: str | None = None,
        reason: str | None = None,
    ) -> None:
        self._writing.discard(writing.turn)
        with self._transaction():
            row = self._db.execute(
                "SELECT question, draft FROM turn WHERE number = ? AND state = 'writing'", (writing.turn,)
            ).fetchone()
            if row is None:  # dropped meanwhile, by another process or this one
                return
            question, draft = row
            words = folded(f"{question} {draft if said is None else said}")
            self._db.execute(
                "UPDATE turn SET state = ?, answer = ?, reason = ?, words = ? WHERE number = ?",
                (state, answer, reason, words, writing.turn),
            )
            self._db.execute(
                "UPDATE conversation SET updated = ? WHERE number = (SELECT conversation FROM turn WHERE number = ?)",
                (timestamp(self._clock()), writing.turn),
            )

    def _new(self, now: str) -> str:
        """A new conversation's id; it has no turns yet. To be called inside a transaction."""
        while True:
            key = "".join(secrets.choice(_LETTERS) for _ in range(6))
            made = self._db.execute(
                "INSERT OR IGNORE INTO conversation (id, created, updated) VALUES (?, ?, ?)", (key, now, now)
            )
            if made.rowcount:
                return key

    # ---- reading

    def recent(self, search: str = "", limit: int = 50) -> list[Summary]:
        """Up to `limit` conversations, the last used first.

        `search` are words, in any case and with or without accents, all of which must occur in the title, the questions
        or the answers of a conversation; the last may be the beginning of one. Nothing in it is syntax.
        """
        with self._lock, reporting(self._name):
            return summaries(self._db, search, limit)

    def latest(self) -> str | None:
        """The id of the conversation that was used last, or None where there is none."""
        found = self.recent(limit=1)
        return found[0].id if found else None

    def load(self, key: str, article_of: ArticleOf) -> Conversation:
        """The conversation of that id with every answer as it was; `article_of` has the articles (see
        `qa.chats.loading.articles_of`).

        A citation whose article is gone or has changed still shows its quote, see `qa.chats.saved.answer_from`. Raises
        FootnoteError where there is no such conversation, or its record is damaged.
        """
        with self._lock, reporting(self._name):
            kept = kept_of(self._db, key, self._number(key))
        # What is not being written through this object is most likely a process's that was killed. Should another one
        # be at it right now, its draft so far is shown as stopped, nothing is changed, and its answer is there next
        # time: process ids and locks, which can be reused or lost, would tell no more that is of use.
        return conversation_of(kept, article_of, self._writing, self._name)

    # ---- changing what was saved

    def rename(self, key: str, title: str) -> None:
        """Give a title in place of the first question. Raises FootnoteError for one that is empty or too long."""
        title = one_line(title)
        if not title or len(title) > LONGEST_TITLE:
            raise FootnoteError(
                f"a title has 1 to {LONGEST_TITLE} characters and this one {len(title):,}", "give another", "invalid"
            )
        with self._transaction():
            self._db.execute(
                "UPDATE conversation SET name = ?, words = ? WHERE number = ?",
                (title, folded(title), self._number(key)),
            )

    def delete(self, key: str) -> None:
        """Hide a conversation. `restore` brings it back, for as long as `UNDO` says; then `open` removes it."""
        now = timestamp(self._clock())
        with self._transaction():
            self._db.execute("UPDATE conversation SET hidden = ? WHERE number = ?", (now, self._number(key)))

    def restore(self, key: str) -> None:
        """Bring back what was deleted. Raises FootnoteError where it is gone for good."""
        with self._transaction():
            number = self._number(key, hidden_too=True)
            self._db.execute("UPDATE conversation SET hidden = NULL WHERE number = ?", (number,))

    def drop_turn(self, number: int) -> None:
        """Forget one turn, by `SavedTurn.number`: the last of a chat, where another process may have added to it.

        A conversation that has no turn left is in no list until its next `begin`.
        """
        with self._transaction():
            self._db.execute("DELETE FROM turn WHERE number = ?", (number,))

    def _remove_hidden(self) -> None:
        """Remove for good what was deleted, or left without a turn, longer than `UNDO` ago.

        It takes the writer's lock in any case, which is how a file that cannot be written is noticed on opening.
        """
        before = timestamp(self._clock() - UNDO)
        with self._transaction():
            removed = self._db.execute(
                "DELETE FROM conversation WHERE hidden < ?1 OR (updated < ?1 AND NOT EXISTS "
                "(SELECT 1 FROM turn WHERE turn.conversation = conversation.number))",
                (before,),
            ).rowcount
        if removed:
            with reporting(self._name):
                # secure_delete has overwritten the text in its pages; older versions of them go with the log
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # ---- SQLite

    def _number(self, key: str, *, hidden_too: bool = False) -> int:
        row = self._db.execute("SELECT number, hidden FROM conversation WHERE id = ?", (storable(key),)).fetchone()
        if row is None or (row[1] is not None and not hidden_too):
            raise FootnoteError(
                f"there is no conversation '{one_line(key)}'", "it was deleted, or its id is another", "not-found"
            )
        return int(row[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All or nothing."""
        with self._lock, reporting(self._name):
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
