"""The scrolling list of exchanges."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

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

    async def clear(self) -> None:
        """Back to an empty conversation."""
        await self.query(Exchange).remove()
        self.query_one("#welcome").display = True

    def reveal(self, exchange: Exchange) -> None:
        """After its answer came: keep the question in view where the whole exchange does not fit."""
        if self.is_vertical_scroll_end:
            self.call_after_refresh(self._reveal, exchange)

    def _reveal(self, exchange: Exchange) -> None:
        if exchange.is_attached and exchange.outer_size.height > self.size.height:
            self.release_anchor()
            self.scroll_to_widget(exchange, top=True, animate=False)

    def first_footnote(self) -> Widget | None:
        """The newest answer's first footnote, if it has any."""
        exchanges = self.query(Exchange)
        return exchanges.last().first_footnote() if exchanges else None
