"""Passages for a question: dense and BM25 rankings, fused by reciprocal rank, near-duplicates collapsed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from index.matrix import Matrix
from index.repeats import also_in
from index.rows import Nearest, Rows
from index.shelf import Shelf
from index.store import Place
from index.terms import search_terms, typed_words
from index.types import Article, Filters, Hit, Passage
from index.versions import Versions, repeats
from index.words import content_words, words

Mode = Literal["fused", "dense", "bm25"]
# Told the name of each stage of the work as it ends.
Lap = Callable[[str], None]

# How deep each ranking goes before fusing, or as deep as there are hits wanted; passages.
DEPTH = 100
# So many times as deep where few passages of one article are wanted: else long articles might leave no others.
_SPREAD = 4
# Reciprocal rank fusion adds 1 / (RRF + rank). Source: Cormack, Clarke and Büttcher, SIGIR 2009 (there 60). A lower
# constant trusts the first ranks more; chosen on realtimeqa 2022-2023.
RRF = 10
# More words than a question needs make BM25 slow and no better.
_MOST_WORDS = 64


@dataclass(frozen=True, slots=True)
class Query:
    """A question in the two forms that searches take. `vector` has unit length and shape (dimension,)."""

    text: str
    vector: Matrix


def search(
    rows: Rows,
    vectors: Nearest,
    model: str,
    queries: Sequence[Query],
    k: int,
    filters: Filters,
    mode: Mode,
    lap: Lap,
    per_article: int | None = None,
) -> list[Hit]:
    """Up to `k` hits, best first, at most `per_article` of one article. Several queries are fused into one ranking,
    each counting the same.

    Raises sqlite3.DatabaseError where a row is not as it was stored.
    """
    depth = max(DEPTH, k) * (1 if per_article is None else _SPREAD)
    ranked = reciprocal_rank_fusion(_rankings(rows, vectors, queries, depth, filters, mode, lap))
    places = rows.passages.places([passage for passage, _ in ranked])
    present = [(places[passage], score) for passage, score in ranked if passage in places]
    shelf = Shelf(rows)
    kept = _distinct(present, k, per_article, shelf)
    lap("passages")
    versions = Versions(rows, shelf, filters, [place for place, _ in present])
    hits = _hits(kept, versions, _similarities(rows, vectors, model, queries[0], kept))
    lap("near-duplicates")
    return hits


def _rankings(
    rows: Rows, vectors: Nearest, queries: Sequence[Query], depth: int, filters: Filters, mode: Mode, lap: Lap
) -> list[list[int]]:
    """For each query what is nearest to it, then what has its words."""
    languages = rows.lexical.languages()
    rankings: list[list[int]] = []
    if mode != "bm25" and len(vectors):
        dense = vectors.search(np.stack([query.vector for query in queries]), depth, filters)
        lap("vectors")
    else:
        dense = []
    for place, query in enumerate(queries):
        rankings += [[passage for passage, _ in found] for found in dense[place : place + 1]]
        terms = lexical_terms(query.text, languages, is_searchable=rows.lexical.is_searchable)
        if mode != "dense" and terms:
            rankings.append([passage for passage, _ in rows.lexical.ranked(terms, depth, filters)])
            lap("words (BM25)")
    return rankings


def lexical_terms(question: str, languages: Collection[str] = (), *, is_searchable: bool = True) -> list[str]:
    """What is looked for of a question: its content words, in the forms that articles in `languages` are kept in. A
    library of before has its texts as they are, not `is_searchable`.
    """
    terms = search_terms(question, languages) if is_searchable else content_words(question) or words(question)
    return list(dict.fromkeys(terms))[:_MOST_WORDS]


def title_terms(begun: str, *, is_searchable: bool = True) -> list[str]:
    """What is looked for in titles of words as they are typed."""
    return (typed_words(begun) if is_searchable else words(begun))[:_MOST_WORDS]


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
    place: Place
    passage: Passage
    article: Article
    score: float


def _distinct(ranked: Iterable[tuple[Place, float]], k: int, per_article: int | None, shelf: Shelf) -> list[_Kept]:
    """The first `k`, without passages that repeat a better one of a near-duplicate article, and with at most
    `per_article` of one article.
    """
    kept: list[_Kept] = []
    counts: Counter[int] = Counter()
    for place, score in ranked:
        if len(kept) == k:
            break
        if per_article is not None and counts[place.number] >= per_article:
            continue
        one = _Kept(place, shelf.passage(place), shelf.article(place.number), score)
        if not any(_repeats(one, better) for better in kept):
            kept.append(one)
            counts[place.number] += 1
    return kept


def _repeats(one: _Kept, better: _Kept) -> bool:
    if one.place.family is None or one.place.family != better.place.family or one.place.number == better.place.number:
        return False
    return repeats(one.passage, better.passage, better.article)


def _similarities(rows: Rows, vectors: Nearest, model: str, query: Query, kept: Sequence[_Kept]) -> dict[int, float]:
    ids, found = rows.embeddings.passage_vectors(model, vectors.dimension, [one.place.id for one in kept])
    return dict(zip(ids.tolist(), (found @ query.vector).tolist(), strict=True))


def _hits(kept: Sequence[_Kept], versions: Versions, similarity: dict[int, float]) -> list[Hit]:
    hits = []
    for one in kept:
        others = tuple(versions.of(one.place))
        alike = similarity.get(one.place.id, 0.0)
        hits.append(Hit(one.passage, one.article, one.score, alike, also_in(one.passage.text, others), others))
    return hits
