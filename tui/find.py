"""The line above a list, which is found in as one types."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.events import Key
from textual.timer import Timer
from textual.widgets import Input

DEBOUNCE = 0.15
"""Seconds without a keystroke before a search."""


class FindLine(Input):
    """Words to find. Each list has a ticket: what comes for an older one is to be dropped."""

    def __init__(self, placeholder: str, start: Callable[[], object], to_list: Callable[[], object]) -> None:
        """`start` begins a list for the words in the line; `to_list` moves the focus there."""
        super().__init__(placeholder=placeholder, id="find", select_on_focus=False)
        self.ticket = 0
        self._start = start
        self._to_list = to_list
        self._waiting: Timer | None = None

    @property
    def words(self) -> str:
        return self.value.strip()

    def next_ticket(self) -> int:
        """The ticket of a list that begins now."""
        self.ticket += 1
        return self.ticket

    @on(Input.Changed)
    def _typed(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(DEBOUNCE, self._start)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self._to_list()

    def on_key(self, event: Key) -> None:
        if event.key == "down":
            self._to_list()
