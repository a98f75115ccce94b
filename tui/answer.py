"""An answer as it comes into being: searched for, drafted, checked."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from qa.question.kind import Kind
from qa.types import Answer, Retrieved
from tui.best import BestPassage
from tui.footnotes import Footnotes, Nearest
from tui.lines import AnswerLines, CitedText, answer_content, is_paragraph
from tui.markdown import rendered_lines
from tui.plain import one_line, plain, seconds

FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
SPARE_LINES = 3
"""Kept free below a draft; footnotes take their place."""
SPIN_EVERY = 0.2
"""Seconds; each turn paints the whole card."""
_SETTLED = {Kind.SMALL_TALK: ("-talk", ""), Kind.LIBRARY: ("-done", "Library")}
"""Class and title of a card, where it is not simply an answer."""


def speed(answer: Answer, rate: float) -> str:
    """The quiet corner of the card: how long it took, and how fast the model wrote."""
    parts = [seconds(answer.timings.total) if answer.timings.total else "", f"{rate:.0f} tokens/s" if rate else ""]
    return " · ".join(part for part in parts if part)


def status_of(answer: Answer) -> str:
    """The status line: model and timings, as far as they are known."""
    parts = [one_line(answer.model)]
    if answer.timings.first_token:
        parts.append(f"first word {seconds(answer.timings.first_token)}")
    if answer.timings.total:
        parts.append(f"answer {seconds(answer.timings.total)}")
    return " · ".join(part for part in parts if part)


class AnswerText(CitedText):
    """An answer that is a paragraph, a draft, or what is said in place of an answer."""

    def show(self, answer: Answer) -> None:
        self.citations = answer.citations
        self.update(answer_content(answer))

    def show_draft(self, text: str) -> None:
        """Words that grow, in room for more of them: each time the screen is laid out, keys wait."""
        content = Content.assemble(rendered_lines(text.lstrip()), ("▌", "$accent"))
        width, room = self.content_size
        lines = content.get_height({}, width) if self.display and width else room + 1
        self.display = True
        if lines > room:
            self.styles.min_height = lines + SPARE_LINES
        self.update(content, layout=lines > room)


class AnswerCard(Vertical):
    """The bordered box of an answer. What state it is in shows in its title, its class and its border."""

    def __init__(self) -> None:
        super().__init__()
        self._best = BestPassage()
        self._text = AnswerText()
        self._doing = "Searching"
        self._frame = 0

    def compose(self) -> ComposeResult:
        yield self._best
        yield self._text

    def on_mount(self) -> None:
        self.add_class("-busy")
        self._tick()
        self._spinner = self.set_interval(SPIN_EVERY, self._tick)

    def _tick(self) -> None:
        self._frame = (self._frame + 1) % len(FRAMES)
        self.border_title = f"{FRAMES[self._frame]} {self._doing}"

    def show_found(self, retrieved: Retrieved) -> None:
        """The passages are in; the model reads them, and so can the user."""
        count = len(retrieved.hits)
        if count:
            self._doing = f"Reading {count} passage{'' if count == 1 else 's'}"
        self._tick()
        self._best.show(retrieved.hits, retrieved.key)
        self.set_class(bool(retrieved.hits), "-evidence")
        self._text.display = not retrieved.hits  # no empty line under the passage

    def show_draft(self, text: str) -> None:
        """The unchecked words so far."""
        self._doing = "Writing"
        self._text.show_draft(text)

    @property
    def busy(self) -> bool:
        """Is an answer still awaited?"""
        return self.has_class("-busy")

    def show_stopping(self, draft: str) -> None:
        """Stopped by the user; the checked part is on its way."""
        self._settle("-stopped", "Stopped")
        self._show_unchecked(draft, "(stopped, checking what there is)")

    def show_stopped(self, draft: str) -> None:
        """Stopped before anything was checked."""
        self._settle("-stopped", "Stopped")
        self._show_unchecked(draft, "(stopped, not checked)")

    def show_failure(self, reason: str) -> None:
        """The question came to nothing."""
        self._settle("-failed", "Something went wrong")
        self._text.update(Content(plain(reason)))

    async def show_answer(self, answer: Answer, draft: str, rate: float) -> None:
        """The checked answer takes the draft's place; a stopped one with nothing to check keeps the draft."""
        if answer.stopped and (answer.abstained or not answer.text.strip()):
            self.show_stopped(draft)
        elif answer.stopped:
            self._settle("-stopped", "Stopped")
            await self._show(answer)
        elif answer.abstained:
            self._settle("-refused", "Not in the articles")
            await self._show(answer)
        else:
            self._settle(*_SETTLED.get(answer.kind, ("-done", "Answer")))
            await self._show(answer)
        if answer.kind is not Kind.SMALL_TALK:
            self.border_subtitle = speed(answer, rate) or None

    async def _show(self, answer: Answer) -> None:
        """Its words, then what stands below them."""
        if is_paragraph(answer):
            self._text.show(answer)
        else:
            self._text.display = False
            await self.mount(AnswerLines(answer))
        if answer.footnotes:
            await self.mount(Nearest(answer) if answer.abstained else Footnotes(answer))

    def _show_unchecked(self, draft: str, note: str) -> None:
        text = plain(draft).strip()
        note = note if text else "(stopped before the first word)"
        self._text.update(Content.assemble((text, "dim italic"), " " if text else "", (note, "$text-warning")))

    def _settle(self, state: str, title: str) -> None:
        self._spinner.stop()
        self._best.show((), None)
        self._text.styles.min_height = None
        self._text.display = True
        self.set_classes(state)
        self.border_title = title
