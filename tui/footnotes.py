"""The numbered rows under an answer: its footnotes; under a refusal, the sentences nearest to the question."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from qa.answer.layout import by_article, pages_of, shows_quote
from qa.phrases import phrases_for
from qa.types import Answer, Citation
from tui.messages import PlaceChosen
from tui.places import Place, byline, cited_place, title_of
from tui.plain import one_line

QUOTE_LIMIT, TITLE_LIMIT = 320, 120
QUIET = "$foreground 60%"


class PlaceRow(Horizontal, can_focus=True):
    """A place named below an answer; Enter or a click opens the reader there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open article", id="row_open", tooltip="Open the article at these words"),
        Binding("down", "app.focus_next", "Next", show=False, id="row_next"),
        Binding("up", "app.focus_previous", "Previous", show=False, id="row_previous"),
    ]

    def __init__(self, places: tuple[Place, ...], index: int, mark: str, text: Content) -> None:
        super().__init__()
        self._places = places
        self._index = index
        self._mark = mark
        self._text = text

    def compose(self) -> ComposeResult:
        yield Static(Content(self._mark), classes="number")
        yield Static(self._text, classes="text")

    def on_click(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        self.post_message(PlaceChosen(self._places, self._index))


class Footnotes(Vertical):
    """One row for each footnote of an answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._answer = answer

    def compose(self) -> ComposeResult:
        places = tuple(map(cited_place, self._answer.citations))
        rows = [(one, one is not group[0]) for group in by_article(self._answer.citations) for one in group]
        for index, (citation, is_same) in enumerate(rows):
            quoted = shows_quote(self._answer, citation)
            yield PlaceRow(places, index, f"[{citation.number}]", footnote_content(citation, quoted, is_same))


class Nearest(Vertical):
    """What a refusal has to show: near, but no answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._citations = answer.nearest
        self._caption = phrases_for(answer.question).nearest

    def compose(self) -> ComposeResult:
        yield Static(Content(self._caption), classes="caption")
        places = tuple(map(cited_place, self._citations))
        for index, citation in enumerate(self._citations):
            yield PlaceRow(places, index, f"[{citation.number}]", nearest_content(citation))


def footnote_content(citation: Citation, quoted: bool, is_same: bool = False) -> Content:
    """Title, source and date, unless the row above has them; and the words, where the answer did not say them."""
    quote = f"“{one_line(citation.quote, QUOTE_LIMIT)}”" if quoted else ""
    if is_same:
        page = pages_of(citation)
        if not quote:
            return Content.styled(f"the same article{', ' if page else ''}{page}", QUIET)
        return Content.assemble((quote, "italic"), (f"  {page}" if page else "", QUIET))
    about = byline(citation.article, pages_of(citation))
    copies = len(citation.also_in)
    return Content.assemble(
        (title_of(citation.article, TITLE_LIMIT), "bold"),
        (f"  {about}" if about else "", QUIET),
        (f"  +{copies} more" if copies else "", QUIET),
        (f"\n{quote}" if quote else "", "italic"),
    )


def nearest_content(citation: Citation) -> Content:
    """The words first, then where they are from."""
    about = byline(citation.article, pages_of(citation))
    return Content.assemble(
        (f"“{one_line(citation.quote, QUOTE_LIMIT)}”", "italic"),
        (f"\n{title_of(citation.article, TITLE_LIMIT)}", QUIET),
        (f"  {about}" if about else "", QUIET),
    )
