"""Passages as a search wants them: which of them filters allow, and each with its article."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.store.articles import ARTICLE, article_from
from index.store.conditions import conditions
from index.types import Article, Filters, Passage
from index.vectors import Ids


@dataclass(frozen=True, slots=True)
class Located:
    """A passage with its article and what the search needs of both. `family` is None for articles without copies."""

    passage: Passage
    article: Article
    number: int
    family: int | None


class Passages:
    """Rows of passages, known by id. `Articles` writes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def located(self, passages: Sequence[int]) -> dict[int, Located]:
        """Passages by id, with their articles; ids that are gone are left out."""
        marks = ",".join("?" * len(passages))
        rows = self._db.execute(
            f"SELECT passage.id, passage.start, passage.end, article.number, article.family, {ARTICLE} "
            f"FROM passage JOIN article ON article.number = passage.article WHERE passage.id IN ({marks})",
            list(passages),
        )
        return {row[0]: _located(row) for row in rows}

    def allowed(self, filters: Filters) -> Ids | None:
        """The passages that the filters let through, or None where they let all through."""
        where, values = conditions(filters)
        if not where:
            return None
        rows = self._db.execute(
            f"SELECT passage.id FROM passage JOIN article ON article.number = passage.article WHERE {where}", values
        )
        return np.fromiter((row[0] for row in rows), np.int64)


def _located(row: Sequence[object]) -> Located:
    key, start, end, number, family, *rest = row
    article = article_from(rest)  # type: ignore[arg-type]
    assert isinstance(key, int)
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert isinstance(number, int)
    assert family is None or isinstance(family, int)
    return Located(Passage(key, article.id, start, end, article.text[start:end]), article, number, family)
