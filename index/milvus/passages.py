"""Passages: where they stand, their words and their vectors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.matrix import Matrix, unit
from index.milvus import manifest
from index.milvus.bodies import bodies, sealed_of
from index.milvus.changes import Transaction
from index.milvus.client import DEEPEST, Client
from index.milvus.collections import fields
from index.milvus.keys import article_of, condition
from index.milvus.rowsof import passage_words
from index.milvus.terms import asked_term, title_patterns
from index.pieces import pieces
from index.stemming import STEMMED
from index.store import Missing, Place
from index.types import Filters

if TYPE_CHECKING:
    from index.vectors import Ids

# Articles looked at for one search of titles: common words are in very many.
_TITLES = 5000
# Texts listed at once that have no vector yet.
_LISTED = 10_000
# Articles whose words are made anew at once.
_ANEW = 100
_UNEMBEDDED = "is_embedded == false"


class MilvusPassages:
    """See `index.rows.PassageRows`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def places(self, passages: Sequence[int]) -> dict[int, Place]:
        numbers = sorted({article_of(key) for key in passages})
        families = {
            row["number"]: row["family"] if row["family"] >= 0 else None
            for row in self._client.among("article", "number", numbers, ["number", "family"])
        }
        rows = self._client.among("passage", "id", list(passages), ["id", "article", "start", "end", "text_hash"])
        return {
            row["id"]: Place(
                row["id"],
                row["start"],
                row["end"],
                bytes.fromhex(row["text_hash"]),
                row["article"],
                families[row["article"]],
            )
            for row in rows
            if row["article"] in families  # what a writer that was killed has left belongs to none
        }


class MilvusLexical:
    """See `index.rows.WordRows`. The server ranks by BM25."""

    is_searchable = is_stemmed = True

    def __init__(self, client: Client) -> None:
        self._client = client

    def languages(self) -> tuple[str, ...]:
        return tuple(json.loads(manifest.read(self._client, "languages") or "[]"))

    def ranked(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[int, float]]:
        asked = " ".join(map(asked_term, terms)).strip()
        if not asked:
            return []
        (found,) = self._client.search("passage", "lexical", [asked], k, condition(filters))
        return [(key, abs(score)) for key, score in found]  # Milvus Lite gives distances, which are negative

    def has(self, terms: Sequence[str]) -> bool:
        return bool(self.ranked(terms, 1, Filters()))

    def titled(self, typed: Sequence[str], limit: int) -> list[int]:
        patterns = " and ".join(f'title_words like "{pattern}"' for pattern in title_patterns(typed))
        if not patterns:
            return []
        rows = self._client.some("article", patterns, ["number", "date"], _TITLES)
        rows.sort(key=lambda row: row["number"])
        rows.sort(key=lambda row: row["date"], reverse=True)
        return [row["number"] for row in rows][:limit]

    def holding(
        self, wanted: Sequence[Sequence[str]], filters: Filters, language: str | None = None
    ) -> tuple[dict[str, str | None], bool]:
        """See `index.store.lexical.Lexical.holding`. A server ranks no deeper than `DEEPEST`: of a word in more
        passages than that, not all are known.
        """
        numbers: set[int] | None = None
        are_all = True
        for terms in wanted:
            of_any: set[int] = set()
            for term in terms:
                # the words of one term, for the server finds any of them
                found = [self.ranked([word], DEEPEST, filters) for word in asked_term(term).split()]
                are_all = are_all and all(len(ranked) < DEEPEST for ranked in found)
                holders = [{article_of(key) for key, _ in ranked} for ranked in found]
                of_any |= set.intersection(*holders) if holders else set()
            numbers = of_any if numbers is None else numbers & of_any
        rows = self._client.among("article", "number", sorted(numbers or ()), ["public", "date", "language"])
        return {
            row["public"]: row["date"] or None
            for row in rows
            if (row["language"] == language if language else row["language"] not in STEMMED)
        }, are_all

    def lay_anew(self) -> None:
        """Nothing: `take_all` writes over what there is."""

    def take_all(self) -> None:
        numbers = [row["number"] for row in self._client.each("article", "", ["number"])]
        for some in pieces(numbers, _ANEW):
            articles = {number: sealed_of(body).article for number, body in bodies(self._client, some).items()}
            rows = [
                {**row, "words": passage_words(articles[row["article"]], row["start"], row["end"])}
                for row in self._client.each("passage", f"article in {list(articles)}", fields("passage"))
            ]
            self._client.upsert("passage", rows)


class MilvusEmbeddings:
    """See `index.rows.EmbeddingRows`. A library is of one model: its vectors stand with its passages."""

    def __init__(self, client: Client, transaction: Transaction) -> None:
        self._client = client
        self._transaction = transaction

    def is_complete(self, model: str) -> bool:  # noqa: ARG002
        return not self._client.some("passage", _UNEMBEDDED, ["id"], 1)

    def count_missing(self, model: str) -> int:  # noqa: ARG002
        """How many passages have no vector."""
        return self._client.count("passage", _UNEMBEDDED)

    def missing_by_length(self, model: str, limit: int = -1) -> list[bytes]:  # noqa: ARG002
        rows = self._client.some("passage", _UNEMBEDDED, ["text_hash", "start", "end"], _LISTED)
        lengths: dict[str, int] = {}
        for row in rows:
            length = row["end"] - row["start"]
            lengths[row["text_hash"]] = min(length, lengths.get(row["text_hash"], length))
        hashes = sorted(lengths, key=lambda one: (lengths[one], one))
        return [bytes.fromhex(one) for one in (hashes if limit < 0 else hashes[:limit])]

    def missing(self, hashes: Sequence[bytes]) -> list[Missing]:
        named = ", ".join(f'"{one.hex()}"' for one in hashes)
        condition = f"text_hash in [{named}] and {_UNEMBEDDED}"
        rows = self._client.some("passage", condition, ["text_hash", "article", "start", "end"])
        first = {row["text_hash"]: row for row in rows}
        texts = bodies(self._client, sorted({row["article"] for row in first.values()}))
        articles = {number: sealed_of(body).article for number, body in texts.items()}
        found = []
        for one in hashes:
            row = first.get(one.hex())
            article = articles.get(row["article"]) if row else None
            if row and article:
                found.append(Missing(one, article.title, article.text[row["start"] : row["end"]]))
        return found

    def put(self, model: str, hashes: Sequence[bytes], vectors: Matrix) -> None:  # noqa: ARG002
        """Keep unit vectors, rounded to float16 as in SQLite, so that both libraries find the same."""
        rounded = unit(vectors.astype("<f2").astype(np.float32))
        kept = {one.hex(): row.tolist() for one, row in zip(hashes, rounded, strict=True)}
        self._transaction.changes.vectors.update(kept)

    def drop_orphans(self) -> None:
        """Nothing: a vector goes with its passage."""

    def passage_vectors(self, model: str, dimension: int, passages: Sequence[int]) -> tuple[Ids, Matrix]:  # noqa: ARG002
        rows = self._client.among("passage", "id", list(passages), ["id", "is_embedded", "vector"])
        whole = sorted((row for row in rows if row["is_embedded"]), key=lambda row: row["id"])
        ids = np.array([row["id"] for row in whole], np.int64)
        return ids, np.array([row["vector"] for row in whole], np.float32).reshape(-1, dimension)
