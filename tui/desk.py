"""The middle of the screen: the conversation, and beside it the passages or an open article."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import ContentSwitcher

from tui.conversation import Conversation
from tui.evidence import EvidencePanel
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

    def bring_conversation(self) -> None:
        """Where there is room for only one, show the conversation."""
        self.remove_class("-side-front")

    def _place(self, *, off: bool, front: bool) -> None:
        self.set_class(off, "-side-off")
        self.set_class(front, "-side-front")
