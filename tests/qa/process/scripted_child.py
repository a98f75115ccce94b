"""An engine's process without models: what a question says is what happens to it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.process.child import serve
from qa.process.messages import Open
from qa.types import Answer, Event, Finished, Retrieved, Token, Turn

PROGRAM = """
import sys
sys.path[:] = sys.argv[2:]
from tests.qa.process.scripted_child import main
main(int(sys.argv[1]))
"""


def main(descriptor: int) -> None:
    """As `qa.process.child.main`."""
    serve(Connection(descriptor), opened)


def opened(wanted: Open, report: Callable[[Any], None]) -> Any:
    """What the model's name says."""
    if wanted.model == "broken":
        raise FootnoteError("there is no model 'broken'", "take another", "not-found")
    if wanted.model == "dying":
        os.kill(os.getpid(), signal.SIGKILL)
    report(Progress("reading", 1, 2))
    if wanted.model == "slow":
        time.sleep(60)
    return Scripted(Path(str(wanted.library)))


class Scripted:
    """Says "one " and "two", unless the question is one of those below."""

    model = "scripted"

    def __init__(self, folder: Path) -> None:
        self.library = SimpleNamespace(folder=folder)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters,
        should_stop: Callable[[], bool],
    ) -> Iterator[Event]:
        if question == "fail":
            raise FootnoteError("the model is tired", "wait", "failed")
        if question == "bug":
            raise KeyError("lost")
        yield Retrieved(question, ())
        yield Token("one ")
        if question == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        while question == "deaf":
            time.sleep(0.1)
        while question == "long" and not should_stop():
            time.sleep(0.01)
        if not should_stop():
            yield Token("two")
        text = f"{len(history)} before, since {filters.since}, in {os.getpid()}"
        yield Finished(Answer(question, question, text, False, 0.5, (), (), (), "scripted", stopped=should_stop()))
