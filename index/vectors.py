"""The vector store: nearest passages by cosine. FAISS's file is derived data and can be rebuilt from SQLite."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.matrix import Matrix

Ids = NDArray[np.int64]


class VectorStore(Protocol):
    """Nearest neighbours by cosine among unit vectors under integer ids. Every implementation scores by cosine."""

    @property
    def dimension(self) -> int: ...

    def __len__(self) -> int: ...

    def search(self, queries: Matrix, k: int, allowed: Ids | None = None) -> list[list[tuple[int, float]]]:
        """For each query, shape (n, dimension), up to `k` (id, cosine) pairs, best first.

        `allowed` restricts the search to those ids.
        """
        ...


class FlatStore:
    """Exact search over all vectors with FAISS."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, dimension: int, batches: Iterable[tuple[Ids, Matrix]]) -> FlatStore:
        """Index (ids of shape (n,), unit vectors of shape (n, dimension)) batches."""
        import faiss

        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        for ids, vectors in batches:
            index.add_with_ids(vectors, ids)
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> FlatStore | None:
        """The store saved in `file`, or None where the file is missing, damaged or another kind of index."""
        import faiss

        try:
            index = faiss.read_index(str(file))
        except RuntimeError:
            return None
        if not isinstance(index, faiss.IndexIDMap2) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
            return None
        return cls(index)

    def save(self, file: Path) -> None:
        """Write to `file` so that it is there whole or not at all."""
        import faiss

        partial = file.with_name(file.name + ".partial")
        faiss.write_index(self._index, str(partial))
        partial.replace(file)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def search(self, queries: Matrix, k: int, allowed: Ids | None = None) -> list[list[tuple[int, float]]]:
        import faiss

        params = None
        if allowed is not None:
            params = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, ids = self._index.search(np.ascontiguousarray(queries), k, params=params)
        return [
            [(int(i), float(s)) for i, s in zip(row_ids, row_scores, strict=True) if i >= 0]
            for row_ids, row_scores in zip(ids, scores, strict=True)
        ]
