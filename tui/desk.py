"""The middle of the screen: the conversation, and beside it the passages or an open article."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from qa.chats.saved import SavedTurn
from qa.types import Retrieved
from tui.conversation import Conversation
from tui.evidence import EvidencePanel
from tui.exchange import Exchange
from tui.messages import PlaceChosen
from tui.places import Place
from tui.reader import Reader


class Desk(Horizontal):
    """Two columns; on a narrow terminal the side takes the conversation's place when it is wanted.

    Class `-side-off` hides the side where there is room for both, `-side-front` shows it where there is not.
    """

    def __init__(self) -> None:
        super().__init__(id="desk")
        self.conversation = Conversation(id="conversation")
        self.evidence = EvidencePanel()
        self.reader = Reader()
        self._opener: Widget | None = None
        self._before = (False, False)

    def compose(self) -> ComposeResult:
        yield self.conversation
        with ContentSwitcher(initial="evidence", id="side"):
            yield self.evidence
            yield self.reader

    # The conversation

    async def show(self, turns: Sequence[SavedTurn]) -> None:
        """A conversation in place of the one there is."""
        self.close_reader()
        self.bring_conversation()
        with self.app.batch_update():
            await self.conversation.show(turns)
            last = turns[-1].answer if turns else None
            if last is None:
                await self.evidence.clear()
            else:
                await self.evidence.show_answer(last)

    async def show_found(self, exchange: Exchange, retrieved: Retrieved, *, stopping: bool) -> None:
        """The evidence of a question, whose answer may be stopping."""
        exchange.show_searched(retrieved.standalone_question)
        if not stopping:
            exchange.card.show_found(retrieved)
        await self.evidence.show_hits(retrieved.hits)

    async def show_turn(self, exchange: Exchange, turn: SavedTurn, rate: float) -> None:
        """What a question came to, its answer drafted at so many tokens per second."""
        with self.app.batch_update():
            await exchange.show(turn, rate)
            if turn.answer is not None:
                await self.evidence.show_answer(turn.answer)
        self.conversation.reveal(exchange)

    # The side

    @property
    def reading(self) -> bool:
        """Is an article open?"""
        return self.query_one("#side", ContentSwitcher).current == "reader"

    @on(PlaceChosen)
    def _place_chosen(self, message: PlaceChosen) -> None:
        message.stop()
        self.open(message.places, message.index)

    def open(self, places: tuple[Place, ...], index: int = 0) -> None:
        """Open the reader at one of the places."""
        if not self.reading:
            self._opener = self.screen.focused
            self._before = (self.has_class("-side-off"), self.has_class("-side-front"))
        self._place(off=False, front=True)
        self.query_one("#side", ContentSwitcher).current = "reader"
        self.reader.open(places, index)

    @on(Reader.Closed)
    def close_reader(self) -> None:
        """Everything as it was before the article was opened."""
        if not self.reading:
            return
        self.query_one("#side", ContentSwitcher).current = "evidence"
        off, front = self._before
        self._place(off=off, front=front)
        opener, self._opener = self._opener, None
        if opener is not None and opener.is_attached:
            opener.focus()

    def toggle_side(self) -> bool:
        """Show or hide the side; true if it is now shown."""
        narrow = self.screen.has_class("-narrow")
        shown = self.has_class("-side-front") if narrow else not self.has_class("-side-off")
        if shown and self.reading:
            self.close_reader()
        self._place(off=shown, front=not shown)
        if not shown:
            self.evidence.focus()
        return not shown

    def first_stop(self) -> Widget | None:
        """Where Tab leads from the prompt: the newest footnotes, else what the side shows."""
        row = self.conversation.first_row() if self.conversation.display else None
        if row is not None:
            return row
        return self.evidence if self.evidence.is_on_screen else None

    def enter(self) -> None:
        """Move the focus to the first stop, at once."""
        stop = self.first_stop()
        if stop is not None:
            self.screen.set_focus(stop)
        else:
            self.screen.focus_next()

    def bring_conversation(self) -> None:
        """Where there is room for only one, show the conversation."""
        self.remove_class("-side-front")

    def _place(self, *, off: bool, front: bool) -> None:
        self.set_class(off, "-side-off")
        self.set_class(front, "-side-front")
