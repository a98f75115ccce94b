"""Lists of articles, and what a library knows of itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from index.milvus.client import Client, Row
from index.milvus.keys import condition
from index.milvus.tally import COUNTED, Tallies, counted
from index.pieces import pieces
from index.store import Entry, Order
from index.types import Filters, LibraryOverview

# As SQLite sorts: what has no date or source comes last, the newest first.
_ORDERS: dict[Order, Callable[[Row], tuple[Any, ...]]] = {
    "date": lambda row: (not row["date"], _down(row["date"]), row["title"].casefold(), row["number"]),
    "source": lambda row: (not row["source"], row["source"].casefold(), _down(row["date"]), row["number"]),
    "title": lambda row: (row["title"].casefold(), row["number"]),
}
_ENTRY = ["number", "public", "path", "title", "source", "date"]
# Articles asked for in one expression.
_AT_ONCE = 500


class MilvusLists:
    """See `index.rows.ListRows`. Sorting needs the titles, dates and sources of all articles in memory."""

    def __init__(self, client: Client, tallies: Tallies) -> None:
        self._client = client
        self._tallies = tallies

    def order(self, order: Order) -> list[int]:
        rows = self._client.each("article", "", ["number", "title", "source", "date"])
        return [row["number"] for row in sorted(rows, key=_ORDERS[order])]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        found = {
            row["number"]: Entry(row["public"], row["path"], row["title"], row["source"] or None, row["date"] or None)
            for row in self._client.among("article", "number", list(numbers), _ENTRY)
        }
        return [found[number] for number in numbers if number in found]

    def sources(self, limit: int) -> list[str]:
        known = [(source, count) for source, count in self._tallies.of_all().sources.items() if source]
        return [source for source, _ in sorted(known, key=lambda one: (-one[1], one[0]))][:limit]


class MilvusOverview:
    """See `index.rows.OverviewRows`."""

    def __init__(self, client: Client, tallies: Tallies) -> None:
        self._client = client
        self._tallies = tallies

    def overview(self, filters: Filters) -> LibraryOverview:
        if filters == Filters():
            return self._tallies.of_all().overview()
        return counted(self._client.each("article", condition(filters), COUNTED)).overview()

    def dated(self, filters: Filters, most: int, *, newest: bool) -> list[int]:
        bounds = ['date > ""']
        if filters == Filters() and (last := self._last_date(most, newest)):
            bounds.append(f'date {">=" if newest else "<="} "{last}"')
        rows = list(self._client.each("article", condition(filters, *bounds), ["number", "date"]))
        rows.sort(key=lambda row: row["number"])
        rows.sort(key=lambda row: row["date"], reverse=newest)
        return [row["number"] for row in rows][:most]

    def _last_date(self, most: int, newest: bool) -> str:
        """The date up to which so many articles are; "" where there are not as many."""
        left = most
        for date, count in sorted(self._tallies.of_all().dates.items(), reverse=newest):
            left -= count if date else 0
            if left <= 0:
                return date
        return ""

    def count_hidden(self, filters: Filters) -> int:
        if filters.since is None and filters.until is None:
            return 0
        return self._client.count("article", condition(replace(filters, since=None, until=None), 'date == ""'))

    def undated(self, most: int) -> list[str]:
        return [str(row["path"]) for row in self._client.some("article", 'date == ""', ["path"], most)]

    def spread(self, filters: Filters, most: int) -> list[int]:
        numbers = sorted(row["number"] for row in self._client.each("article", condition(filters), ["number"]))
        if len(numbers) <= most:
            return numbers
        return [numbers[place * len(numbers) // most] for place in range(most)]

    def passages_of(self, articles: Sequence[int], most: int) -> list[tuple[int, int]]:
        found: dict[int, list[int]] = {}
        for some in pieces(articles, _AT_ONCE):
            for row in self._client.each("passage", f"article in {list(some)}", ["id", "article"]):
                found.setdefault(row["article"], []).append(row["id"])
        return [
            (passages[place * len(passages) // min(most, len(passages))], article)
            for article, passages in found.items()
            for place in range(min(most, len(passages)))
        ]


def _down(date: str) -> tuple[int, ...]:
    """A key by which later dates come first."""
    return tuple(-ord(one) for one in date)
