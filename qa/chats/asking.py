"""One question on its way: its events, and the turn that it comes to, which is saved as it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from index.errors import FootnoteError
from index.types import Filters
from qa.asker import Asker, CutShort
from qa.chats.conversations import Conversations
from qa.chats.pen import Pen
from qa.chats.saved import SavedTurn, state_of, timestamp
from qa.printable import explained
from qa.types import Finished, Retrieved, Token, Turn


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Something could not be saved; the turn goes on all the same. `reason` is one line for the user."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ended:
    """What the question came to: answered, refused, stopped or failed. Always the last event."""

    turn: SavedTurn


ChatEvent = Retrieved | Token | Unsaved | Ended


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is saved: in conversation `within` (empty: a new one), in place of turn `instead` (0: none)."""

    within: str = ""
    instead: int = 0


class Asking:
    """One question of a `ChatSession`. `events` runs it and blocks; everything else may be called from any thread."""

    def __init__(
        self,
        engine: Asker,
        store: Conversations,
        question: str,
        history: list[Turn],
        filters: Filters,
        place: Place,
        changed: Callable[[Asking], None],
    ) -> None:
        """`changed` hears each time when `turn` or `conversation` has become another."""
        self.turn = SavedTurn(question, timestamp())
        self.conversation = place.within
        self._engine = engine
        self._store = store
        self._history = history
        self._filters = filters
        self._place = place
        self._changed = changed
        self._pen: Pen | None = None
        self._draft: list[str] = []
        self._unsaved: list[str] = []
        self._stop = threading.Event()

    @property
    def stopping(self) -> bool:
        """Was it told to stop?"""
        return self._stop.is_set()

    @property
    def has_ended(self) -> bool:
        """Is `turn` what the question came to?"""
        return self.turn.state != "writing"

    def stop(self) -> None:
        """Ask the engine to stop at its next token; what there is by then is checked and kept."""
        self._stop.set()

    def leave(self) -> None:
        """Keep what is written as stopped, though the engine may go on: whatever it still writes goes nowhere."""
        if not self.has_ended:
            if self._pen is not None:
                self._pen.stop()
            self._become(replace(self.turn, state="stopped", draft="".join(self._draft)))

    def events(self) -> Iterator[ChatEvent]:
        """Run it. A piece of the draft is given out before it is saved, an answer once it is on the disk."""
        pen = self._begun()
        yield from self._complaints()
        try:
            asked = self._engine.ask(
                self.turn.question, self._history, filters=self._filters, should_stop=self._stop.is_set
            )
            for event in asked:
                if isinstance(event, Finished):
                    pen.finish(event.answer)
                    self._become(
                        replace(
                            self.turn,
                            state=state_of(event.answer),
                            draft="".join(self._draft),
                            answer=event.answer,
                        )
                    )
                    break
                yield event
                if isinstance(event, Token):
                    self._draft.append(event.text)
                    pen.grow(event.text)
                    yield from self._complaints()
            else:
                raise FootnoteError("the engine ended without an answer", "ask again", "failed")
        except CutShort:
            self.leave()
        except Exception as error:
            self._fail(pen, explained(error))
        yield from self._complaints()
        yield Ended(self.turn)

    def _begun(self) -> Pen:
        """The question is on the disk, if it can be."""
        if self._place.instead:
            try:
                self._store.drop_turn(self._place.instead)
            except FootnoteError as error:
                self._unsaved.append(f"not saved: {error}")
        self._pen = Pen(self._store, self.turn.question, self._place.within or None, self._unsaved.append)
        self.conversation = self._pen.conversation
        self._become(replace(self.turn, number=self._pen.turn))
        return self._pen

    def _fail(self, pen: Pen, reason: str) -> None:
        pen.fail(reason)
        self._become(replace(self.turn, state="failed", draft="".join(self._draft), reason=reason))

    def _become(self, turn: SavedTurn) -> None:
        if not self.has_ended:
            self.turn = turn
            self._changed(self)

    def _complaints(self) -> Iterator[Unsaved]:
        while self._unsaved:
            yield Unsaved(self._unsaved.pop(0))
