"""A list of any number of rows, articles or conversations, of which only those in view are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.events import Click, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.plain import one_line

PAGE = 100
KEPT = 20
"""Pages remembered: what scrolled out of sight long ago is asked for again."""
DATE, SOURCE, ROOM_FOR_SOURCE = 10, 22, 72
"""Widths in cells of the last column and the middle one, and from which on there is room for the middle one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what `id` stands for, by its title, a few words about it, and a date."""

    id: str
    title: str
    about: str = ""
    date: str = ""


class RowList(ScrollView, can_focus=True):
    """Rows are asked for page by page as they come into view; Enter or a click chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Open", id="list_open", tooltip="Read the article, or go on with the conversation"),
        Binding("up", "move(-1)", "Up", show=False, id="list_up"),
        Binding("down", "move(1)", "Down", show=False, id="list_down"),
        Binding("pageup", "turn(-1)", "Page up", show=False, id="list_page_up"),
        Binding("pagedown", "turn(1)", "Page down", show=False, id="list_page_down"),
        Binding("home", "jump(0)", "First", show=False, id="list_first"),
        Binding("end", "jump(-1)", "Last", show=False, id="list_last"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"row-list--row", "row-list--quiet", "row-list--cursor"}

    cursor: reactive[int] = reactive(0)

    class Needed(Message):
        """The rows from `start` on are in view and not there."""

        def __init__(self, start: int) -> None:
            super().__init__()
            self.start = start

    class Chosen(Message):
        """Open this one."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, about: int = SOURCE, room: int = ROOM_FOR_SOURCE) -> None:
        """`about` is the width of the middle column, which is there from a width of `room` on."""
        super().__init__()
        self._about, self._room = about, room
        self.count = 0
        self._pages: dict[int, tuple[Row, ...]] = {}
        self._asked: set[int] = set()

    def show(self, count: int) -> None:
        """A new list of that length; its rows will be asked for."""
        self.count = count
        self._pages.clear()
        self._asked.clear()
        self.cursor = 0
        self.scroll_home(animate=False)
        self._measure()

    def fill(self, start: int, rows: Sequence[Row]) -> None:
        """The rows from `start` on."""
        for at in range(0, len(rows), PAGE):
            self._pages[(start + at) // PAGE] = tuple(rows[at : at + PAGE])
        self._asked.discard(start // PAGE)
        for page in list(self._pages)[:-KEPT]:
            del self._pages[page]
        self.refresh()

    def row(self, number: int) -> Row | None:
        """What stands there, if it has come."""
        page = self._pages.get(number // PAGE, ())
        return page[number % PAGE] if number % PAGE < len(page) else None

    def _measure(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.count)
        self._ask()
        self.refresh()

    def _ask(self) -> None:
        """Ask for the pages in view."""
        top = round(self.scroll_offset.y)
        last = min(top + max(self.size.height, 1), self.count) - 1
        for page in range(top // PAGE, last // PAGE + 1 if self.count else 0):
            if page not in self._pages and page not in self._asked:
                self._asked.add(page)
                self.post_message(self.Needed(page * PAGE))

    def on_resize(self, _event: Resize) -> None:
        self._measure()
        self._follow()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def watch_cursor(self) -> None:
        self._follow()
        self.refresh()

    def _follow(self) -> None:
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)

    # Painting

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        number = y + round(self.scroll_offset.y)
        if number >= self.count:
            return Strip.blank(width, self.rich_style)
        current = number == self.cursor
        style = self.get_component_rich_style("row-list--cursor" if current else "row-list--row")
        quiet = style if current else self.get_component_rich_style("row-list--quiet")
        mark = Segment("› " if current else "  ", style)  # not by colour alone
        row = self.row(number)
        if row is None:
            return Strip([mark, Segment(set_cell_size("…", width - 2), quiet)])
        title, about = self.columns(one_line(row.title) or "Untitled", one_line(row.about), one_line(row.date))
        return Strip([mark, Segment(title, style), Segment(about, quiet)])

    def columns(self, title: str, about: str, date: str) -> tuple[str, str]:
        """The columns of a row as wide as this list, without the mark before it."""
        width = max(self.scrollable_content_region.width - 2, 20)
        return columns(title, about, date, width, self._about, self._room)

    # Keys

    def action_move(self, step: int) -> None:
        self.cursor = min(max(self.cursor + step, 0), max(self.count - 1, 0))

    def action_turn(self, pages: int) -> None:
        self.action_move(pages * max(self.size.height - 1, 1))

    def action_jump(self, row: int) -> None:
        self.cursor = max(self.count - 1, 0) if row < 0 else row

    def action_choose(self) -> None:
        if (row := self.row(self.cursor)) is not None:
            self.post_message(self.Chosen(row))

    def on_click(self, event: Click) -> None:
        row = event.y + round(self.scroll_offset.y)
        if row < self.count:
            self.cursor = row
            self.action_choose()


def columns(
    title: str, about: str, date: str, width: int, middle: int = SOURCE, room: int = ROOM_FOR_SOURCE
) -> tuple[str, str]:
    """The title, and what it is about and the date, both padded so that they fill `width` cells."""
    named = f"  {fitted(about, middle)}" if width >= room else ""
    rest = f"{named}  {fitted(date, DATE)}"
    return fitted(title, max(width - cell_len(rest), 1)), rest


def fitted(text: str, width: int) -> str:
    """`text` cut or padded to so many cells."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
