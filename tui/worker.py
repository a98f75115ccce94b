"""The engine on threads of its own. Threads touch no widget: they post messages.

The threads are daemons rather than Textual workers, whose executor is joined on exit: quitting must not wait for a
model that is busy.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from contextvars import copy_context

from textual.message import Message

from index.errors import FootnoteError
from index.types import Progress
from qa.types import Finished, Retrieved, Token, Turn
from tui.messages import (
    Answered,
    DraftGrew,
    EvidenceFound,
    JobEnded,
    QuestionFailed,
    Started,
    StartFailed,
    StartProgressed,
)
from tui.plain import one_line
from tui.ports import Asker, Start

Post = Callable[[Message], object]

PROGRESS_EVERY = 0.05
"""Seconds between two progress messages."""


def explain(error: Exception) -> str:
    """One line for the user; anything but a `FootnoteError` is a bug and says so."""
    if isinstance(error, FootnoteError):
        return one_line(str(error))
    return one_line(f"Unexpected {type(error).__name__}: {error}")


def spawn(name: str, target: Callable[[], None]) -> threading.Thread:
    """Run `target` on a daemon thread that knows which app is active."""
    thread = threading.Thread(target=copy_context().run, args=(target,), name=name, daemon=True)
    thread.start()
    return thread


def quiet(post: Post) -> Post:
    """`post`, but harmless once the app's event loop is gone."""

    def posted(message: Message) -> None:
        with contextlib.suppress(RuntimeError):
            post(message)

    return posted


def open_asker(start: Start, post: Post) -> threading.Thread:
    """Call `start` on a thread; its progress and its outcome arrive as messages."""
    post = quiet(post)
    last = Progress("", 0, 0)
    last_time = 0.0

    def report(progress: Progress) -> None:
        nonlocal last, last_time
        now = time.monotonic()
        if progress.stage == last.stage and progress.done < progress.total and now - last_time < PROGRESS_EVERY:
            return
        last, last_time = progress, now
        post(StartProgressed(progress))

    def work() -> None:
        try:
            asker = start(report)
        except Exception as error:
            post(StartFailed(explain(error)))
        else:
            post(Started(asker))

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
    """One question on its way through the engine."""

    def __init__(self, asker: Asker, question: str, history: Sequence[Turn], post: Post) -> None:
        self.question = question
        self.draft = Draft()
        self._asker = asker
        self._history = tuple(history)
        self._post = quiet(post)
        self._stop = threading.Event()
        self.thread = spawn("footnote-question", self._run)

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the engine to stop at its next token."""
        self._stop.set()

    def _run(self) -> None:
        try:
            self._relay()
        except Exception as error:
            self._post(QuestionFailed(self, explain(error)))
        finally:
            self._post(JobEnded(self))

    def _relay(self) -> None:
        for event in self._asker.ask(self.question, self._history, should_stop=self._stop.is_set):
            match event:
                case Token(text):
                    if self.draft.add(text):
                        self._post(DraftGrew(self))
                case Retrieved():
                    self._post(EvidenceFound(self, event))
                case Finished(answer):
                    self._post(Answered(self, answer))
