"""One exchange of the conversation: a question and its answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from qa.chats.saved import SavedTurn
from tui.answer import AnswerCard
from tui.footnotes import PlaceRow
from tui.plain import one_line, plain


class Exchange(Vertical):
    """A question and its answer. `saved` is what it came to so far."""

    def __init__(self, saved: SavedTurn) -> None:
        super().__init__()
        self.saved = saved
        self.card = AnswerCard()

    @property
    def question(self) -> str:
        """As typed."""
        return self.saved.question

    def compose(self) -> ComposeResult:
        yield Static(Content(plain(self.question)), classes="question")
        yield Static("", classes="searched", markup=False)
        yield self.card

    def show_searched(self, standalone: str) -> None:
        """Say what was searched for, if it is not simply the question as typed."""
        if one_line(standalone).casefold() != one_line(self.question).casefold():
            line = self.query_one(".searched", Static)
            line.update(Content(f"↳ searched for: {one_line(standalone)}"))
            line.display = True

    async def show(self, turn: SavedTurn, rate: float = 0.0) -> None:
        """What the question came to; its answer was drafted at so many tokens per second, 0 where nobody knows."""
        self.saved = turn
        if turn.answer is not None:
            self.show_searched(turn.answer.standalone_question)
            await self.card.show_answer(turn.answer, turn.draft, rate)
        elif turn.state == "failed":
            self.card.show_failure(turn.reason or "")
        else:
            self.card.show_stopped(turn.draft)

    def first_row(self) -> Widget | None:
        """Where Tab goes from the prompt."""
        return next(iter(self.query(PlaceRow)), None)
