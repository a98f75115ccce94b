"""The library: all its articles, found as one types, each to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from qa.asker import Shelf
from tui.background import fetch
from tui.find import FindLine
from tui.footer import KeyFooter
from tui.later import after_refresh
from tui.messages import ArticleRead
from tui.places import whole_article
from tui.plain import one_line
from tui.reader import Reader
from tui.rows import PAGE, Row, RowList

if TYPE_CHECKING:
    from index.store import Entry, Order

COLUMNS: dict[Order, str] = {"title": "Title", "source": "Source", "date": "Date"}
SORTED: dict[Order, str] = {"date": "newest first", "source": "by source", "title": "by title"}


class Ordered(Message):
    """The numbers of all articles, in order."""

    def __init__(self, ticket: int, numbers: Sequence[int]) -> None:
        super().__init__()
        self.ticket = ticket
        self.numbers = numbers


class RowsRead(Message):
    """Rows of the list, from `start` on; all there are, where they come from a search."""

    def __init__(self, ticket: int, start: int, entries: Sequence[Entry], *, searched: bool = False) -> None:
        super().__init__()
        self.ticket = ticket
        self.start = start
        self.entries = entries
        self.searched = searched


class LibraryScreen(Screen[None]):
    """A line to search with, and a list. Each list has a ticket: what comes for an older one is dropped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f4", "back", "Back", id="library_close", tooltip="Close the article; then the library"),
        Binding("slash,ctrl+f", "find", "Find", id="library_find", key_display="/", tooltip="Search the articles"),
        Binding("d", "sort('date')", "By date", id="library_by_date", tooltip="Sort by date, newest first"),
        Binding("s", "sort('source')", "By source", id="library_by_source", tooltip="Sort by source"),
        Binding("t", "sort('title')", "By title", id="library_by_title", tooltip="Sort by title"),
    ]

    def __init__(self, shelf: Shelf) -> None:
        super().__init__()
        self._shelf = shelf
        self._order: Order = "date"
        self._numbers: Sequence[int] = ()
        self._list = RowList()
        self._find = FindLine("Find articles", self._start_list, self._list.focus)
        self._reader = Reader()

    def compose(self) -> ComposeResult:
        yield self._find
        with Horizontal(id="shelf"):
            with Vertical(id="shelf-list"):
                yield Static("", id="columns", markup=False)
                yield self._list
            yield self._reader
        yield Static(Content("reading the list…"), id="shelf-status", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        self._list.focus()
        self._start_list()

    # The list

    def _start_list(self) -> None:
        """All articles in order, or what fits the words in the line."""
        ticket, words, order = self._find.next_ticket(), self._find.words, self._order
        if words:
            fetch(
                "find",
                self.post_message,
                lambda: RowsRead(ticket, 0, self._shelf.find(words, PAGE), searched=True),
            )
        else:
            fetch("list", self.post_message, lambda: Ordered(ticket, self._shelf.order(order)))

    @on(Ordered)
    def _ordered(self, message: Ordered) -> None:
        if message.ticket == self._find.ticket:
            self._numbers = message.numbers
            self._list.show(len(message.numbers))
            self._say(f"{len(message.numbers):,} articles · {SORTED[self._order]}")

    @on(RowList.Needed)
    def _read_rows(self, message: RowList.Needed) -> None:
        ticket, start = self._find.ticket, message.start
        numbers = self._numbers[start : start + PAGE]
        if numbers:
            fetch("rows", self.post_message, lambda: RowsRead(ticket, start, self._shelf.entries(numbers)))

    @on(RowsRead)
    def _rows_read(self, message: RowsRead) -> None:
        if message.ticket != self._find.ticket:
            return
        if message.searched:
            self._numbers = ()
            self._list.show(len(message.entries))
            count = len(message.entries)
            self._say(f"{count} found · best first" if count else "Nothing found.")
        self._list.fill(message.start, [_row(entry) for entry in message.entries])

    def _say(self, text: str) -> None:
        self.query_one("#shelf-status", Static).update(Content(text))
        self._name_columns()

    def _name_columns(self) -> None:
        """Headings over the columns, and an arrow at the one that the list is sorted by."""
        names = {
            order: name + (" ↓" if order == self._order and self._numbers else "") for order, name in COLUMNS.items()
        }
        title, about = self._list.columns(names["title"], names["source"], names["date"])
        self.query_one("#columns", Static).update(Content(f"  {title}{about}"))

    def on_resize(self) -> None:
        after_refresh(self, self._name_columns)

    # Reading

    @on(RowList.Chosen)
    def _read(self, message: RowList.Chosen) -> None:
        wanted = message.row.id
        fetch("article", self.post_message, lambda: ArticleRead(self._shelf.article(wanted)))

    @on(ArticleRead)
    def _show_article(self, message: ArticleRead) -> None:
        message.stop()
        self.add_class("-reading")
        self._reader.open((whole_article(message.article),), 0)

    @on(Reader.Closed)
    def _close_article(self) -> None:
        self.remove_class("-reading")
        self._list.focus()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return self._list.has_focus if action == "sort" else True

    def action_sort(self, order: Order) -> None:
        self._order = order
        if self._find.value:
            self._find.clear()  # which starts the list
        else:
            self._start_list()

    def action_find(self) -> None:
        self._find.focus()

    def action_back(self) -> None:
        if self.has_class("-reading"):
            self._close_article()
        elif self._find.value:
            self._find.clear()
            self._list.focus()
        else:
            self.dismiss()


def _row(entry: Entry) -> Row:
    return Row(entry.id, entry.title if one_line(entry.title) else entry.path, entry.source or "", entry.date or "")
