"""Passages as a search wants them: which of them filters allow, and each with its article."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.damage import Damaged
from index.recipe import text_hash
from index.store.articles import ARTICLE, Sealed, sealed
from index.store.conditions import conditions
from index.types import Article, Filters, Passage

if TYPE_CHECKING:
    from index.vectors import Ids


@dataclass(frozen=True, slots=True)
class Located:
    """A passage with its article and what the search needs of both. `family` is None for articles without copies.

    Nothing of it may be shown before `check`.
    """

    passage: Passage
    article: Article
    number: int
    family: int | None
    text_hash: bytes
    seal: Sealed

    def check(self) -> None:
        """Raises Damaged where article or passage is not as it was stored."""
        article = self.seal.opened()
        if self.seal.is_comparable and self.text_hash != text_hash(article.title, self.passage.text):
            raise Damaged(f"a passage of article {article.id} ({article.path}) is not as it was stored")


class Passages:
    """Rows of passages, known by id. `Articles` writes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def located(self, passages: Sequence[int]) -> dict[int, Located]:
        """Passages by id, with their articles; ids that are gone are left out."""
        marks = ",".join("?" * len(passages))
        rows = self._db.execute(
            f"SELECT passage.id, start, end, text_hash, article.number, family, {ARTICLE} "
            f"FROM passage JOIN article ON article.number = passage.article WHERE passage.id IN ({marks})",
            list(passages),
        )
        return {row[0]: _located(row) for row in rows}

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


def _located(row: Sequence[Any]) -> Located:
    key, start, end, text_hash, number, family, *rest = row
    seal = sealed(rest)
    article = seal.article
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(article.text)):
        raise Damaged(f"a passage of article {article.id!r:.40} ({article.path!r:.200}) is not as it was stored")
    passage = Passage(key, article.id, start, end, article.text[start:end])
    return Located(passage, article, number, family if isinstance(family, int) else None, text_hash, seal)
