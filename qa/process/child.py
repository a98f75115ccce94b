"""The engine's process: opens an engine, answers one question after another, and ends when its pipe does."""

from __future__ import annotations

import gc
import os
import queue
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from qa.asker import Asker
from qa.printable import as_told
from qa.process.messages import Ask, Came, Failed, Heard, Open, Opened, Reported, Stop

# Opens the engine that was asked for; what indexing comes to meanwhile goes to the second argument.
Opener = Callable[[Open, Callable[[Any], None]], Asker]


def main(descriptor: int) -> None:
    """Serve the pipe with that file descriptor. Does not return."""
    Child(Connection(descriptor), _opened).run()


def _opened(wanted: Open, report: Callable[[Any], None]) -> Asker:
    from qa.start import open_engine

    return open_engine(wanted.library, wanted.model, report=report, gpu_layers=wanted.gpu_layers)


class Child:
    """One engine at the end of a pipe."""

    def __init__(self, pipe: Connection[Any, Any], opener: Opener) -> None:
        self._pipe = pipe
        self._opener = opener
        self._asked: queue.SimpleQueue[Ask] = queue.SimpleQueue()
        self._stopped = 0  # questions up to this number are not to be gone on with

    def run(self) -> None:
        """Open what the first message asks for, then answer. Ends the process with the pipe, whatever is at work."""
        wanted = self._pipe.recv()
        threading.Thread(target=self._listen, name="listening", daemon=True).start()
        try:
            engine = self._opener(wanted, lambda progress: self._say(Reported(progress)))
            gc.freeze()  # what is loaded stays: the collector need not look through it
            self._say(Opened(engine.model, engine.library.folder))
        except Exception as error:
            self._say(Failed(0, as_told(error)))
            os._exit(0)
        while True:
            self._answer(engine, self._asked.get())

    def _listen(self) -> None:
        while True:
            try:
                message = self._pipe.recv()
            except (EOFError, OSError):
                os._exit(0)
            if isinstance(message, Stop):
                self._stopped = max(self._stopped, message.number)
            else:
                self._asked.put(message)

    def _answer(self, engine: Asker, wanted: Ask) -> None:
        try:
            for event in engine.ask(
                wanted.question,
                wanted.history,
                filters=wanted.filters,
                should_stop=lambda: self._stopped >= wanted.number,
            ):
                self._say(Came(wanted.number, event))
        except Exception as error:
            self._say(Failed(wanted.number, as_told(error)))

    def _say(self, message: Heard) -> None:
        try:
            self._pipe.send(message)
        except OSError:
            os._exit(0)
