"""What is seen before the first question can be asked: progress, or why it failed."""

from __future__ import annotations

import time

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static

from index.types import Progress
from tui.plain import plain

STAGES = {"reading": "Reading articles", "embedding": "Embedding passages", "words": "Indexing words"}
OPENING = "Opening library and models"


class StartStrip(Vertical):
    """A line of words and a progress bar with rate and time to go; removed when all is open."""

    def __init__(self, doing: str = OPENING) -> None:
        super().__init__(id="start")
        self._label = Static(Content(f"{doing}…"), id="start-label", markup=False)
        self._bar = ProgressBar(id="start-bar")
        self._stage = ""
        self._since = 0.0
        self._first = 0

    def compose(self) -> ComposeResult:
        yield self._label
        yield self._bar

    def show(self, progress: Progress) -> None:
        """How far it got."""
        if progress.stage != self._stage:
            self._stage, self._since, self._first = progress.stage, time.monotonic(), progress.done
        if progress.done >= progress.total:
            self._label.update(Content.assemble(self._counted(progress), (" · done", "$foreground 60%")))
        else:
            self._label.update(Content.assemble(self._counted(progress), (self._rate(progress), "$foreground 60%")))
        if progress.done > 0:
            self._bar.update(total=progress.total, progress=progress.done)
        else:
            self._bar.update(total=None, progress=0)  # nothing done yet: a bar that moves says it is at work

    def _counted(self, progress: Progress) -> Content:
        name = STAGES.get(progress.stage, plain(progress.stage).capitalize())
        return Content.assemble((name, "bold"), (f" {progress.done}/{progress.total}", "$text-accent"))

    def _rate(self, progress: Progress) -> str:
        elapsed, done = time.monotonic() - self._since, progress.done - self._first
        if elapsed < 0.5 or done <= 0:
            return ""
        rate = done / elapsed
        return f" · {rate:.0f} a second" if rate >= 1 else f" · {60 * rate:.0f} a minute"


class FailureScreen(ModalScreen[None]):
    """Why the chat cannot start and what to do; any key leaves."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = reason

    def compose(self) -> ComposeResult:
        with Vertical(id="failure") as box:
            box.border_title = "Footnote cannot start"
            yield Static(Content(plain(self._reason)), id="failure-reason")
            yield Static(Content("Press any key to leave."), id="failure-hint")

    def on_key(self, event: Key) -> None:
        event.stop()
        self.app.exit(return_code=2)

    def on_click(self) -> None:
        self.app.exit(return_code=2)
