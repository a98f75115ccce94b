"""Where questions are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.markup import escape
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

HINT_SECONDS = 3.0


class Prompt(Input):
    """A one-line input that remembers what was asked. Hints appear in its border, for a moment."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Ask", show=False, id="question_ask"),
        Binding("up", "recall(-1)", "Earlier question", show=False, id="question_earlier"),
        Binding("down", "recall(1)", "Later question", show=False, id="question_later"),
        # before anything else, so that an Enter typed right after it already goes to the footnote
        Binding("tab", "to_footnotes", "To the footnotes", show=False, id="question_footnotes", priority=True),
    ]

    class Asked(Message):
        """Enter was pressed on a question."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, to_footnotes: Callable[[], None]) -> None:
        """`to_footnotes` moves the focus there, at once."""
        super().__init__(placeholder="Ask about the articles", id="prompt", select_on_focus=False)
        self._to_footnotes = to_footnotes
        self._asked: list[str] = []
        self._sent = ""  # the line as it was when Enter was pressed
        self._at = 0
        self._unsent = ""
        self._hint_timer: Timer | None = None

    def hint(self, text: str) -> None:
        """A gentle word in the border that goes away by itself."""
        self.border_subtitle = escape(text)
        if self._hint_timer is not None:
            self._hint_timer.stop()
        self._hint_timer = self.set_timer(HINT_SECONDS, self._clear_hint)

    def _clear_hint(self) -> None:
        self.border_subtitle = None

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._sent = event.value
        question = event.value.strip()
        if question:
            self.post_message(self.Asked(question))
        else:
            self.hint("type a question first")

    def _on_paste(self, event: Paste) -> None:
        """A text of several lines is one question: the line would keep only the first."""
        event.stop()
        event.prevent_default()
        selection = self.selection
        pasted = " ".join(event.text.split())
        if selection.is_empty:
            self.insert_text_at_cursor(pasted)
        else:
            self.replace(pasted, *selection)

    def accept(self, question: str) -> None:
        """The question was taken: remember it, and leave in the line only what was typed since."""
        if not self._asked or self._asked[-1] != question:
            self._asked.append(question)
        self._at = len(self._asked)
        self._clear_hint()
        since = self.value.removeprefix(self._sent) if self.value.startswith(self._sent) else ""
        self.stop_editing()
        self.insert_text_at_cursor(since)

    def remember(self, questions: Iterable[str]) -> None:
        """Questions of a conversation that goes on."""
        self._asked += questions
        self._at = len(self._asked)

    def edit(self, question: str) -> None:
        """Put a question that was asked before into the line, to be changed."""
        self.border_title = "Editing the last question · esc leaves it"
        self.value = question
        self.cursor_position = len(question)
        self.focus()

    def stop_editing(self) -> None:
        """An empty line for a new question."""
        self.border_title = None
        self.value = ""

    def give_back(self, question: str) -> None:
        """Return a question that was taken, in front of anything typed since."""
        self.value = f"{question} {self.value}".strip()
        self.cursor_position = len(self.value)
        self.focus()

    def action_recall(self, step: int) -> None:
        if self._at == len(self._asked):
            self._unsent = self.value
        self._at = min(max(self._at + step, 0), len(self._asked))
        self.value = (*self._asked, self._unsent)[self._at]
        self.cursor_position = len(self.value)

    def action_to_footnotes(self) -> None:
        self._to_footnotes()
