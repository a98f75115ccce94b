"""Real vectors of a library, and more of them made by perturbing those."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.faissindex import is_flat, wanted_sample
from index.matrix import Matrix, unit
from index.schema import open_library
from index.store import Store
from index.vectors import ClusteredStore, FlatStore, Ids

# Length of what is added to a vector of length 1: a cosine of about .9 to the real one.
_PERTURBED = 0.5
_AT_ONCE = 8192


def real_vectors(library: Path, model: str, dimension: int) -> Matrix:
    """Those of all passages, shape (n, dimension), float16 to save room."""
    store = Store(open_library(library), library)
    return np.concatenate([vectors.astype(np.float16) for _, vectors in store.embeddings.vectors(model, dimension)])


def batches(real: Matrix, count: int) -> Iterator[tuple[Ids, Matrix]]:
    """`count` unit vectors under ids from 0: the real ones, then perturbed ones of them."""
    random = np.random.default_rng(1)
    for start in range(0, count, _AT_ONCE):
        ids = np.arange(start, min(start + _AT_ONCE, count), dtype=np.int64)
        vectors = real[ids % len(real)].astype(np.float32)
        noise = random.normal(scale=_PERTURBED / np.sqrt(vectors.shape[1]), size=vectors.shape)
        yield ids, unit(np.where((ids < len(real))[:, None], vectors, vectors + noise).astype(np.float32))


def sample(real: Matrix, count: int) -> Iterator[Matrix]:
    """A share of those, as the library takes its sample."""
    wanted = wanted_sample(count)
    return (vectors[ids * wanted % count < wanted] for ids, vectors in batches(real, count))


def plain(real: Matrix, count: int) -> FlatStore:
    """FAISS at its simplest, comparing all, four bytes a dimension: what large libraries are measured against."""
    import faiss

    index = faiss.IndexIDMap2(faiss.IndexFlatIP(real.shape[1]))
    for ids, vectors in batches(real, count):
        index.add_with_ids(vectors, ids)
    return FlatStore(index)


def empty(real: Matrix, count: int) -> FlatStore | ClusteredStore:
    """What a library of so many passages has, with none in it."""
    if is_flat(count):
        return FlatStore.empty(real.shape[1])
    return ClusteredStore.empty(real.shape[1], sample(real, count))
