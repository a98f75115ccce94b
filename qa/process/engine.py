"""An `Asker` whose engine runs in a process of its own: it may hang, crash or be killed, and the chat goes on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.asker import CutShort, Shelf
from qa.process.messages import Ask, Came, Failed, Open, Opened, Reported, Stop
from qa.process.running import Gone, Running
from qa.types import Event, Finished, Turn

# Seconds that an answer may go on after it was told to stop, before its process is ended.
PATIENCE = 2.0
# Seconds between two looks at whether an answer is to stop.
_LOOK_EVERY = 0.05


def stopped() -> FootnoteError:
    """The process ended while it answered."""
    return FootnoteError("the engine stopped and was started again", "ask once more", "failed")


def never_opened() -> FootnoteError:
    """The process ended before it had opened library and model."""
    advice = "close other programs, or run footnote doctor"
    return FootnoteError("the engine stopped while it was being opened", advice, "failed")


def _library_at(folder: Path) -> Shelf:
    from index.chosen import encoder_of
    from index.library import Library

    return Library.open(folder, encoder_of(folder))  # which loads no model where articles are only read


class EngineProcess:
    """Answers as `qa.engine.Engine` does, one question at a time; the articles are read in this process."""

    def __init__(
        self,
        wanted: Open,
        start: Callable[[Open], Running] = Running,
        open_library: Callable[[Path], Shelf] = _library_at,
    ) -> None:
        """Begin to open an engine. Returns at once; `opened` waits for it. The others are for tests."""
        self._open_library = open_library
        self._wanted = wanted
        self._start = start
        self._running = start(wanted)
        self._is_lost = False  # has it ended before it was open?
        self._number = 0
        self._lock = threading.Lock()
        self._library: Shelf | None = None
        self._model = ""

    @classmethod
    def begin(
        cls, library: Path | str | None = None, model: str | None = None, gpu_layers: int | None = None
    ) -> EngineProcess:
        """See `qa.start.open_engine`."""
        return cls(Open(library, model, gpu_layers))

    def opened(self, report: Callable[[Progress], None] = lambda _: None) -> EngineProcess:
        """Itself, once library and model are open. `report` hears of indexing.

        Raises FootnoteError where they cannot be opened.
        """
        try:
            opened = self._wait(lambda: False, report)
            self._model = opened.model
            self._library = self._open_library(opened.folder)
        except BaseException:
            self.close()
            raise
        return self

    @property
    def model(self) -> str:
        return self._model

    @property
    def library(self) -> Shelf:
        assert self._library is not None  # `opened` comes first
        return self._library

    @property
    def pid(self) -> int:
        """The engine's process, another after each time that it was started again."""
        return self._running.pid

    def close(self) -> None:
        """End the process. The articles can still be read."""
        self._running.end()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        """The engine's events. It is told to stop first, and ended where it does not listen: CutShort is raised then.

        Raises FootnoteError for what the engine refuses, and where its process ended: then another is being opened.
        """
        with self._lock:
            self._wait(should_stop)
            self._number += 1
            try:
                self._running.tell(Ask(self._number, question, tuple(history), filters or Filters()))
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
                    self._running.tell(Stop(number))
                    deadline = time.monotonic() + PATIENCE
                match self._running.hear(_LOOK_EVERY):
                    case Came(of, event) if of == number:
                        is_over = isinstance(event, Finished)
                        yield event
                    case Failed(of, error) if of == number:
                        is_over = True
                        raise error
                if not is_over and time.monotonic() > deadline:
                    is_over = True
                    self._start_again()
                    raise CutShort
        finally:
            if not is_over:  # nobody waits for the rest any more
                with suppress(Gone):
                    self._running.tell(Stop(number))

    def _wait(self, should_stop: Callable[[], bool], report: Callable[[Progress], None] = lambda _: None) -> Opened:
        """Wait until the engine is open; one that has ended meanwhile is started again."""
        if self._is_lost or (self._running.opened is not None and not self._running.is_alive):
            self._start_again()
        try:
            while self._running.opened is None:
                match self._running.hear(_LOOK_EVERY):
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
        return self._running.opened

    def _start_again(self) -> None:
        self._running.end()
        self._running = self._start(self._wanted)
        self._is_lost = False
