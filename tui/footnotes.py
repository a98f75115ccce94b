"""The numbered list under an answer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from qa.types import Citation
from tui.messages import PlaceChosen
from tui.places import cited_place, title_of
from tui.plain import one_line

QUOTE_LIMIT = 120


class FootnoteRow(Horizontal, can_focus=True):
    """A footnote below an answer; Enter or a click opens the reader at its words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open article"),
        Binding("down", "app.focus_next", "Next footnote", show=False),
        Binding("up", "app.focus_previous", "Previous footnote", show=False),
    ]

    def __init__(self, citations: tuple[Citation, ...], index: int) -> None:
        super().__init__()
        self._citations = citations
        self._index = index

    def compose(self) -> ComposeResult:
        citation = self._citations[self._index]
        yield Static(Content(f"[{citation.number}]"), classes="number")
        yield Static(self._text(citation), classes="text")

    def _text(self, citation: Citation) -> Content:
        about = ", ".join(one_line(part) for part in (citation.article.source, citation.article.date) if part)
        copies = len(citation.also_in)
        return Content.assemble(
            (title_of(citation.article, 120), "bold"),
            (f" — {about}" if about else "", "$foreground 60%"),
            ": ",
            (f"“{one_line(citation.quote, QUOTE_LIMIT)}”", "italic"),
            (f"  +{copies} more" if copies else "", "$foreground 60%"),
        )

    def on_click(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        self.post_message(PlaceChosen(tuple(map(cited_place, self._citations)), self._index))


class Footnotes(Vertical):
    """One row for each footnote of an answer."""

    def __init__(self, citations: tuple[Citation, ...]) -> None:
        super().__init__()
        self._citations = citations

    def compose(self) -> ComposeResult:
        for index in range(len(self._citations)):
            yield FootnoteRow(self._citations, index)
