"""Which articles are asked, in the chat application: chosen in a dialog, shown in the heading."""

from __future__ import annotations

from textual.app import App

from index.types import Filters
from tui.actions import Keymap, keys_of
from tui.articles import Articles
from tui.background import fetch
from tui.chat import Chat
from tui.filters import FilterScreen, UndatedCounted, filter_words
from tui.heading import Heading


class Filtering:
    """How many articles a filter leaves out for want of a date comes to the app as `UndatedCounted`."""

    def __init__(self, app: App[None], chat: Chat, heading: Heading, articles: Articles, keymap: Keymap) -> None:
        self._app = app
        self._chat = chat
        self._heading = heading
        self._articles = articles
        self._keymap = keymap

    def choose(self) -> None:
        """Ask which articles."""
        self._app.push_screen(FilterScreen(self._chat.filters, self._articles.shelf), self.use)

    def use(self, filters: Filters | None) -> None:
        """Ask those from now on; None: as before."""
        if filters is None:
            return
        self._chat.filters = filters
        self._heading.show(filter_words(filters), keys_of("filter_clear", self._keymap))
        self._app.refresh_bindings()
        if (shelf := self._articles.shelf) is not None and (filters.since or filters.until):
            fetch("undated", self._app.post_message, lambda: UndatedCounted(shelf.count_undated(filters)))
