"""Which articles are asked: the dialog that says, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from index.dates import parse_bound
from index.errors import FootnoteError
from index.types import Filters
from qa.asker import Shelf
from tui.background import fetch
from tui.dialog import DIALOG_BINDINGS
from tui.plain import one_line

DATE = "2024, 2024-03 or 2024-03-31"
NAMED = 6
"""Sources that are named below the field."""


def parse_filters(since: str, until: str, source: str) -> Filters:
    """What was typed, as filters; empty fields filter nothing. Raises FootnoteError for dates that are none."""
    filters = Filters(
        since=parse_bound(since, end=False) if since.strip() else None,
        until=parse_bound(until, end=True) if until.strip() else None,
        source=source.strip() or None,
    )
    if filters.since and filters.until and filters.since > filters.until:
        raise FootnoteError(f"{filters.since} is after {filters.until}", "no article could be of both", "invalid")
    return filters


def filter_words(filters: Filters) -> str:
    """`2024-01-01 to now · Reuters`; nothing where nothing is filtered."""
    if filters.since:
        dates = f"{filters.since} to {filters.until or 'now'}"
    else:
        dates = f"up to {filters.until}" if filters.until else ""
    return " · ".join(part for part in (dates, one_line(filters.source or "", 40)) if part)


class SourcesRead(Message):
    """The library's sources, those of the most articles first."""

    def __init__(self, sources: Sequence[str]) -> None:
        super().__init__()
        self.sources = tuple(one_line(source) for source in sources)


class UndatedCounted(Message):
    """How many articles bounds on dates leave out, since they have none."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.text = (
            "1 article has no date and is left out"
            if count == 1
            else f"{count:,} articles have no date and are left out"
        )
        self.any = count > 0


class FilterScreen(ModalScreen[Filters | None]):
    """Asks for dates and source. Comes to the new filters, or None if all stays as it is."""

    BINDINGS = [*DIALOG_BINDINGS]  # noqa: RUF012 - as Textual declares it

    def __init__(self, filters: Filters, shelf: Shelf | None) -> None:
        super().__init__()
        self._shelf = shelf
        self._sources: tuple[str, ...] = ()
        self._fields = {
            "since": Input(filters.since or "", placeholder=DATE, id="since"),
            "until": Input(filters.until or "", placeholder=DATE, id="until"),
            "source": Input(filters.source or "", placeholder="part of a name", id="source"),
        }
        titles = {"since": "From", "until": "To", "source": "Source"}
        for name, field in self._fields.items():
            field.border_title = titles[name]

    def compose(self) -> ComposeResult:
        with Vertical(id="filters", classes="dialog") as box:
            box.border_title = "Ask only some articles"
            box.border_subtitle = "enter apply · esc cancel"
            yield from self._fields.values()
            yield Static("", id="sources", markup=False)
            yield Static("", id="filter-error", markup=False)

    def on_mount(self) -> None:
        self._fields["since"].focus()
        if (shelf := self._shelf) is not None:
            fetch("sources", self.post_message, lambda: SourcesRead(shelf.sources()))

    @on(SourcesRead)
    def _sources_read(self, message: SourcesRead) -> None:
        self._sources = message.sources
        self._fields["source"].suggester = SuggestFromList(message.sources, case_sensitive=False)
        self._name_sources()

    @on(Input.Changed)
    def _name_sources(self) -> None:
        """Name those that fit what is typed."""
        begun = self._fields["source"].value.strip().casefold()
        fitting = [source for source in self._sources if begun in source.casefold()]
        more = f" and {len(fitting) - NAMED} more" if len(fitting) > NAMED else ""
        text = " · ".join(one_line(source, 24) for source in fitting[:NAMED]) + more
        self.query_one("#sources", Static).update(Content(text or ("no such source" if self._sources else "")))

    @on(Input.Submitted)
    def _apply(self) -> None:
        try:
            self.dismiss(parse_filters(*(field.value for field in self._fields.values())))
        except FootnoteError as error:
            self.query_one("#filter-error", Static).update(Content(one_line(str(error))))

    def action_cancel(self) -> None:
        self.dismiss(None)
