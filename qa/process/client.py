"""Asks an engine at the other end of a link, which may end at any time."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.asker import CutShort
from qa.process.messages import Ask, Came, Cut, Failed, Heard, Open, Opened, Reported, Stop, Told
from qa.process.turns import Turns
from qa.types import Event, Finished, Turn

# Seconds that an answer may go on after it was told to stop, before its engine is ended.
PATIENCE = 2.0
# Seconds between two looks at whether an answer is to stop.
_LOOK_EVERY = 0.05


def stopped() -> FootnoteError:
    """The engine ended while it answered."""
    return FootnoteError("the engine stopped and was started again", "ask once more", "failed")


def never_opened() -> FootnoteError:
    """The engine ended before it had opened library and model."""
    advice = "close other programs, or run footnote doctor"
    return FootnoteError("the engine stopped while it was being opened", advice, "failed")


class Gone(Exception):
    """Nobody is at the other end of a link any more."""


class Link(Protocol):
    """The way to an engine that was asked to open by itself."""

    @property
    def opened(self) -> Opened | None:
        """What it said when it was open, once that was heard."""
        ...

    @property
    def is_alive(self) -> bool: ...

    def tell(self, message: Told) -> None:
        """Raises Gone."""
        ...

    def hear(self, seconds: float) -> Heard | None:
        """What it says next, None if it says nothing within that time. Raises Gone."""
        ...

    def end(self) -> None:
        """Have no more to do with it, at once, whatever it does."""
        ...


class Client:
    """One engine, that is made again where it ended. Safe for several threads, which take turns."""

    def __init__(self, wanted: Open, begin: Callable[[Open], Link], patience: float = PATIENCE) -> None:
        """Begin to open an engine. Returns at once; `opened` waits for it."""
        self._wanted = wanted
        self._begin = begin
        self._patience = patience
        self._link = begin(wanted)
        self._is_lost = False  # has it ended before it was open?
        self._is_closed = False
        self._number = 0
        self._turns = Turns()

    def opened(self, report: Callable[[Progress], None] = lambda _: None) -> Opened:
        """What it said when it was open. `report` hears of indexing, unless another thread waits already.

        Raises FootnoteError where it cannot be opened.
        """
        if (opened := self._link.opened) is not None:
            return opened
        with self._turns.turn(lambda: False):
            return self._wait(lambda: False, report)

    def close(self) -> None:
        """End it. Nothing can be asked any more."""
        self._is_closed = True
        self._link.end()

    def ask(
        self, question: str, history: Sequence[Turn], filters: Filters, should_stop: Callable[[], bool]
    ) -> Generator[Event, None, None]:
        """The engine's events. It is told to stop first, and ended where it does not listen: CutShort is raised then.

        Raises FootnoteError for what the engine refuses, and where it ended: then another is being opened.
        """
        with self._turns.turn(should_stop):
            self._wait(should_stop)
            self._number += 1
            try:
                self._link.tell(Ask(self._number, question, tuple(history), filters))
                yield from self._events(self._number, should_stop)
            except Gone:
                self._start_again()
                raise stopped() from None

    def _events(self, number: int, should_stop: Callable[[], bool]) -> Iterator[Event]:
        deadline = float("inf")
        is_over = False
        try:
            while not is_over:
                if deadline == float("inf") and should_stop():
                    self._link.tell(Stop(number))
                    deadline = time.monotonic() + self._patience
                match self._link.hear(_LOOK_EVERY):
                    case Came(of, event) if of == number:
                        is_over = isinstance(event, Finished)
                        yield event
                    case Failed(of, error) if of == number:
                        is_over = True
                        raise error
                    case Cut(of) if of == number:
                        is_over = True
                        raise CutShort
                if not is_over and time.monotonic() > deadline:
                    is_over = True
                    self._start_again()
                    raise CutShort
        finally:
            if not is_over:  # nobody waits for the rest any more
                with suppress(Gone):
                    self._link.tell(Stop(number))

    def _wait(self, should_stop: Callable[[], bool], report: Callable[[Progress], None] = lambda _: None) -> Opened:
        """Wait until the engine is open; one that has ended meanwhile is started again."""
        if self._is_lost or (self._link.opened is not None and not self._link.is_alive):
            self._start_again()
        try:
            while (opened := self._link.opened) is None:
                match self._link.hear(_LOOK_EVERY):
                    case Reported(progress):
                        report(progress)
                    case Failed(_, error):
                        self._is_lost = True
                        raise error
                if should_stop():
                    raise CutShort
        except Gone:
            self._is_lost = True
            raise never_opened() from None
        return opened

    def _start_again(self) -> None:
        self._link.end()
        self._link = self._begin(self._wanted)
        self._is_lost = False
        if self._is_closed:  # by another thread, meanwhile
            self._link.end()
