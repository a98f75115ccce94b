"""The libraries that have a name, each to be asked from now on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from tui.background import fetch
from tui.footer import KeyFooter
from tui.later import after_refresh
from tui.plain import one_line
from tui.rows import Row, RowList

if TYPE_CHECKING:
    from qa.libraries import Listed

ARTICLES, ROOM_FOR_ARTICLES = 18, 50
"""Widths in cells, see `RowList`."""
HINT = "footnote index --library NAME FOLDER makes one"


class LibrariesRead(Message):
    """The libraries that there are."""

    def __init__(self, libraries: Sequence[Listed]) -> None:
        super().__init__()
        self.libraries = tuple(libraries)


class LibrariesScreen(Screen[Path | None]):
    """A list. Comes to the folder of the library to ask, or None if all stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f9", "back", "Back", id="libraries_close", tooltip="Leave the list of libraries")
    ]

    def __init__(self, read: Callable[[], Sequence[Listed]], current: Path) -> None:
        """`read` lists the libraries, and may block; `current` is the folder of the one that is asked now."""
        super().__init__()
        self._read = read
        self._current = current
        self._list = RowList(ARTICLES, ROOM_FOR_ARTICLES)

    def compose(self) -> ComposeResult:
        with Vertical(id="shelf"):
            yield Static("", id="columns", markup=False)
            yield self._list
        yield Static(Content("reading the list…"), id="shelf-status", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        self._list.focus()
        fetch("libraries", self.post_message, lambda: LibrariesRead(self._read()))

    @on(LibrariesRead)
    def _show(self, message: LibrariesRead) -> None:
        found = message.libraries
        self._list.show(len(found))
        self._list.fill(0, [row_of(one, is_current=one.folder == self._current) for one in found])
        self._list.cursor = next((at for at, one in enumerate(found) if one.folder == self._current), 0)
        count = f"{len(found):,} librar{'y' if len(found) == 1 else 'ies'}" if found else "No library has a name yet"
        self.query_one("#shelf-status", Static).update(Content(f"{count} · {HINT}"))
        self._name_columns()

    def _name_columns(self) -> None:
        title, rest = self._list.columns("Library", "Articles", "Changed")
        self.query_one("#columns", Static).update(Content(f"  {title}{rest}"))

    def on_resize(self) -> None:
        after_refresh(self, self._name_columns)

    @on(RowList.Chosen)
    def _choose(self, message: RowList.Chosen) -> None:
        folder = Path(message.row.id)
        self.dismiss(None if folder == self._current else folder)

    def action_back(self) -> None:
        self.dismiss(None)


def row_of(one: Listed, *, is_current: bool) -> Row:
    """A library as a row."""
    about = "damaged" if one.problem else f"{one.articles:,}"
    return Row(str(one.folder), one_line(one.name) + (" · asked now" if is_current else ""), about, one.changed)
