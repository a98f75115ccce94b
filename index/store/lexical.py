"""The FTS5 index over title and passage, which is kept in step with the passages by hand."""

from __future__ import annotations

import sqlite3
from functools import cached_property

from index.schema import SEARCHABLE
from index.store.conditions import conditions
from index.types import Filters
from index.words import searchable

# Passages whose title is looked at for one search of titles: common words are in very many.
_TITLES = 5000


class Lexical:
    """The words of all passages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, passage: int, title: str, text: str) -> None:
        """Take in a passage that was just stored."""
        if self.is_searchable:
            title, text = searchable(title), searchable(text)
        self._db.execute("INSERT INTO lexical (rowid, title, text) VALUES (?, ?, ?)", (passage, title, text))

    def remove(self, article: int) -> None:
        """Take out the passages of an article, by its number, which must still be stored."""
        content = SEARCHABLE if self.is_searchable else "passage_text"
        self._db.execute(
            f"INSERT INTO lexical (lexical, rowid, title, text) SELECT 'delete', id, title, text FROM {content} "
            "WHERE id IN (SELECT id FROM passage WHERE article = ?)",
            (article,),
        )

    @cached_property
    def is_searchable(self) -> bool:
        """Whether texts are kept as `searchable` makes them; those of libraries of before are not."""
        found = self._db.execute("SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?", (SEARCHABLE,))
        return found.fetchone() is not None

    def merge(self) -> None:
        """Make one piece of what was added bit by bit."""
        self._db.execute("INSERT INTO lexical (lexical) VALUES ('optimize')")

    def ranked(self, match: str, k: int, filters: Filters, title_weight: float) -> list[tuple[int, float]]:
        """Up to `k` passages for an FTS5 expression, best first: (id, BM25, higher is better), by SQLite's FTS5."""
        where, values = conditions(filters)
        inside = ""
        if where:
            inside = (
                "AND lexical.rowid IN (SELECT passage.id FROM passage "
                f"JOIN article ON article.number = passage.article WHERE {where})"
            )
        rows = self._db.execute(
            f"SELECT rowid, -bm25(lexical, ?, 1.0) AS score FROM lexical WHERE lexical MATCH ? {inside} "
            "ORDER BY score DESC, rowid LIMIT ?",
            (title_weight, match, *values, k),
        )
        return [(row[0], float(row[1])) for row in rows]

    def has(self, match: str) -> bool:
        """Whether any passage fits an FTS5 expression."""
        return self._db.execute("SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT 1", (match,)).fetchone() is not None

    def titled(self, match: str, limit: int) -> list[int]:
        """Numbers of up to `limit` articles whose titles fit an FTS5 expression, newest first."""
        rows = self._db.execute(
            "SELECT number FROM article WHERE number IN (SELECT article FROM passage WHERE id IN "
            "(SELECT rowid FROM lexical WHERE lexical MATCH ? LIMIT ?)) ORDER BY date IS NULL, date DESC LIMIT ?",
            (match, _TITLES, limit),
        )
        return [row[0] for row in rows]
