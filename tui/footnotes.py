"""The numbered lists under an answer: its footnotes, or the closest passages of a refusal."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from index.types import Article
from qa.types import Answer, Citation
from tui.messages import PlaceChosen
from tui.places import Place, cited_place, found_place, title_of
from tui.plain import one_line

QUOTE_LIMIT = 120


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

    def __init__(self, citations: tuple[Citation, ...]) -> None:
        super().__init__()
        self._citations = citations

    def compose(self) -> ComposeResult:
        places = tuple(map(cited_place, self._citations))
        for index, citation in enumerate(self._citations):
            text = row_content(citation.article, citation.quote, len(citation.also_in))
            yield PlaceRow(places, index, f"[{citation.number}]", text)


class Closest(Vertical):
    """What a refusal has to show: near, but no answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self._hits = answer.retrieved
        self._closest = answer.closest()

    def compose(self) -> ComposeResult:
        yield Static(Content("Closest, but they do not answer:"), classes="caption")
        places = tuple(found_place(rank, hit) for rank, hit in enumerate(self._hits, start=1))
        for index in self._closest:
            hit = self._hits[index]
            yield PlaceRow(places, index, "·", row_content(hit.article, hit.passage.text, len(hit.copies)))


def row_content(article: Article, quote: str, copies: int) -> Content:
    """Title, source and date, and the words."""
    about = ", ".join(one_line(part) for part in (article.source, article.date) if part)
    return Content.assemble(
        (title_of(article, 120), "bold"),
        (f" — {about}" if about else "", "$foreground 60%"),
        ": ",
        (f"“{one_line(quote, QUOTE_LIMIT)}”", "italic"),
        (f"  +{copies} more" if copies else "", "$foreground 60%"),
    )
