"""Indexing from inside the chat: how far it is, and a way to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from index.types import Progress
from tui.background import fetch, quiet
from tui.dialog import DIALOG_BINDINGS
from tui.messages import Changed, ChangeFailed, StartProgressed
from tui.plain import one_line
from tui.ports import Report
from tui.startup import StartStrip
from tui.worker import reporter

STOPPED = "Indexing stopped. What was finished is kept; index the folder again for the rest."


class Stopped(Exception):
    """The user stopped it."""


class IndexScreen(ModalScreen[Message]):
    """Runs `work` on a thread. Comes to `Changed` or `ChangeFailed`."""

    BINDINGS: ClassVar[list[BindingType]] = [DIALOG_BINDINGS[0]]

    def __init__(
        self,
        path: str,
        work: Callable[[Report], Changed],
        started: Callable[[threading.Thread], object],
    ) -> None:
        """`started` is told of the thread, which may outlive the screen."""
        super().__init__()
        self._started = started
        self._path = path
        self._work = work
        self._stop = threading.Event()

    def compose(self) -> ComposeResult:
        with Vertical(id="indexing", classes="dialog") as box:
            box.border_title = "Indexing"
            box.border_subtitle = "esc stop"
            yield Static(Content(one_line(self._path)), id="indexing-path")
            yield StartStrip("Looking through the folder")

    def on_mount(self) -> None:
        self._started(fetch("index", self.post_message, self._run, ChangeFailed))

    def _run(self) -> Message:
        """On the thread."""
        tell = reporter(quiet(self.post_message))

        def report(progress: Progress) -> None:
            if self._stop.is_set():
                raise Stopped
            tell(progress)

        try:
            return self._work(report)
        except Stopped:
            return ChangeFailed(STOPPED)

    @on(StartProgressed)
    def _show_progress(self, message: StartProgressed) -> None:
        message.stop()
        if not self._stop.is_set():
            self.query_one(StartStrip).show(message.progress)

    @on(Changed)
    @on(ChangeFailed)
    def _ended(self, message: Message) -> None:
        message.stop()
        self.dismiss(message)

    def action_cancel(self) -> None:
        self._stop.set()
        self.query_one(".dialog").border_title = "Stopping after this step…"

    def on_unmount(self) -> None:
        self._stop.set()
