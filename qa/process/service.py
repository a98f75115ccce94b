"""One caller's questions, from the side of the engine: heard, answered one after another, stopped."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Any, Protocol

from index.types import Progress
from qa.asker import CutShort
from qa.printable import as_told
from qa.process.messages import Ask, Came, Cut, Failed, Heard, Open, Opened, Reported, Stop
from qa.types import Event

ShouldStop = Callable[[], bool]


class Answering(Protocol):
    """What answers the questions of one caller."""

    @property
    def opened(self) -> Opened: ...

    def answers(self, wanted: Ask, should_stop: ShouldStop) -> Generator[Event, None, None]:
        """The engine's events. Raises CutShort for a question that came to no end."""
        ...


# Opens what the caller wants; what indexing comes to meanwhile goes to the second argument.
Opener = Callable[[Open, Callable[[Progress], None]], Answering]


class Service:
    """What a caller at the other end of a pipe is told. `on_gone` is called, on a thread, once nobody is there."""

    def __init__(self, pipe: Connection[Any, Any], opener: Opener, on_gone: Callable[[], None] = lambda: None) -> None:
        self._pipe = pipe
        self._opener = opener
        self._on_gone = on_gone
        self._asked: queue.SimpleQueue[Ask | None] = queue.SimpleQueue()  # None: nobody is there
        self._stopped = 0.0  # questions up to this number are not to be gone on with

    def run(self) -> None:
        """Open what the first message asks for, then answer until the caller has gone."""
        try:
            wanted = self._pipe.recv()
        except (EOFError, OSError):
            self._on_gone()
            return
        threading.Thread(target=self._listen, name="listening", daemon=True).start()
        try:
            engine = self._opener(wanted, lambda progress: self._say(Reported(progress)))
        except Exception as error:
            self._say(Failed(0, as_told(error)))
            return
        self._say(engine.opened)
        while (asked := self._asked.get()) is not None:
            self._answer(engine, asked)

    def _listen(self) -> None:
        try:
            while True:
                message = self._pipe.recv()
                if isinstance(message, Stop):
                    self._stopped = max(self._stopped, message.number)
                else:
                    self._asked.put(message)
        except (EOFError, OSError):
            self._leave()

    def _answer(self, engine: Answering, asked: Ask) -> None:
        try:
            with closing(engine.answers(asked, lambda: self._stopped >= asked.number)) as events:
                for event in events:
                    self._say(Came(asked.number, event))
        except CutShort:
            self._say(Cut(asked.number))
        except Exception as error:
            self._say(Failed(asked.number, as_told(error)))

    def _say(self, message: Heard) -> None:
        try:
            self._pipe.send(message)
        except OSError:
            self._leave()

    def _leave(self) -> None:
        """Nobody is there any more: stop whatever is asked."""
        self._stopped = float("inf")
        self._asked.put(None)
        self._on_gone()
