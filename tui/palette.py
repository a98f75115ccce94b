"""The articles in the command palette."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from textual.command import Hit, Hits, Provider
from textual.content import Content

from index.errors import FootnoteError
from tui.plain import one_line
from tui.ports import Shelf

MOST = 20


class ArticleCommands(Provider):
    """Opens an article by words of its title. Titles are no commands: they never reach a markup parser."""

    async def search(self, query: str) -> Hits:
        app = self.app
        shelf: Shelf | None = getattr(app, "shelf", None)
        read: Callable[[str], None] | None = getattr(app, "read_article", None)
        if shelf is None or read is None:
            return
        try:
            entries = await asyncio.to_thread(shelf.titled, query, MOST)
        except FootnoteError:
            return
        for place, entry in enumerate(entries):
            title = one_line(entry.title) or one_line(entry.path)
            about = " · ".join(one_line(part) for part in (entry.source, entry.date) if part)
            shown = Content.assemble("Read: ", (title, "bold"), (f"  {about}" if about else "", "dim"))
            # commands whose names fit stand above articles, which keep the library's order
            yield Hit(0.5 - place / 1000, shown, partial(read, entry.id), text=f"Read: {title}")
