"""The engine on threads of its own: opening it, and one question on its way through it."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.types import Finished, Retrieved, Token, Turn
from tui.archive import Complain, OpenStore, load, open_archive
from tui.background import Post, explain, quiet, spawn
from tui.messages import (
    Answered,
    DraftGrew,
    EvidenceFound,
    Failed,
    JobEnded,
    QuestionFailed,
    Started,
    StartFailed,
    StartProgressed,
)
from tui.pace import Pace
from tui.ports import Asker, Report, Start

if TYPE_CHECKING:
    from qa.chats.pen import Pen

OpenPen = Callable[[Complain], "Pen"]
"""Begins to save a question; what cannot be saved is complained of. Blocks."""
PROGRESS_EVERY = 0.05
"""Seconds between two progress messages."""


def reporter(post: Post) -> Report:
    """Progress as messages, no more of them than can be painted."""
    last = Progress("", 0, 0)
    last_time = 0.0

    def report(progress: Progress) -> None:
        nonlocal last, last_time
        now = time.monotonic()
        if progress.stage == last.stage and progress.done < progress.total and now - last_time < PROGRESS_EVERY:
            return
        last, last_time = progress, now
        post(StartProgressed(progress))

    return report


def open_asker(start: Start, post: Post, open_store: OpenStore, resume: str | None = None) -> threading.Thread:
    """Call `start` on a thread, and open the conversations beside its library, `resume` by its id; progress and outcome
    arrive as messages.
    """
    post = quiet(post)

    def work() -> None:
        try:
            asker = start(reporter(post))
            # what is loaded stays: without this, the collector looks through all of it time and again, while keys wait
            gc.freeze()
            archive = open_archive(asker.library.folder, open_store)
            resumed = None if resume is None else load(archive, asker.library, resume)
        except Exception as error:
            post(StartFailed(explain(error)))
        else:
            post(Started(asker, archive, resumed))

    return spawn("footnote-start", work)


class Draft:
    """Text that grows on one thread and is read on another, with one notice outstanding at most."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parts: list[str] = []
        self._told = False

    def add(self, text: str) -> bool:
        """Append; true if the reader has to be told that there is something to read."""
        with self._lock:
            self._parts.append(text)
            told, self._told = self._told, True
        return not told

    def read(self) -> str:
        """All of it so far; the next `add` gives notice again."""
        with self._lock:
            self._told = False
            self._parts = ["".join(self._parts)]
            return self._parts[0]


class Job:
    """One question on its way through the engine, saved as it goes: first shown, then saved, but for the answer, which
    is on the disk before it is on the screen.
    """

    def __init__(
        self,
        asker: Asker,
        question: str,
        history: Sequence[Turn],
        post: Post,
        open_pen: OpenPen,
        filters: Filters | None = None,
    ) -> None:
        self.question = question
        self.draft = Draft()
        self.pen: Pen | None = None  # known once the question is saved
        self._open_pen = open_pen
        self._asker = asker
        self._history = tuple(history)
        self._filters = filters or Filters()
        self._post = quiet(post)
        self._stop = threading.Event()
        self.thread = spawn("footnote-question", self._run)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the engine to stop at its next token."""
        self._stop.set()

    def leave(self) -> None:
        """Keep what is written as stopped, though the engine may go on: whatever it still writes goes nowhere."""
        if self.pen is not None:
            self.pen.stop()

    def _run(self) -> None:
        try:
            self.pen = self._open_pen(self._complain)
            self._relay(self.pen)
        except Exception as error:
            reason = explain(error)
            if self.pen is not None:
                self.pen.fail(reason)
            self._post(QuestionFailed(self, reason))
        finally:
            self._post(JobEnded(self))

    def _complain(self, reason: str) -> None:
        self._post(Failed(reason))

    def _relay(self, pen: Pen) -> None:
        pace = Pace()
        events = self._asker.ask(self.question, self._history, filters=self._filters, should_stop=self._stop.is_set)
        for event in events:
            match event:
                case Token(text):
                    pace.token()
                    if self.draft.add(text):
                        self._post(DraftGrew(self))
                    pen.grow(text)
                case Retrieved():
                    self._post(EvidenceFound(self, event))
                case Finished(answer):
                    pen.finish(answer)
                    self._post(Answered(self, answer, pace.rate()))
                    return
        raise FootnoteError("The engine ended without an answer.")
