"""A question that was taken and is not asked yet."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.widgets import Static

from tui.exchange import Exchange
from tui.plain import one_line


@dataclass(frozen=True, slots=True)
class Waiting:
    """The question, and the exchange in whose place it comes. `typed`: by the user, not repeated."""

    question: str
    replaced: Exchange | None = None
    typed: bool = True


class WaitingLine(Static):
    """Shows the question that waits, where one does, and what it waits for."""

    def __init__(self) -> None:
        super().__init__("", id="pending", markup=False)

    def show(self, waiting: Waiting | None, reason: str) -> None:
        self.display = waiting is not None
        if waiting is not None:
            note = f"{reason}; waiting (esc takes it back): "
            self.update(Content.assemble((note, "$text-warning"), f"“{one_line(waiting.question)}”"))
