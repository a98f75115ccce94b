"""One exchange of the conversation: a question and its answer."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from qa.chats.saved import SavedTurn, state_of
from qa.types import Answer, Turn
from tui.answer import AnswerCard
from tui.footnotes import PlaceRow
from tui.plain import one_line, plain


class Exchange(Vertical):
    """A question and its answer. `saved` is what it came to so far; its `number` is 0 until it is saved."""

    def __init__(self, saved: SavedTurn) -> None:
        super().__init__()
        self.saved = saved
        self.card = AnswerCard()

    @property
    def question(self) -> str:
        """As typed."""
        return self.saved.question

    @property
    def number(self) -> int:
        """What the saved conversations know it by."""
        return self.saved.number

    @number.setter
    def number(self, number: int) -> None:
        self.saved = replace(self.saved, number=number)

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
        """The answer, at so many tokens per second."""
        self.saved = replace(self.saved, state=state_of(answer), draft=draft, answer=answer)
        await self.card.show_answer(answer, draft, rate)

    def show_failure(self, reason: str) -> None:
        """The question came to nothing; one line says why."""
        self.saved = replace(self.saved, state="failed", reason=reason)
        self.card.show_failure(reason)

    async def show_saved(self) -> None:
        """Show what it came to when it was saved; how fast the model wrote is not kept."""
        saved = self.saved
        if saved.answer is not None:
            self.show_searched(saved.answer.standalone_question)
            await self.card.show_answer(saved.answer, saved.draft, 0.0)
        elif saved.state == "failed":
            self.card.show_failure(saved.reason or "")
        else:
            self.card.show_stopped(saved.draft)

    def first_row(self) -> Widget | None:
        """Where Tab goes from the prompt."""
        return next(iter(self.query(PlaceRow)), None)


def turn_of(saved: SavedTurn) -> Turn | None:
    """What later questions need of it, once there is an answer; one that was stopped with nothing to check has none."""
    answer = saved.answer
    if answer is None or not answer.text.strip() or (answer.stopped and answer.abstained):
        return None
    return Turn.of(answer)
