"""The FTS5 index over title and passage, which is kept in step with the passages by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import cached_property

from index.schema import SEARCHABLE, STEMMED, lay_words_anew
from index.stemming import STEMMED as WITHOUT_ENDINGS
from index.store.conditions import conditions
from index.terms import searchable, searchable_title
from index.types import Filters

# BM25 counts a word in the title like a word in the passage: best of 0, .5, 1, 2, 4 on realtimeqa 2022-2023
_TITLE_WEIGHT = 1.0
# Passages whose title is looked at for one search of titles: common words are in very many.
_TITLES = 5000
_WITHOUT_ENDINGS = sorted(WITHOUT_ENDINGS)


class Lexical:
    """The words of all passages."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # ---- writing, once `is_stemmed`

    def add(self, passage: int, title: str, text: str, language: str | None) -> None:
        """Take in a passage that was just stored."""
        kept = (passage, searchable_title(title, language), searchable(text, language))
        self._db.execute("INSERT INTO lexical (rowid, title, text) VALUES (?, ?, ?)", kept)

    def remove(self, article: int) -> None:
        """Take out the passages of an article, by its number, which must still be stored."""
        self._db.execute(
            f"INSERT INTO lexical (lexical, rowid, title, text) SELECT 'delete', id, title, text FROM {STEMMED} "
            "WHERE id IN (SELECT id FROM passage WHERE article = ?)",
            (article,),
        )

    def lay_anew(self) -> None:
        """Begin again, without any passage."""
        lay_words_anew(self._db)
        self.__dict__.pop("is_searchable", None)
        self.__dict__.pop("is_stemmed", None)

    def take_all(self) -> None:
        """Take in every passage there is."""
        self._db.execute("INSERT INTO lexical (lexical) VALUES ('rebuild')")

    # ---- reading

    @cached_property
    def is_searchable(self) -> bool:
        """Whether texts are kept as `searchable` makes them; those of the first libraries are not."""
        return self.is_stemmed or self._has_view(SEARCHABLE)

    @cached_property
    def is_stemmed(self) -> bool:
        """Whether texts are kept as `searchable` makes them of each article's language; those of libraries of before
        are not.
        """
        return self._has_view(STEMMED)

    def languages(self) -> tuple[str, ...]:
        """The languages by which words are kept without their endings; none in libraries of before."""
        if not self.is_stemmed:
            return ()
        # each step finds the next one in the index of languages
        rows = self._db.execute(
            "WITH RECURSIVE found (language) AS (SELECT min(language) FROM article UNION ALL "
            "SELECT (SELECT min(language) FROM article WHERE language > found.language) FROM found "
            "WHERE found.language IS NOT NULL) SELECT language FROM found WHERE language IS NOT NULL"
        )
        return tuple(str(language) for (language,) in rows)

    def _has_view(self, name: str) -> bool:
        found = self._db.execute("SELECT 1 FROM sqlite_master WHERE type = 'view' AND name = ?", (name,))
        return found.fetchone() is not None

    def merge(self) -> None:
        """Make one piece of what was added bit by bit."""
        self._db.execute("INSERT INTO lexical (lexical) VALUES ('optimize')")

    def ranked(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[int, float]]:
        """Up to `k` passages with any of the terms, best first: (id, BM25, higher is better), by SQLite's FTS5."""
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
            (_TITLE_WEIGHT, any_of(terms), *values, k),
        )
        return [(row[0], float(row[1])) for row in rows]

    def has(self, terms: Sequence[str]) -> bool:
        """Whether any passage has any of the terms."""
        found = self._db.execute("SELECT 1 FROM lexical WHERE lexical MATCH ? LIMIT 1", (any_of(terms),))
        return found.fetchone() is not None

    def titled(self, typed: Sequence[str], limit: int) -> list[int]:
        """Numbers of up to `limit` articles whose titles have all those words, of which the last may go on; newest
        first.
        """
        rows = self._db.execute(
            "SELECT number FROM article WHERE number IN (SELECT article FROM passage WHERE id IN "
            "(SELECT rowid FROM lexical WHERE lexical MATCH ? LIMIT ?)) ORDER BY date IS NULL, date DESC LIMIT ?",
            (all_in_the_title(typed), _TITLES, limit),
        )
        return [row[0] for row in rows]

    def holding(
        self, wanted: Sequence[Sequence[str]], filters: Filters, language: str | None = None
    ) -> tuple[dict[str, str | None], bool]:
        """Articles with at least one of each of those groups of terms, by id with their dates, and whether these are
        all. Only those in `language`, or else in a language whose words are kept with their endings.
        """
        allowed, values = conditions(filters)
        parts = [allowed] if allowed else []
        if self.is_stemmed:
            # by the index of languages: in its row, an article's language stands behind its text
            asked = [language] if language else _WITHOUT_ENDINGS
            within = f"(SELECT number FROM article WHERE language IN ({', '.join('?' * len(asked))}))"
            parts.append(f"number {'' if language else 'NOT '}IN {within}")
            values += asked
        for terms in wanted:
            parts.append(
                "number IN (SELECT article FROM passage WHERE id IN (SELECT rowid FROM lexical WHERE lexical MATCH ?))"
            )
            values.append(any_of(terms))
        return dict(self._db.execute(f"SELECT id, date FROM article WHERE {' AND '.join(parts)}", values)), True


def any_of(terms: Sequence[str]) -> str:
    """As an FTS5 expression: each quoted, any of which may occur."""
    return " OR ".join(f'"{term}"' for term in terms)


def all_in_the_title(typed: Sequence[str]) -> str:
    """As an FTS5 expression on titles: each has to occur, and the last may go on."""
    quoted = " AND ".join(f'"{term}"' for term in typed)
    return f"title : ({quoted} *)" if typed else ""
