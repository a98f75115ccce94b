"""One exchange of the conversation: a question and its answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from qa.saved import SavedTurn
from qa.types import Answer, Turn
from tui.answer import AnswerCard
from tui.footnotes import PlaceRow
from tui.plain import one_line, plain


class Exchange(Vertical):
    """A question and its answer. `turn` is what later questions need of it, once there is an answer; `number` is what
    the saved conversations know it by, 0 until it is saved.
    """

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question
        self.card = AnswerCard()
        self.turn: Turn | None = None
        self.number = 0

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

    async def show_answer(self, answer: Answer, draft: str, rate: float) -> None:
        """The answer, and the turn it makes; one that was stopped with nothing to check makes none."""
        await self.card.show_answer(answer, draft, rate)
        if answer.text.strip() and not (answer.stopped and answer.abstained):
            self.turn = Turn(answer.question, answer.text)

    async def show_saved(self, saved: SavedTurn) -> None:
        """As it was when it was saved; how fast the model wrote is not kept."""
        self.number = saved.number
        if saved.answer is not None:
            self.show_searched(saved.answer.standalone_question)
            await self.show_answer(saved.answer, saved.draft, 0.0)
        elif saved.state == "failed":
            self.card.show_failure(saved.reason or "")
        else:
            self.card.show_stopped(saved.draft)

    def first_row(self) -> Widget | None:
        """Where Tab goes from the prompt."""
        return next(iter(self.query(PlaceRow)), None)
