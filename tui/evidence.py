"""The side panel: the passages found for the question, best first."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.widgets import Static

from index.types import Hit
from qa.question.kind import Kind
from qa.types import Answer
from tui.messages import PlaceChosen
from tui.places import byline, cited_in, found_place, title_of
from tui.plain import one_line

SNIPPET_LIMIT = 160
EMPTY = Content("The passages found for your question appear here.")


class PassageCard(Horizontal):
    """One passage: number, title, where and when, first words. Shows another when told to: mounting is slow."""

    def __init__(self, rank: int, hit: Hit, cited: tuple[int, ...]) -> None:
        super().__init__()
        self.rank = rank
        self._shown = hit, cited
        self._words = Static(self._text(), classes="text")

    def compose(self) -> ComposeResult:
        yield Static(Content(str(self.rank)), classes="number")
        yield self._words

    def show(self, hit: Hit, cited: tuple[int, ...]) -> None:
        """Show this passage, and the numbers of the footnotes that quote it."""
        if (hit, cited) != self._shown:
            self._shown = hit, cited
            self._words.update(self._text())

    def _text(self) -> Content:
        hit, cited = self._shown
        marks = "".join(f"[{number}]" for number in cited)
        about = byline(hit.article)
        if hit.copies:
            about += f"{' · ' if about else ''}+{len(hit.copies)} {'copy' if len(hit.copies) == 1 else 'copies'}"
        return Content.assemble(
            (title_of(hit.article), "bold"),
            (f" {marks}" if marks else "", "bold $text-accent"),
            (f"\n{about}" if about else "", "$foreground 60%"),
            f"\n{one_line(hit.passage.text, SNIPPET_LIMIT)}",
        )


class EvidencePanel(VerticalScroll, can_focus=True):
    """One stop for Tab; up and down move among the passages, Enter or a click opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open article", id="passages_open", tooltip="Open the article at the passage"),
        Binding("down", "move(1)", "Next passage", show=False, id="passages_next"),
        Binding("up", "move(-1)", "Previous passage", show=False, id="passages_previous"),
    ]

    def __init__(self) -> None:
        super().__init__(id="evidence")
        self._hits: tuple[Hit, ...] = ()
        self._current = 0

    def compose(self) -> ComposeResult:
        yield Static(EMPTY, classes="empty")

    def on_mount(self) -> None:
        self.border_title = "Passages"

    async def show_answer(self, answer: Answer) -> None:
        """Show the passages that an answer was found in; nothing, where none were looked for."""
        if answer.kind in (Kind.SMALL_TALK, Kind.LIBRARY) and not answer.retrieved:
            await self.clear()
        else:
            await self.show_hits(answer.retrieved, answer)

    async def show_hits(self, hits: tuple[Hit, ...], answer: Answer | None = None) -> None:
        """Show these passages instead; with an answer, mark which of them it quotes."""
        closest = answer is not None and answer.abstained
        self.set_class(closest, "-closest")
        self.border_title = "Closest passages" if closest else "Passages"
        self.border_subtitle = f"{len(hits)} found" if hits else None
        marks = [cited_in(hit, answer) if answer else () for hit in hits]
        is_new = hits != self._hits
        self._hits = hits
        await self._show_cards(hits, marks)
        if is_new:  # else where the user is among them stays
            self._current = 0
            self.scroll_home(animate=False)
        self._highlight()

    async def _show_cards(self, hits: tuple[Hit, ...], marks: list[tuple[int, ...]]) -> None:
        """Let the cards there are show these passages, with more or fewer of them."""
        cards = list(self.query(PassageCard))
        for card, hit, cited in zip(cards, hits, marks, strict=False):
            card.show(hit, cited)
        missing = range(len(cards), len(hits))
        async with self.batch():
            await self.remove_children([*cards[len(hits) :], *self.query(".empty")])
            await self.mount_all([PassageCard(at + 1, hits[at], marks[at]) for at in missing])
            if not hits:
                await self.mount(Static(Content("No passage comes close."), classes="empty"))

    async def clear(self) -> None:
        """Back to the empty panel."""
        self._hits = ()
        self.set_class(False, "-closest")
        self.border_title, self.border_subtitle = "Passages", None
        await self.remove_children()
        await self.mount(Static(EMPTY, classes="empty"))

    def _highlight(self) -> None:
        for card in self.query(PassageCard):
            card.set_class(card.rank == self._current + 1, "-current")

    def action_move(self, step: int) -> None:
        if self._hits:
            self._current = min(max(self._current + step, 0), len(self._hits) - 1)
            self._highlight()
            for card in self.query(".-current"):
                card.scroll_visible(animate=False)

    def action_open(self) -> None:
        if self._hits:
            places = tuple(found_place(rank, hit) for rank, hit in enumerate(self._hits, start=1))
            self.post_message(PlaceChosen(places, self._current))

    def on_click(self, event: Click) -> None:
        for node in event.widget.ancestors_with_self if event.widget else ():
            if isinstance(node, PassageCard):
                self._current = node.rank - 1
                self._highlight()
                self.action_open()
