"""Lists of articles, for whoever looks through a library."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from index.damage import Damaged

Order = Literal["date", "source", "title"]

_ORDERS: dict[Order, str] = {
    "date": "date IS NULL, date DESC, casefold(title), number",
    "source": "source IS NULL, casefold(source), date DESC, number",
    "title": "casefold(title), number",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a list shows it: everything but its text."""

    id: str
    path: str
    title: str
    source: str | None
    date: str | None


class Lists:
    """Articles without their texts, in any number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def order(self, order: Order) -> list[int]:
        """The numbers of all articles: newest first, or by source or title; what has no date or source comes last."""
        return [row[0] for row in self._db.execute(f"SELECT number FROM article ORDER BY {_ORDERS[order]}")]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """Articles by number, in that order; numbers that are gone are left out."""
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(
            f"SELECT number, id, path, title, source, date FROM article WHERE number IN ({marks})", list(numbers)
        )
        found = {row[0]: _entry(*row) for row in rows}
        return [found[number] for number in numbers if number in found]

    def sources(self, limit: int) -> list[str]:
        """The sources with the most articles, most first."""
        rows = self._db.execute(
            "SELECT source FROM article WHERE source IS NOT NULL "
            "GROUP BY source ORDER BY count(*) DESC, source LIMIT ?",
            (limit,),
        )
        return [str(row[0]) for row in rows]


def _entry(number: int, *known: Any) -> Entry:
    if not all(isinstance(one, str) for one in (*known[:3], *(one for one in known[3:] if one is not None))):
        raise Damaged(f"article number {number} is not as it was stored")
    return Entry(*known)
