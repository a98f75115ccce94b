"""Passages as a search wants them: which of them filters allow, and where each stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.store.conditions import conditions
from index.types import Filters

if TYPE_CHECKING:
    from index.vectors import Ids


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: `start` and `end` in the text of article `number`. `family` is None for articles without
    near-duplicates. `text_hash` is what its text and title were stored with.
    """

    id: int
    start: int
    end: int
    text_hash: bytes
    number: int
    family: int | None


class Passages:
    """Rows of passages, known by id. `Articles` writes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def places(self, passages: Sequence[int]) -> dict[int, Place]:
        """Where passages stand, by id, without their texts; ids that are gone are left out."""
        marks = ",".join("?" * len(passages))
        rows = self._db.execute(
            "SELECT passage.id, start, end, text_hash, article.number, family "
            f"FROM passage JOIN article ON article.number = passage.article WHERE passage.id IN ({marks})",
            list(passages),
        )
        return {
            key: Place(key, start, end, text_hash, number, family if isinstance(family, int) else None)
            for key, start, end, text_hash, number, family in rows
        }

    def of_article(self, number: int) -> list[tuple[int, int, bytes]]:
        """(start, end, text hash) of the passages of an article, in their order."""
        rows = self._db.execute(
            "SELECT start, end, text_hash FROM passage WHERE article = ? ORDER BY start, id", (number,)
        )
        return rows.fetchall()

    def count_strays(self) -> int:
        """How many passages belong to no article."""
        row = self._db.execute("SELECT count(*) FROM passage WHERE article NOT IN (SELECT number FROM article)")
        return int(row.fetchone()[0])

    def allowed(self, filters: Filters) -> Ids | None:
        """The passages that the filters let through, or None where they let all through."""
        where, values = conditions(filters)
        if not where:
            return None
        rows = self._db.execute(
            f"SELECT passage.id FROM passage JOIN article ON article.number = passage.article WHERE {where}", values
        )
        import numpy as np

        return np.fromiter((row[0] for row in rows), np.int64)
