"""One exchange of the conversation: a question and its answer."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.answer import AnswerCard
from tui.footnotes import FootnoteRow
from tui.plain import one_line, plain


class Exchange(Vertical):
    """A question and its answer."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question
        self.card = AnswerCard()

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

    def first_footnote(self) -> Widget | None:
        """Where Tab goes from the prompt."""
        return next(iter(self.query(FootnoteRow)), None)
