"""What a front end saves of a question on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from index.errors import FootnoteError
from qa.chats.conversations import Conversations, Writing
from qa.types import Answer

_Saved = TypeVar("_Saved")


class Pen:
    """Saves a turn as it is written. What cannot be saved is said once, and the turn goes on unsaved."""

    def __init__(
        self, store: Conversations, question: str, within: str | None, complain: Callable[[str], None]
    ) -> None:
        """`within` is the id of the conversation, None for a new one; `complain` hears one line."""
        self._store = store
        self._complain = complain
        self._writing: Writing | None = None
        self._writing = self._try(lambda: store.begin(question, within))
        self.conversation = self._writing.conversation if self._writing else within or ""
        self.turn = self._writing.turn if self._writing else 0

    def grow(self, text: str) -> None:
        if writing := self._writing:
            self._try(lambda: self._store.grow(writing, text))

    def finish(self, answer: Answer) -> None:
        if writing := self._writing:
            self._try(lambda: self._store.finish(writing, answer))

    def fail(self, reason: str) -> None:
        if writing := self._writing:
            self._try(lambda: self._store.fail(writing, reason))

    def stop(self) -> None:
        if writing := self._writing:
            self._try(lambda: self._store.stop(writing))

    def _try(self, save: Callable[[], _Saved]) -> _Saved | None:
        try:
            return save()
        except FootnoteError as error:
            self._writing = None
            self._complain(f"not saved: {error}")
            return None
