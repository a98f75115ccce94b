"""The command palette: the chat's own commands, and the articles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from textual.app import App, SystemCommand
from textual.command import Hit, Hits, Provider
from textual.content import Content
from textual.markup import escape

from index.errors import FootnoteError
from qa.asker import Shelf
from tui.actions import Keymap, keys_of
from tui.bindings import CHAT_BINDINGS
from tui.plain import one_line

MOST = 20


def without_own(commands: Iterable[SystemCommand]) -> Iterator[SystemCommand]:
    """Textual's commands, but for those that the chat has itself."""
    own = {binding.description for binding in CHAT_BINDINGS}
    return (command for command in commands if command.title not in own)


def own_commands(app: App[None], keymap: Keymap, can: Callable[[str], bool]) -> Iterator[SystemCommand]:
    """The chat's commands, as far as they can be done now, each with its keys."""
    for binding in CHAT_BINDINGS:
        action = binding.action.partition("(")[0]
        if action not in ("command_palette", "interrupt") and can(action):
            help_text = escape(f"{binding.tooltip} ({keys_of(binding.id or '', keymap)})")
            # later, when the palette is gone
            run = partial(app.call_later, app.run_action, binding.action)
            yield SystemCommand(binding.description, help_text, run)


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
