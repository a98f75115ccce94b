"""A few articles that together stand for many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.matrix import Matrix
from index.pieces import pieces
from index.rows import Rows
from index.types import Filters

# Articles looked at; of more, so many are taken, spread evenly. Their similarities to one another take 16 MB.
_SAMPLE = 2000
# Passages that an article's place among the others is found from.
_PASSAGES = 4
# Vectors read at once.
_AT_ONCE = 500


def representatives(rows: Rows, model: str, dimension: int, filters: Filters, most: int) -> list[int]:
    """The numbers of at most `most` articles that stand for all that the filters let through, the first for the most.

    Each one taken is the one that brings the articles nearest to one of those taken so far: what much is written on
    comes first, and nothing twice. The same library gives the same ones.
    """
    numbers = rows.overview.spread(filters, max(_SAMPLE, most))
    if len(numbers) <= most:
        return numbers
    means = _means(rows, model, dimension, numbers)
    # what all have in common tells nothing of what each is about, and would put forward those about a bit of everything
    return [numbers[row] for row in _covering(_directions(means - means.mean(axis=0)), most)]


def _covering(vectors: Matrix, most: int) -> list[int]:
    """Rows that cover all rows best, found greedily. Source: facility location, Nemhauser, Wolsey and Fisher 1978."""
    alike = np.maximum(vectors @ vectors.T, 0)
    covered = np.zeros(len(vectors), np.float32)
    taken: list[int] = []
    for _ in range(most):
        gains = np.maximum(alike - covered, 0).sum(axis=1)
        gains[taken] = -1
        row = int(gains.argmax())
        taken.append(row)
        covered = np.maximum(covered, alike[row])
    return taken


def _means(rows: Rows, model: str, dimension: int, numbers: Sequence[int]) -> Matrix:
    """The mean direction of a few passages of each article, shape (len(numbers), dimension); 0 where it has none."""
    at = {number: row for row, number in enumerate(numbers)}
    places = dict(rows.overview.passages_of(numbers, _PASSAGES))
    sums = np.zeros((len(numbers), dimension), np.float32)
    for ids in pieces(list(places), _AT_ONCE):
        found, vectors = rows.embeddings.passage_vectors(model, dimension, ids)
        np.add.at(sums, [at[places[one]] for one in found.tolist()], vectors)
    return _directions(sums)


def _directions(vectors: Matrix) -> Matrix:
    """The rows scaled to length 1, those that are 0 left as they are."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)
