"""The articles in the chat application: the library's screen, one of them beside the chat, and where it came from."""

from __future__ import annotations

from textual.app import App
from textual.command import CommandPalette

from qa.asker import Shelf
from tui.background import fetch
from tui.browser import LibraryScreen
from tui.chat import Chat
from tui.messages import ArticleRead, OriginalWanted
from tui.original import found_original


class Articles:
    """Reads from the library on threads; what is read comes as a message."""

    def __init__(self, app: App[None], chat: Chat) -> None:
        self._app = app
        self._chat = chat

    @property
    def shelf(self) -> Shelf | None:
        """The library, once it is open."""
        return self._chat.asker.library if self._chat.asker is not None else None

    def show(self) -> None:
        """All of them."""
        if self.shelf is None:
            self._chat.prompt.hint("still loading: the library opens in a moment")
        else:
            self._app.push_screen(LibraryScreen(self.shelf))

    def read(self, wanted: str) -> None:
        """Open the article of that id, in the library if that is on the screen, else beside the chat."""
        screens = [screen for screen in self._app.screen_stack if not isinstance(screen, CommandPalette)]
        if (shelf := self.shelf) is not None:
            fetch("article", screens[-1].post_message, lambda: ArticleRead(shelf.article(wanted)))

    def find_original(self, wanted: OriginalWanted) -> None:
        """Look for what an article was made from."""
        if (shelf := self.shelf) is not None:
            fetch("original", self._app.post_message, lambda: found_original(wanted.article, wanted.page, shelf))
