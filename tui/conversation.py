"""The scrolling list of exchanges."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from qa.chats.saved import SavedTurn
from tui.exchange import Exchange
from tui.later import after_refresh

# More exchanges than these are not kept as widgets: so many of the newest stay then.
MOST = 20
KEPT = 10
WELCOME = Content.assemble(
    ("Ask about the articles.\n\n", "bold"),
    "Every sentence of an answer carries a footnote that opens the exact words it rests on.\n"
    "If the articles do not say, the answer says so.",
)


class Earlier(Static, can_focus=True):
    """Stands for the exchanges before those on the screen; Enter or a click brings more of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "show", "Earlier questions", id="earlier_show", tooltip="Show more of the questions before")
    ]

    class Wanted(Message):
        """Show more of them."""

    def show(self, count: int) -> None:
        """Stand for so many."""
        self.display = count > 0
        self.update(Content(f"▲ {count} earlier question{'' if count == 1 else 's'}"))

    def action_show(self) -> None:
        self.post_message(self.Wanted())

    def on_click(self) -> None:
        self.action_show()


class Conversation(VerticalScroll, can_focus=False):
    """Exchanges, newest last; stays at the bottom unless the user scrolls away.

    Only the last ones are widgets: each costs memory and time at every painting. Those before are kept as what they
    came to.
    """

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._earlier: list[SavedTurn] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="turns"):  # at least as high as the view, or an anchored scroll would push it to the bottom
            yield Static(WELCOME, id="welcome")
            yield Earlier("", id="earlier")

    def on_mount(self) -> None:
        self.query_one(Earlier).show(0)
        self.anchor()

    async def add(self, turn: SavedTurn) -> Exchange:
        """A new exchange at the bottom, in view."""
        exchange = Exchange(turn)
        self.query_one("#welcome").display = False
        await self._fold()
        await self.query_one("#turns").mount(exchange)
        self.anchor()
        return exchange

    async def _fold(self) -> None:
        exchanges = list(self.query(Exchange))
        if len(exchanges) >= MOST:
            gone = exchanges[:-KEPT]
            self._earlier += [exchange.saved for exchange in gone]
            self.query_one(Earlier).show(len(self._earlier))
            await self.query_one("#turns").remove_children(gone)

    async def show_earlier(self) -> None:
        """Some of the exchanges before those on the screen, above them; what was at the top stays in view."""
        turns = self._earlier[-KEPT:]
        if not turns:
            return
        del self._earlier[-KEPT:]
        below = self.query(Exchange).first()
        self.release_anchor()
        await self._mount(turns, before=below)
        after_refresh(self, partial(self._keep_in_view, below))

    async def _mount(self, turns: Sequence[SavedTurn], before: Exchange | None = None) -> list[Exchange]:
        exchanges = [Exchange(turn) for turn in turns]
        self.query_one(Earlier).show(len(self._earlier))
        await self.query_one("#turns").mount_all(exchanges, before=before)
        await asyncio.gather(*(exchange.show(exchange.saved) for exchange in exchanges))
        return exchanges

    async def drop(self, exchange: Exchange) -> None:
        """Take an exchange away; another will take its place."""
        await exchange.remove()

    @property
    def last(self) -> Exchange | None:
        """The newest exchange."""
        exchanges = self.query(Exchange)
        return exchanges.last() if exchanges else None

    async def show(self, turns: Sequence[SavedTurn]) -> None:
        """Saved turns in place of what is there; without any, an empty conversation."""
        await self.query(Exchange).remove()
        self.query_one("#welcome").display = not turns
        self._earlier = list(turns[:-KEPT])
        exchanges = await self._mount(turns[-KEPT:])
        self.anchor()
        if exchanges:
            after_refresh(self, partial(self._reveal, exchanges[-1]))

    async def scroll_pages(self, pages: int) -> None:
        """Scroll by so many pages; beyond the top, there are the earlier questions."""
        if pages < 0 and self.scroll_y <= 0:
            await self.show_earlier()
        self.scroll_relative(y=pages * max(self.size.height - 2, 1))

    def reveal(self, exchange: Exchange) -> None:
        """After its answer came: keep the question in view where the whole exchange does not fit."""
        if self.is_vertical_scroll_end:
            after_refresh(self, partial(self._reveal, exchange))

    def _reveal(self, exchange: Exchange) -> None:
        if exchange.is_attached and exchange.outer_size.height > self.size.height:
            self.release_anchor()
            self.scroll_to_widget(exchange, top=True, animate=False)

    def _keep_in_view(self, exchange: Exchange) -> None:
        if exchange.is_attached:
            self.scroll_to_widget(exchange, top=True, animate=False)

    def first_row(self) -> Widget | None:
        """The first footnote or nearest sentence of the newest answer that has any."""
        rows = (exchange.first_row() for exchange in reversed(self.query(Exchange)))
        return next((row for row in rows if row is not None), None)
