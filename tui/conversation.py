"""The scrolling list of exchanges."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from qa.saved import SavedTurn
from qa.types import Turn
from tui.exchange import Exchange

WELCOME = Content.assemble(
    ("Ask about the articles.\n\n", "bold"),
    "Every sentence of an answer carries a footnote that opens the exact words it rests on.\n"
    "If the articles do not say, the answer says so.",
)


class Conversation(VerticalScroll, can_focus=False):
    """Exchanges, newest last; stays at the bottom unless the user scrolls away."""

    def compose(self) -> ComposeResult:
        with Vertical(id="turns"):  # at least as high as the view, or an anchored scroll would push it to the bottom
            yield Static(WELCOME, id="welcome")

    def on_mount(self) -> None:
        self.anchor()

    async def add(self, question: str) -> Exchange:
        """A new exchange at the bottom, in view."""
        exchange = Exchange(question)
        self.query_one("#welcome").display = False
        await self.query_one("#turns").mount(exchange)
        self.anchor()
        return exchange

    async def drop(self, exchange: Exchange) -> None:
        """Take an exchange away; another will take its place."""
        await exchange.remove()

    @property
    def last(self) -> Exchange | None:
        """The newest exchange."""
        exchanges = self.query(Exchange)
        return exchanges.last() if exchanges else None

    def turns(self, but: Exchange | None = None) -> tuple[Turn, ...]:
        """What was asked and answered, oldest first, save in exchange `but`."""
        return tuple(one.turn for one in self.query(Exchange) if one.turn is not None and one is not but)

    async def show(self, turns: Sequence[SavedTurn]) -> None:
        """Saved turns in place of what is there; without any, an empty conversation."""
        await self.query(Exchange).remove()
        self.query_one("#welcome").display = not turns
        exchanges = [Exchange(turn.question) for turn in turns]
        await self.query_one("#turns").mount_all(exchanges)
        await asyncio.gather(*(one.show_saved(turn) for one, turn in zip(exchanges, turns, strict=True)))
        self.anchor()
        if exchanges:
            self.call_after_refresh(self._reveal, exchanges[-1])

    def reveal(self, exchange: Exchange) -> None:
        """After its answer came: keep the question in view where the whole exchange does not fit."""
        if self.is_vertical_scroll_end:
            self.call_after_refresh(self._reveal, exchange)

    def _reveal(self, exchange: Exchange) -> None:
        if exchange.is_attached and exchange.outer_size.height > self.size.height:
            self.release_anchor()
            self.scroll_to_widget(exchange, top=True, animate=False)

    def first_row(self) -> Widget | None:
        """The newest answer's first footnote or closest passage, if it has any."""
        return self.last.first_row() if self.last else None
