"""The vector store: nearest passages by cosine. FAISS's file is derived data and can be rebuilt from SQLite.

Up to FLAT_UP_TO vectors every one is compared with the question, which is exact. Beyond that they are sorted into
clusters, and a question is compared with those of the clusters nearest to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.matrix import Matrix

Ids = NDArray[np.int64]
Batches = Iterable[tuple[Ids, Matrix]]

# Comparing that many takes some 10 ms on two cores.
FLAT_UP_TO = 50_000
# Clusters for n vectors: so many times the square root of n, as FAISS's guidelines have it (4 to 16).
_CLUSTERS = 4
# Clusters that a question is compared with. Chosen on the questions of realtimeqa 2022-2023, see docs/performance.md.
PROBED = 192
# Vectors that each cluster's centre is found from.
_SAMPLE_OF_EACH = 40
_ROUNDS = 10


class VectorStore(Protocol):
    """Nearest neighbours by cosine among unit vectors under integer ids. Every implementation scores by cosine."""

    @property
    def dimension(self) -> int: ...

    @property
    def kind(self) -> str:
        """What it is and why, for people."""
        ...

    def __len__(self) -> int: ...

    def search(self, queries: Matrix, k: int, allowed: Ids | None = None) -> list[list[tuple[int, float]]]:
        """For each query, shape (n, dimension), up to `k` (id, cosine) pairs, best first.

        `allowed` restricts the search to those ids.
        """
        ...

    def save(self, file: Path) -> None:
        """Write to `file` so that it is there whole or not at all."""
        ...


class FlatStore:
    """Exact search over all vectors with FAISS."""

    def __init__(self, index: Any) -> None:
        """`index` is an IndexIDMap2 over an IndexFlatIP."""
        self._index = index

    @classmethod
    def build(cls, dimension: int, batches: Batches) -> FlatStore:
        """Index (ids of shape (n,), unit vectors of shape (n, dimension)) batches."""
        import faiss

        index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        for ids, vectors in batches:
            index.add_with_ids(vectors, ids)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def kind(self) -> str:
        return f"exact: up to {FLAT_UP_TO:,} passages are all compared with the question"

    def save(self, file: Path) -> None:
        _save(self._index, file)

    def search(self, queries: Matrix, k: int, allowed: Ids | None = None) -> list[list[tuple[int, float]]]:
        import faiss

        params = None
        if allowed is not None:
            params = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        return _pairs(*self._index.search(np.ascontiguousarray(queries), k, params=params))


class ClusteredStore:
    """Search in the nearest clusters with FAISS, over vectors of one byte a dimension: a quarter of the memory, cosines
    to within some thousandths. Source: IndexIVFScalarQuantizer.
    """

    def __init__(self, index: Any) -> None:
        """`index` is an IndexIVFScalarQuantizer for inner products."""
        self._index = index

    @classmethod
    def build(cls, dimension: int, sample: Matrix, batches: Batches) -> ClusteredStore:
        """Find the clusters in a sample of unit vectors, shape (n, dimension), as many as `wanted_sample` says; then
        index (ids, unit vectors) batches.
        """
        import faiss

        clusters = max(len(sample) // _SAMPLE_OF_EACH, 1)
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            clusters,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        index.cp.niter, index.cp.min_points_per_centroid = _ROUNDS, 1
        index.train(sample if len(sample) else np.zeros((1, dimension), np.float32))
        return cls(index)._filled(batches)

    def rebuilt(self, batches: Batches) -> ClusteredStore:
        """The same clusters with other vectors in them; this store is empty then."""
        self._index.reset()
        return ClusteredStore(self._index)._filled(batches)

    def _filled(self, batches: Batches) -> ClusteredStore:
        for ids, vectors in batches:
            self._index.add_with_ids(vectors, ids)
        return self

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def clusters(self) -> int:
        """How many there are."""
        return int(self._index.nlist)

    @property
    def kind(self) -> str:
        return (
            f"clustered: beyond {FLAT_UP_TO:,} passages the question is compared with those of the "
            f"{min(PROBED, self.clusters)} nearest of {self.clusters:,} clusters"
        )

    def save(self, file: Path) -> None:
        _save(self._index, file)

    def search(self, queries: Matrix, k: int, allowed: Ids | None = None) -> list[list[tuple[int, float]]]:
        import faiss

        options: dict[str, Any] = {"nprobe": PROBED}
        if allowed is not None:
            # few of the passages may be in no cluster nearby: the fewer there are, the more clusters
            options["nprobe"] = math.ceil(PROBED * len(self) / max(len(allowed), 1))
            options["sel"] = faiss.IDSelectorBatch(allowed)
        options["nprobe"] = min(max(options["nprobe"], 1), self.clusters)
        params = faiss.SearchParametersIVF(**options)
        return _pairs(*self._index.search(np.ascontiguousarray(queries), k, params=params))


def wanted_sample(count: int) -> int:
    """How many of `count` vectors the clusters for them are to be found from."""
    return min(count, round(_CLUSTERS * math.sqrt(count)) * _SAMPLE_OF_EACH)


def load_store(file: Path) -> FlatStore | ClusteredStore | None:
    """The store saved in `file`, or None where the file is missing, damaged or another kind of index."""
    import faiss

    try:
        index = faiss.read_index(str(file))
    except (RuntimeError, MemoryError):
        return None
    if index.metric_type != faiss.METRIC_INNER_PRODUCT:
        return None
    if isinstance(index, faiss.IndexIDMap2):
        return FlatStore(index)
    return ClusteredStore(index) if isinstance(index, faiss.IndexIVFScalarQuantizer) else None


def _save(index: Any, file: Path) -> None:
    import faiss

    partial = file.with_name(file.name + ".partial")
    try:
        # FAISS's own files say nothing where the last of what was written finds no room
        with partial.open("wb") as stream:
            faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]
        partial.replace(file)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _pairs(scores: Matrix, ids: Ids) -> list[list[tuple[int, float]]]:
    """FAISS's two matrices as (id, score) pairs a row; places it could not fill have the id -1."""
    return [
        [(int(i), float(s)) for i, s in zip(row_ids, row_scores, strict=True) if i >= 0]
        for row_ids, row_scores in zip(ids, scores, strict=True)
    ]
