"""A session on threads of its own: opening it, and one question on its way."""

from __future__ import annotations

import gc
import threading
import time
from typing import TYPE_CHECKING

from index.types import Progress
from qa.printable import explained
from qa.types import Retrieved, Token
from tui.background import Post, quiet, spawn
from tui.messages import (
    DraftGrew,
    EvidenceFound,
    Failed,
    JobEnded,
    Started,
    StartFailed,
    StartProgressed,
    TurnEnded,
)
from tui.pace import Pace
from tui.ports import OpenStore, Report, Start

if TYPE_CHECKING:
    from qa.asker import Asker
    from qa.chats.asking import Asking
    from qa.chats.session import ChatSession

# what a session needs is imported on its thread, so that the chat is on the screen before that is read

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


def open_session(start: Start, post: Post, open_store: OpenStore | None, resume: str | None = None) -> threading.Thread:
    """Call `start` on a thread, and open the conversations beside its library (`open_store`: in place of those on the
    disk), `resume` by its id; progress and outcome arrive as messages.
    """
    post = quiet(post)

    def work() -> None:
        try:
            asker = start(reporter(post))
            # what is loaded stays: without this, the collector looks through all of it time and again, while keys wait
            gc.freeze()
            session = session_over(asker, open_store, resume)
        except Exception as error:
            post(StartFailed(explained(error)))
        else:
            post(Started(session))

    return spawn("footnote-start", work)


def session_over(asker: Asker, open_store: OpenStore | None, resume: str | None = None) -> ChatSession:
    """A chat with that engine. Blocks."""
    from qa.chats.conversations import Conversations
    from qa.chats.session import ChatSession

    return ChatSession.open(asker, open_store or Conversations.open, resume=resume)


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
    """One question of a session on a thread of its own, its events as messages."""

    def __init__(self, asking: Asking, post: Post) -> None:
        self.asking = asking
        self.draft = Draft()
        self._post = quiet(post)
        self.thread = spawn("footnote-question", self._run)

    @property
    def stopping(self) -> bool:
        return self.asking.stopping

    def stop(self) -> None:
        """Ask the engine to stop at its next token."""
        self.asking.stop()

    def _run(self) -> None:
        try:
            self._relay()
        except Exception as error:
            self._post(Failed(explained(error)))
        finally:
            self._post(JobEnded(self))

    def _relay(self) -> None:
        from qa.chats.asking import Ended, Unsaved

        pace = Pace()
        for event in self.asking.events():
            match event:
                case Token(text):
                    pace.token()
                    if self.draft.add(text):
                        self._post(DraftGrew(self))
                case Retrieved():
                    self._post(EvidenceFound(self, event))
                case Unsaved(reason):
                    self._post(Failed(reason))
                case Ended(turn):
                    self._post(TurnEnded(self, turn, pace.rate()))
