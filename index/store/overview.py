"""What a library knows of itself: how many articles, of when, from where."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from index.damage import Damaged
from index.pieces import pieces
from index.store.conditions import conditions
from index.types import Filters, LibraryOverview

# Articles asked for in one statement.
_AT_ONCE = 500


class Overview:
    """Figures and numbers of the articles that filters let through. Those without a date fail any bound on dates."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def overview(self, filters: Filters) -> LibraryOverview:
        """How many articles there are, of when and from where."""
        where, values = _where(filters)
        articles, undated, oldest, newest = self._db.execute(
            f"SELECT count(*), count(*) - count(date), min(date), max(date) FROM article {where}", values
        ).fetchone()
        sources = self._db.execute(
            f"SELECT source, count(*) FROM article {where} {'AND' if where else 'WHERE'} source IS NOT NULL "
            "GROUP BY source ORDER BY count(*) DESC, casefold(source), source",
            values,
        ).fetchall()
        known = [source for source, _ in sources] + [date for date in (oldest, newest) if date is not None]
        if not all(isinstance(one, str) for one in known):
            raise Damaged("a date or a source is not as it was stored")
        return LibraryOverview(articles, undated, oldest, newest, tuple(sources))

    def languages(self) -> dict[str | None, int]:
        """How many articles are in each language, most first; under None those whose language is not clear."""
        rows = self._db.execute(
            "SELECT language, count(*) FROM article GROUP BY language ORDER BY count(*) DESC, language"
        )
        found = dict(rows.fetchall())
        if not all(isinstance(one, str | None) for one in found):
            raise Damaged("a language is not as it was stored")
        return found

    def dated(self, filters: Filters, most: int, *, newest: bool) -> list[int]:
        """The numbers of the newest or the oldest articles, in that order; those without a date are left out. Of one
        day, those that were indexed first come first.
        """
        where, values = _where(filters, "date IS NOT NULL")
        rows = self._db.execute(
            f"SELECT number FROM article {where} ORDER BY date {'DESC' if newest else 'ASC'}, number LIMIT ?",
            (*values, most),
        )
        return [row[0] for row in rows]

    def count_hidden(self, filters: Filters) -> int:
        """How many articles the bounds on dates hide only because they have no date."""
        if filters.since is None and filters.until is None:
            return 0
        where, values = _where(replace(filters, since=None, until=None), "date IS NULL")
        return int(self._db.execute(f"SELECT count(*) FROM article {where}", values).fetchone()[0])

    def undated(self, most: int) -> list[str]:
        """The paths of at most so many articles that have no date."""
        rows = self._db.execute("SELECT path FROM article WHERE date IS NULL ORDER BY number LIMIT ?", (most,))
        return [str(row[0]) for row in rows]

    def spread(self, filters: Filters, most: int) -> list[int]:
        """The numbers of at most so many articles, spread evenly over those that the filters let through."""
        where, values = _where(filters)
        numbers = [row[0] for row in self._db.execute(f"SELECT number FROM article {where} ORDER BY number", values)]
        if len(numbers) <= most:
            return numbers
        return [numbers[place * len(numbers) // most] for place in range(most)]

    def passages_of(self, articles: Sequence[int], most: int) -> list[tuple[int, int]]:
        """(passage, article number) of at most so many passages of each of those articles, spread evenly over it."""
        found: dict[int, list[int]] = {}
        for some in pieces(articles, _AT_ONCE):
            marks = ",".join("?" * len(some))
            for passage, article in self._db.execute(
                f"SELECT id, article FROM passage WHERE article IN ({marks}) ORDER BY id", list(some)
            ):
                found.setdefault(article, []).append(passage)
        return [
            (passages[place * len(passages) // min(most, len(passages))], article)
            for article, passages in found.items()
            for place in range(min(most, len(passages)))
        ]


def _where(filters: Filters, *more: str) -> tuple[str, list[str]]:
    allowed, values = conditions(filters)
    parts = [*more, *([allowed] if allowed else [])]
    return f"WHERE {' AND '.join(parts)}" if parts else "", values
