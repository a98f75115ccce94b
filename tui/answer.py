"""An answer as it comes into being: searched for, drafted, checked."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from qa.types import Answer, Citation, Retrieved, Sentence
from tui.best import BestPassage
from tui.footnotes import Closest, Footnotes
from tui.markdown import begins_line, rendered, rendered_lines
from tui.messages import PlaceChosen
from tui.places import cited_place
from tui.plain import plain, seconds

UNSUPPORTED_MARK = "(not in the articles)"
FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
SPARE_LINES = 3
"""Kept free below a draft; footnotes take their place."""
SPIN_EVERY = 0.2
"""Seconds; each turn paints the whole card."""


def answer_content(answer: Answer) -> Content:
    """The checked answer: clickable marks after each sentence, and no doubt about what is not supported."""
    if answer.abstained or not answer.sentences:
        return Content(plain(answer.text))
    dated = any(sentence.as_of for sentence in answer.sentences)
    content = Content()
    for number, sentence in enumerate(answer.sentences):
        # what articles of different times say stands on lines of its own, and so does an item of a list
        own_line = dated or begins_line(sentence.text)
        between = ("\n" if own_line else " ") if number else ""
        content += Content(between) + _sentence_content(sentence, answer)
    return content


def _sentence_content(sentence: Sentence, answer: Answer) -> Content:
    dated = f"{sentence.as_of}: " if sentence.as_of else ""
    if not sentence.supported:
        text = rendered(sentence.text.strip()).stylize("dim italic")
        return Content.assemble(dated, text, " ", Content.styled(UNSUPPORTED_MARK, "$text-warning"))
    return Content(dated) + _words(sentence, answer) + _marks(sentence.citations)


def _words(sentence: Sentence, answer: Answer) -> Content:
    """The model's own words may be Markdown; an article's are shown as they are."""
    text = sentence.text.strip()
    words = " ".join(text.split())
    quotes = (" ".join(one.quote.split()) for one in answer.citations if one.number in sentence.citations)
    return Content(plain(text)) if any(words in quote for quote in quotes) else rendered(text)


def _marks(numbers: tuple[int, ...]) -> Content:
    marks = Content(" ") if numbers else Content()
    for number in numbers:
        mark = Content(f"[{number}]").stylize("bold $text-accent")
        marks += mark.stylize(Style.from_meta({"@click": f"open_citation({number})"}))
    return marks


def speed(answer: Answer, rate: float) -> str:
    """The quiet corner of the card: how long it took, and how fast the model wrote."""
    parts = [seconds(answer.timings.total) if answer.timings.total else "", f"{rate:.0f} tokens/s" if rate else ""]
    return " · ".join(part for part in parts if part)


class AnswerText(Static):
    """The words of the answer; its marks post `PlaceChosen` when clicked."""

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._citations: tuple[Citation, ...] = ()

    def show(self, answer: Answer) -> None:
        self._citations = answer.citations
        self.styles.min_height = None
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

    def action_open_citation(self, number: int) -> None:
        for index, citation in enumerate(self._citations):
            if citation.number == number:
                self.post_message(PlaceChosen(tuple(map(cited_place, self._citations)), index))


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
            self._text.show(answer)
        elif answer.abstained:
            self._settle("-refused", "Not in the articles")
            self._text.show(answer)
            if answer.retrieved:
                await self.mount(Closest(answer))
        else:
            self._settle("-done", "Answer")
            self._text.show(answer)
        self.border_subtitle = speed(answer, rate) or None
        if answer.citations and not answer.abstained:
            await self.mount(Footnotes(answer.citations))

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
