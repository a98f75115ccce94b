"""The article reader: an article with the quoted words highlighted and in view."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from index.types import Article
from qa.addresses import web_address
from tui.later import after_refresh
from tui.messages import OriginalWanted
from tui.places import Place, byline, quoted, title_of
from tui.plain import plain

QUOTE = "bold $block-cursor-foreground on $primary"
COPIES_SHOWN = 3


def article_content(place: Place) -> Content:
    """The article's text, the words of `place` highlighted and findable by their `quote` meta."""
    content = Content(plain(place.article.text))
    start, end = max(place.start, 0), min(place.end, len(content))
    if start >= end:
        return content
    return content.stylize(QUOTE, start, end).stylize(Style.from_meta({"quote": True}), start, end)


def heading_content(place: Place) -> Content:
    """Title, source and date, address."""
    article = place.article
    lines = [Content.styled(title_of(article), "bold")]
    about = byline(article, f"p. {place.page}" if place.page else "")
    lines += [Content.styled(line, "$foreground 60%") for line in (about, web_address(article)) if line]
    return Content("\n").join(lines)


def copies_content(articles: tuple[Article, ...]) -> Content:
    """The other articles that carry the same words."""
    names = [
        Content.assemble(title_of(copy, 60), (f" ({about})" if (about := byline(copy)) else "", "$foreground 60%"))
        for copy in articles[:COPIES_SHOWN]
    ]
    more = len(articles) - COPIES_SHOWN
    end = f", and {more} more" if more > 0 else ""
    return Content.assemble(("Also in: ", "$text-accent"), Content(", ").join(names), end)


class ArticleText(Static):
    """The text; knows on which of its lines the quote is, once laid out."""

    def quote_lines(self) -> range:
        """First and last wrapped line of the highlighted words; empty if nothing is highlighted."""
        marked = [
            y
            for y in range(self.size.height)
            if any(segment.style and segment.style.meta.get("quote") for segment in self.render_line(y))
        ]
        return range(marked[0], marked[-1] + 1) if marked else range(0)


class Reader(Vertical, can_focus=True):
    """Shows one of several places; next and previous go through them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "close", "Close", id="reader_close", tooltip="Close the article"),
        Binding("n", "step(1)", "Next", id="reader_next", tooltip="Next citation or passage"),
        Binding("p", "step(-1)", "Previous", id="reader_previous", tooltip="Previous citation or passage"),
        Binding("o", "original", "Original", id="reader_original", tooltip="Open the page or file it came from"),
        Binding("y", "copy", "Copy", id="reader_copy", tooltip="Copy the quote with where it is from"),
        Binding("up", "scroll_text('up')", "Up", show=False, id="reader_up"),
        Binding("down", "scroll_text('down')", "Down", show=False, id="reader_down"),
        Binding("pageup", "scroll_text('page_up')", "Page up", show=False, id="reader_page_up"),
        Binding("pagedown,space", "scroll_text('page_down')", "Page down", show=False, id="reader_page_down"),
        Binding("home", "scroll_text('home')", "To the top", show=False, id="reader_top"),
        Binding("end", "scroll_text('end')", "To the end", show=False, id="reader_end"),
    ]

    class Closed(Message):
        """The user is done reading."""

    def __init__(self) -> None:
        super().__init__(id="reader")
        self._places: tuple[Place, ...] = ()
        self._index = 0
        self._heading = Static("", id="reader-heading", markup=False)
        self._copies = Static("", id="reader-copies", markup=False)
        self._text = ArticleText("", id="reader-text", markup=False)
        self._scroll = VerticalScroll(self._text, id="reader-scroll", can_focus=False)

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self._copies
        yield self._scroll

    def open(self, places: tuple[Place, ...], index: int) -> None:
        """Show `places[index]` and take the focus."""
        self._places = places
        self.focus(scroll_visible=False)
        self._show(index)

    def _show(self, index: int) -> None:
        self._index = index
        place = self._places[index]
        count = f"  {index + 1} of {len(self._places)}" if len(self._places) > 1 else ""
        self.border_title = Content(f"{place.label}{count}")
        self.refresh_bindings()
        self._heading.update(heading_content(place))
        self._copies.display = bool(place.also_in)
        self._copies.update(copies_content(place.also_in))
        self._text.update(article_content(place))
        self._scroll.scroll_home(animate=False)
        after_refresh(self, self._show_quote)

    def _show_quote(self) -> None:
        lines = self._text.quote_lines()
        if lines:
            margin = max((self._scroll.size.height - len(lines)) // 3, 0)
            self._scroll.scroll_to(y=lines.start - margin, animate=False)

    def on_resize(self) -> None:
        after_refresh(self, self._show_quote)

    def action_step(self, step: int) -> None:
        index = self._index + step
        if 0 <= index < len(self._places):
            self._show(index)

    def action_scroll_text(self, where: str) -> None:
        scroll = self._scroll
        moves = {
            "up": scroll.scroll_up,
            "down": scroll.scroll_down,
            "page_up": scroll.scroll_page_up,
            "page_down": scroll.scroll_page_down,
            "home": scroll.scroll_home,
            "end": scroll.scroll_end,
        }
        moves[where](animate=False)

    def action_original(self) -> None:
        if self._places:
            place = self._places[self._index]
            self.post_message(OriginalWanted(place.article, place.page))

    def action_copy(self) -> None:
        if self._places:
            place = self._places[self._index]
            self.app.copy_to_clipboard(quoted(place))
            self.notify("Quote copied" if place.start < place.end else "Title and address copied", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return len(self._places) > 1 if action == "step" else True

    def action_close(self) -> None:
        self.post_message(self.Closed())
