"""The engine's process: opens an engine, answers one question after another, and ends when its pipe does."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Generator
from multiprocessing.connection import Connection
from typing import Any

from index.types import Progress
from qa.asker import Asker
from qa.process.messages import Ask, Open, Opened
from qa.process.service import Service, ShouldStop
from qa.types import Event

# Opens the engine that was asked for; what indexing comes to meanwhile goes to the second argument.
OpenEngine = Callable[[Open, Callable[[Progress], None]], Asker]


# How far the engine stands back behind what shows its answers: a key goes first, where all cores compute.
_NICENESS = 10


def main(descriptor: int) -> None:
    """Serve the pipe with that file descriptor. Does not return."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(_NICENESS)
    serve(Connection(descriptor), _opened)


def serve(pipe: Connection[Any, Any], open_engine: OpenEngine) -> None:
    """Open an engine and answer. Ends the process with the pipe, whatever is at work."""
    Service(pipe, lambda wanted, report: _Own(open_engine(wanted, report)), on_gone=lambda: os._exit(0)).run()
    os._exit(0)


def _opened(wanted: Open, report: Callable[[Progress], None]) -> Asker:
    from qa.start import open_engine

    return open_engine(wanted.library, wanted.model, report=report, gpu_layers=wanted.gpu_layers)


class _Own:
    """The engine of this process."""

    def __init__(self, engine: Asker) -> None:
        self._engine = engine
        self.opened = Opened(engine.model, engine.library.folder)
        gc.freeze()  # what is loaded stays: the collector need not look through it

    def answers(self, wanted: Ask, should_stop: ShouldStop) -> Generator[Event, None, None]:
        yield from self._engine.ask(wanted.question, wanted.history, filters=wanted.filters, should_stop=should_stop)
