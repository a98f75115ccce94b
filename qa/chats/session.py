"""A chat without a screen: one conversation, the engine that it asks, and where it is saved.

Every front end renders this: the full-screen chat, the plain one, the one in a browser. What counts as a turn, what
takes whose place and what later questions know of it is decided here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from index.errors import FootnoteError
from index.paths import expanded
from index.types import Filters
from qa.asker import Asker
from qa.chats.asking import Asking, Place
from qa.chats.conversations import Conversations
from qa.chats.loading import articles_of
from qa.chats.saved import Conversation, SavedTurn, Summary, turns_for_engine
from qa.printable import one_line
from qa.question.typed import clean_question
from qa.types import Turn

if TYPE_CHECKING:
    from index.library import Library

OpenStore = Callable[[Path], Conversations]


class ChatSession:
    """One user's chat over one library. Safe to use from several threads; whatever reads or writes files may block.

    `filters` are the dates and the source that the next question asks. `problem` is one line on why nothing is saved,
    empty where it is.
    """

    def __init__(self, engine: Asker, store: Conversations, *, problem: str = "") -> None:
        self.filters = Filters()
        self.problem = problem
        self._engine = engine
        self._store = store
        self._lock = threading.RLock()
        self._now = Conversation()  # without an id until its first question is saved
        self._asking: Asking | None = None
        self._is_here = False  # does its turn belong to this conversation?
        self._deleted: list[str] = []

    @classmethod
    def open(
        cls, engine: Asker, open_store: OpenStore = Conversations.open, *, resume: str | None = None
    ) -> ChatSession:
        """A chat over the engine's library. It goes on with conversation `resume` (empty: the last; None: a new one).

        Where conversations cannot be saved, the chat keeps them until it ends. Raises FootnoteError where there is none
        to resume.
        """
        folder = engine.library.folder
        try:
            session = cls(engine, open_store(folder))
        except FootnoteError as error:
            if resume is not None:
                raise
            session = cls(engine, Conversations.in_memory(), problem=f"{error}; this chat is not saved")
        if resume is not None:
            try:
                session.resume(resume or session.latest())
            except BaseException:
                session.close()
                raise
        return session

    def close(self) -> None:
        """Close the saved conversations: nothing can be asked any more."""
        self._store.close()

    # ---- what there is

    @property
    def engine(self) -> Asker:
        """What is asked."""
        return self._engine

    @property
    def conversation(self) -> Conversation:
        """The conversation so far, the turn in the making included."""
        return self._now

    @property
    def id(self) -> str:
        """What the conversation is saved under; empty where nothing of it is yet."""
        return self._now.id

    @property
    def turns(self) -> tuple[SavedTurn, ...]:
        """What was asked and what came of it, oldest first."""
        return self._now.turns

    @property
    def history(self) -> list[Turn]:
        """What the next question is asked with."""
        return turns_for_engine(self._now)

    def use(self, engine: Asker) -> None:
        """Ask another engine over the same library from now on."""
        self._engine = engine

    # ---- asking

    def ask(self, question: str) -> Asking:
        """The next question of the conversation; nothing happens before its `events` are taken.

        Raises FootnoteError for what cannot be asked, and while an answer is in the making.
        """
        return self._begin(question, Place(self._now.id), self._now.turns)

    def edit(self, question: str) -> Asking:
        """A question in place of the last one. Raises FootnoteError as `ask` does, and where there is none yet."""
        if not self._now.turns:
            raise FootnoteError("there is no question yet", "ask one", "invalid")
        *before, last = self._now.turns
        return self._begin(question, Place(self._now.id, last.number), tuple(before))

    def again(self) -> Asking:
        """The last question once more, in its own place. Raises FootnoteError as `edit` does."""
        return self.edit(self._now.turns[-1].question if self._now.turns else "")

    def stop(self) -> None:
        """Stop the answer in the making, if there is one; see `Asking.stop`."""
        if self._asking is not None:
            self._asking.stop()

    def _begin(self, question: str, place: Place, before: tuple[SavedTurn, ...]) -> Asking:
        clean_question(question)  # what cannot be asked is not saved either
        with self._lock:
            if self._asking is not None and not self._asking.has_ended:
                raise FootnoteError("one answer at a time", "stop this one first", "busy")
            self._now = replace(self._now, turns=before)
            asking = Asking(self._engine, self._store, question, self.history, self.filters, place, self._noted)
            self._now = replace(self._now, turns=(*before, asking.turn))
            self._asking, self._is_here = asking, True
        return asking

    def _noted(self, asking: Asking) -> None:
        """The last turn is what has become of it, unless another conversation has begun meanwhile."""
        with self._lock:
            if asking is self._asking and self._is_here:
                turns = (*self._now.turns[:-1], asking.turn)
                self._now = replace(self._now, id=asking.conversation, turns=turns)

    # ---- this conversation and others

    def new(self) -> None:
        """Begin another conversation; an answer in the making is stopped, and saved in the one it belongs to."""
        self.go_on(Conversation())

    def resume(self, key: str) -> Conversation:
        """Go on with the conversation of that id. Raises FootnoteError where there is none."""
        self.go_on(found := self.load(key))
        return found

    def go_on(self, conversation: Conversation) -> None:
        """Go on with a conversation that `load` has read."""
        with self._lock:
            self.stop()
            self._is_here = False
            self._now = conversation

    def load(self, key: str) -> Conversation:
        """A conversation with every answer as it was. Raises FootnoteError where there is none of that id."""
        # it asks a library for articles, no more
        return self._store.load(key, articles_of(cast("Library", self._engine.library)))

    def latest(self) -> str:
        """The id of the conversation used last. Raises FootnoteError where there is none."""
        found = self._store.latest()
        if found is None:
            raise FootnoteError("there is no conversation to resume yet", "begin one with footnote chat", "not-found")
        return found

    def recent(self, words: str = "", limit: int = 50) -> list[Summary]:
        """Up to `limit` conversations that have all the words, the last used first."""
        return self._store.recent(words, limit)

    def rename(self, title: str, key: str | None = None) -> None:
        """Give a conversation (None: this one) a title. Raises FootnoteError for one that is empty or too long."""
        key = self._begun() if key is None else key
        self._store.rename(key, title)
        with self._lock:
            if key == self._now.id:
                self._now = replace(self._now, title=one_line(title))

    def export(self, name: str, key: str | None = None) -> Path:
        """Write a conversation (None: this one) to a new file, .md or .json as its name says. Returns its path."""
        from qa.chats.export import export

        file = expanded(name)
        export(self.load(self._begun() if key is None else key), file)
        return file

    def delete(self, key: str) -> None:
        """Delete a conversation; `undo` brings it back. If it is this one, see `is_deleted`."""
        self._store.delete(key)
        self._deleted.append(key)

    def undo(self) -> str:
        """Bring back what was deleted last in this chat. Returns its id. Raises FootnoteError where nothing was."""
        if not self._deleted:
            raise FootnoteError("nothing was deleted in this chat", "there is nothing to undo", "invalid")
        key = self._deleted.pop()
        self._store.restore(key)
        return key

    @property
    def can_undo(self) -> bool:
        """Was something deleted that `undo` brings back?"""
        return bool(self._deleted)

    @property
    def is_deleted(self) -> bool:
        """Is this conversation one that was deleted? Then another is to begin: a question would bring it back."""
        return self._now.id in self._deleted

    def _begun(self) -> str:
        """This conversation's id."""
        if not self._now.id:
            raise FootnoteError("this conversation has not begun, or is not saved", "ask something first", "invalid")
        return self._now.id
