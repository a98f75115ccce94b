"""The words of a checked answer: its lines as content and as widgets, with marks that open what they cite."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.style import Style
from textual.widgets import Static

from qa.answer.layout import Block, Line, layout_of, standing_out
from qa.types import Answer, Citation, Sentence
from tui.markdown import rendered
from tui.messages import PlaceChosen
from tui.places import cited_place
from tui.plain import one_line, plain

UNSUPPORTED_MARK = "(not in the articles)"
BULLET = "• "
QUIET = "$foreground 60%"
TIGHT = 48
"""Columns below which there is no room for a column of dates."""


def answer_content(answer: Answer) -> Content:
    """All of an answer as one text, a line for each of its lines."""
    if answer.abstained or not answer.sentences:
        return Content(plain(answer.text))
    lines = []
    for block in layout_of(answer):
        lines += [Content.styled(one_line(block.label), "bold")] if block.label else []
        lines += [_opening(line) + line_content(line, answer) for line in block.lines]
    return Content("\n").join(lines)


def is_paragraph(answer: Answer) -> bool:
    """Whether the answer is simply text, without items, dates, labels and notes."""
    blocks = layout_of(answer)
    return len(blocks) == 1 and not (blocks[0].label or any(_gutter(line) for line in blocks[0].lines))


def line_content(line: Line, answer: Answer) -> Content:
    """The sentences of a line, each with clickable marks, and no doubt about what is not supported."""
    if line.note:
        return Content.styled(one_line(line.note), "italic $text-warning")
    return Content(" ").join([_sentence(one, answer) for one in line.sentences])


def _gutter(line: Line) -> str:
    """What stands at the left of a line, before all of its words."""
    return BULLET if line.is_item and not line.as_of else f"{one_line(line.as_of)}  " if line.as_of else ""


def _opening(line: Line) -> Content:
    return Content.styled(_gutter(line), QUIET)


def _sentence(sentence: Sentence, answer: Answer) -> Content:
    if not sentence.supported:
        text = rendered(sentence.text.strip()).stylize("dim italic")
        return Content.assemble(text, " ", Content.styled(UNSUPPORTED_MARK, "$text-warning"))
    return _words(sentence, answer) + _marks(sentence.citations)


def _words(sentence: Sentence, answer: Answer) -> Content:
    """The model's own words may be Markdown; an article's are shown as they are. The short answer stands out."""
    text = sentence.text.strip()
    bare = " ".join(text.split())
    quotes = (" ".join(one.quote.split()) for one in answer.citations if one.number in sentence.citations)
    content = Content(plain(text)) if any(bare in quote for quote in quotes) else rendered(text)
    short = standing_out(answer.sentences, answer.short_answer)
    found = short.search(content.plain) if short else None
    return content.stylize("bold", *found.span()) if found else content


def _marks(numbers: tuple[int, ...]) -> Content:
    marks = Content(" ") if numbers else Content()
    for number in numbers:
        mark = Content(f"[{number}]").stylize("bold $text-accent")
        marks += mark.stylize(Style.from_meta({"@click": f"open_citation({number})"}))
    return marks


class CitedText(Static):
    """Text whose marks post `PlaceChosen` when clicked."""

    def __init__(self, content: Content | str = "", citations: tuple[Citation, ...] = (), classes: str = "") -> None:
        super().__init__(content, markup=False, classes=classes)
        self.citations = citations

    def action_open_citation(self, number: int) -> None:
        for index, citation in enumerate(self.citations):
            if citation.number == number:
                self.post_message(PlaceChosen(tuple(map(cited_place, self.citations)), index))


class AnswerLine(CitedText):
    """One line of an answer. Its bullet or its date stands at the left, beside the first row of its words; where there
    is no room for that, the date stands above them.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"answer-line--gutter"}

    def __init__(self, line: Line, answer: Answer) -> None:
        classes = "note" if line.note else "dated" if line.as_of else "item" if line.is_item else ""
        super().__init__(line_content(line, answer), answer.citations, classes)
        self._gutter = _gutter(line)

    @property
    def _has_room(self) -> bool:
        return self.styles.padding.left >= len(self._gutter)

    def render(self) -> Content:
        content = self.content
        assert isinstance(content, Content)
        return content if self._has_room else Content.styled(f"{self._gutter.strip()}\n", QUIET) + content

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows, and in the space left of the first one the bullet or the date."""
        strips = super().render_lines(crop)
        if self._gutter and self._has_room and not crop.y and strips:
            style = self.get_component_rich_style("answer-line--gutter")
            gutter = Strip([Segment(self._gutter, style)]).crop(crop.x, crop.right)
            strips[0] = Strip.join([gutter, strips[0].crop(gutter.cell_length)])
        return strips


class AnswerLines(Vertical):
    """An answer that is more than a paragraph: a widget for each line and each label."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def compose(self) -> ComposeResult:
        for number, block in enumerate(layout_of(self._answer)):
            yield from self._block(block, is_first=not number)

    def _block(self, block: Block, *, is_first: bool) -> ComposeResult:
        if block.label:
            yield Static(Content(one_line(block.label)), classes="label -first" if is_first else "label")
        for line in block.lines:
            yield AnswerLine(line, self._answer)

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.width < TIGHT, "-tight")
