"""Passages for a question: dense and BM25 rankings, fused by reciprocal rank, near-duplicates collapsed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.matrix import Matrix
from index.store import Located, Store
from index.types import Article, Filters, Hit
from index.vectors import VectorStore
from index.words import content_words, words

Mode = Literal["fused", "dense", "bm25"]
# Told the name of each stage of the work as it ends.
Lap = Callable[[str], None]

# How deep each ranking goes before fusing; passages.
DEPTH = 100
# Reciprocal rank fusion adds 1 / (RRF + rank). Source: Cormack, Clarke and Büttcher, SIGIR 2009 (there 60). A lower
# constant trusts the first ranks more; chosen on realtimeqa 2022-2023.
RRF = 10
# BM25 counts a word in the title like a word in the passage: best of 0, .5, 1, 2, 4 on realtimeqa 2022-2023
TITLE_WEIGHT = 1.0
# Two passages of a family are versions of one another from this cosine on.
SAME_PASSAGE = 0.85
# More words than a question needs make BM25 slow and no better.
_MOST_WORDS = 64


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the two forms that searches take. `vector` has unit length and shape (dimension,)."""

    text: str
    vector: Matrix


def search(
    store: Store,
    vectors: VectorStore,
    model: str,
    queries: Sequence[Query],
    k: int,
    filters: Filters,
    mode: Mode,
    lap: Lap,
) -> list[Hit]:
    """Up to `k` hits, best first. Several queries are fused into one ranking, each counting the same.

    Raises sqlite3.DatabaseError where a row is not as it was stored.
    """
    allowed = store.passages.allowed(filters)
    rankings: list[list[int]] = []
    for query in queries:
        if mode != "bm25" and len(vectors):
            found = vectors.search(query.vector[None, :], DEPTH, allowed)[0]
            rankings.append([passage for passage, _ in found])
            lap("vectors")
        if mode != "dense" and (match := lexical_match(query.text)):
            rankings.append([passage for passage, _ in store.lexical.ranked(match, DEPTH, filters, TITLE_WEIGHT)])
            lap("words (BM25)")
    ranked = reciprocal_rank_fusion(rankings)
    located = store.passages.located([passage for passage, _ in ranked])
    present = [(located[passage], score) for passage, score in ranked if passage in located]
    kept = _collapse(
        present, k, lambda article: store.embeddings.article_vectors(model, vectors.dimension, article), store
    )
    hits = _hits(kept, _similarities(store, vectors, model, queries[0], kept))
    lap("passages from SQLite")
    return hits


def lexical_match(question: str) -> str:
    """The question as an FTS5 expression: its content words, each quoted, any of which may occur."""
    terms = list(dict.fromkeys(content_words(question) or words(question)))[:_MOST_WORDS]
    return " OR ".join(f'"{term}"' for term in terms)


def title_match(begun: str) -> str:
    """Words as they are typed, as an FTS5 expression on titles: each has to occur, and the last may go on."""
    terms = [f'"{term}"' for term in words(begun)[:_MOST_WORDS]]
    return f"title : ({' AND '.join(terms)} *)" if terms else ""


def reciprocal_rank_fusion(rankings: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """(id, score) of everything ranked, best first.

    Two passages often change places between two rankings, which makes a tie: the first ranking settles it, then the
    next. The id would say only which of them was indexed first.
    """
    places = [{item: rank for rank, item in enumerate(ranking, start=1)} for ranking in rankings]
    scores = {
        item: sum(1 / (RRF + ranks[item]) for ranks in places if item in ranks)
        for item in dict.fromkeys(item for ranking in rankings for item in ranking)
    }

    def order(item: int) -> tuple[float, ...]:
        # the same ranks the other way round add up to another last digit
        return (-round(scores[item], 12), *(ranks.get(item, math.inf) for ranks in places), item)

    return [(item, scores[item]) for item in sorted(scores, key=order)]


@dataclass(frozen=True, slots=True)
class _Kept:
    located: Located
    score: float
    copies: tuple[Article, ...]


def _collapse(
    ranked: Iterable[tuple[Located, float]],
    k: int,
    vectors_of: Callable[[int], tuple[np.ndarray, Matrix]],
    store: Store,
) -> list[_Kept]:
    """The first `k`, without passages that repeat a better one of a near-duplicate article."""
    kept: list[_Kept] = []
    covered: set[int] = set()
    for located, score in ranked:
        if len(kept) == k:
            break
        if located.passage.id in covered:
            continue
        located.check()
        copies: list[Article] = []
        if located.family is not None:
            ids, own = vectors_of(located.number)
            vector = own[ids == located.passage.id]
            for number, sealed in store.articles.family(located.family, but=located.number):
                other_ids, others = vectors_of(number)
                same = other_ids[(others @ vector.T).max(axis=1, initial=-1.0) >= SAME_PASSAGE]
                covered.update(same.tolist())
                if len(same):
                    copies.append(sealed.opened())
        kept.append(_Kept(located, score, tuple(copies)))
    return kept


def _similarities(
    store: Store, vectors: VectorStore, model: str, query: Query, kept: Sequence[_Kept]
) -> dict[int, float]:
    ids, found = store.embeddings.passage_vectors(model, vectors.dimension, [one.located.passage.id for one in kept])
    return dict(zip(ids.tolist(), (found @ query.vector).tolist(), strict=True))


def _hits(kept: Sequence[_Kept], similarity: dict[int, float]) -> list[Hit]:
    return [
        Hit(
            one.located.passage, one.located.article, one.score, similarity.get(one.located.passage.id, 0.0), one.copies
        )
        for one in kept
    ]
