"""The vector store: nearest passages by cosine. FAISS's file is derived data and can be rebuilt from SQLite.

`index.faissindex` says which of the two stores so many vectors get. However many there are, writing them takes little
more memory than writing few.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.copies import replacing
from index.faissindex import FLAT_UP_TO, PROBED, clusters_of
from index.matrix import Matrix

Ids = NDArray[np.int64]
Batches = Iterable[tuple[Ids, Matrix]]

# Rounds of k-means that find the clusters.
_ROUNDS = 10
# Vectors of the sample that are unpacked at once, and that the range of each dimension's byte is found from.
_UNPACKED = 4096
_RANGED = 8192


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
    """Exact search with FAISS over all vectors, two bytes a dimension, as which SQLite holds them. Source:
    IndexScalarQuantizer, which compares them in a quarter of the time that IndexFlatIP takes.
    """

    def __init__(self, index: Any) -> None:
        """`index` is an IndexIDMap2 over an IndexScalarQuantizer, or as earlier libraries have it an IndexFlatIP."""
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> FlatStore:
        """One with no vector in it yet."""
        import faiss

        return cls(faiss.IndexIDMap2(_halves(dimension)))

    def filled(self, batches: Batches) -> FlatStore:
        """This store, empty before, with (ids of shape (n,), unit vectors of shape (n, dimension)) batches in it."""
        for ids, vectors in batches:
            self._index.add_with_ids(vectors, ids)
        return self

    def write_filled(self, batches: Batches, file: Path) -> int:
        """Write to `file` what this empty store would be with those batches, of which memory never holds much.
        Returns how many vectors they are. Raises OSError.
        """
        import faiss

        from index.faisslayout import write_flat

        count = write_flat(self._index, faiss.downcast_index(self._index.index), batches, file)
        return _written_by_faiss(self, batches, file) if count is None else count

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
    """Search in the nearest clusters with FAISS, over vectors of one byte a dimension: cosines to within some
    thousandths. Source: IndexIVFScalarQuantizer.
    """

    def __init__(self, index: Any) -> None:
        """`index` is an IndexIVFScalarQuantizer for inner products."""
        self._index = index

    @classmethod
    def empty(cls, dimension: int, sample: Iterable[Matrix]) -> ClusteredStore:
        """Clusters found in a sample of unit vectors, batches of shape (n, dimension), of as many vectors together as
        `index.faissindex.wanted_sample` says; with no vector in them yet.
        """
        import faiss

        codec, codes = _coarse(dimension), bytearray()
        for vectors in sample:
            codes += codec.sa_encode(np.ascontiguousarray(vectors, np.float32)).tobytes()
        packed = np.frombuffer(codes or bytes(dimension), np.uint8).reshape(-1, dimension)
        clusters = clusters_of(len(packed))
        index = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(dimension),
            dimension,
            clusters,
            faiss.ScalarQuantizer.QT_8bit,
            faiss.METRIC_INNER_PRODUCT,
        )
        options = index.cp
        options.niter, options.min_points_per_centroid, options.decode_block_size = _ROUNDS, 1, _UNPACKED
        faiss.Clustering(dimension, clusters, options).train_encoded(packed, codec, index.quantizer)
        index.train(codec.sa_decode(np.ascontiguousarray(packed[:: -(-len(packed) // _RANGED)])))
        return cls(index)

    def emptied(self) -> ClusteredStore:
        """The same clusters with nothing in them; this store is not to be used any more."""
        import faiss

        lists = faiss.ArrayInvertedLists(self._index.nlist, self._index.code_size)
        self._index.replace_invlists(lists, True)
        lists.this.disown()  # type: ignore[attr-defined]  # the index frees them
        self._index.ntotal = 0
        return ClusteredStore(self._index)

    def filled(self, batches: Batches) -> ClusteredStore:
        """This store, empty before, with (ids, unit vectors) batches in it."""
        for ids, vectors in batches:
            self._index.add_with_ids(vectors, ids)
        return self

    def write_filled(self, batches: Batches, file: Path) -> int:
        """Write to `file` what this empty store would be with those batches, of which memory never holds much.
        Returns how many vectors they are. Raises OSError.
        """
        from index.faisslayout import write_clustered

        count = write_clustered(self._index, batches, file)
        return _written_by_faiss(self, batches, file) if count is None else count

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


def load_store(file: Path, *, only_clusters: bool = False) -> FlatStore | ClusteredStore | None:
    """The store saved in `file`, or None where the file is missing, damaged or another kind of index.

    With `only_clusters` the vectors of a ClusteredStore are left in the file where the system can map it: what comes
    back is to be emptied.
    """
    import faiss

    flags = faiss.IO_FLAG_MMAP if only_clusters and os.name == "posix" else 0
    try:
        index = faiss.read_index(str(file), flags)
    except (RuntimeError, MemoryError):
        return None
    if index.metric_type != faiss.METRIC_INNER_PRODUCT:
        return None
    if isinstance(index, faiss.IndexIDMap2):
        return FlatStore(index)
    return ClusteredStore(index) if isinstance(index, faiss.IndexIVFScalarQuantizer) else None


def _halves(dimension: int) -> Any:
    """An empty index of float16 vectors."""
    import faiss

    return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)


def _coarse(dimension: int) -> Any:
    """An empty index of a byte a dimension, fit for finding clusters: for components up to six times the mean one."""
    import faiss

    codec = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
    most = 6 / math.sqrt(dimension)
    faiss.copy_array_to_vector(np.array([-most, 2 * most], np.float32), codec.sq.trained)
    codec.is_trained = True
    return codec


def _written_by_faiss(empty: FlatStore | ClusteredStore, batches: Batches, file: Path) -> int:
    """As `write_filled`, with all of it in memory: where the layout of FAISS's files is not the one known."""
    empty.filled(batches).save(file)
    return len(empty)


def _save(index: Any, file: Path) -> None:
    import faiss

    # FAISS's own files say nothing where the last of what was written finds no room
    with replacing(file) as stream:
        faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write))  # type: ignore[attr-defined]


def _pairs(scores: Matrix, ids: Ids) -> list[list[tuple[int, float]]]:
    """FAISS's two matrices as (id, score) pairs a row; places it could not fill have the id -1."""
    return [
        [(int(i), float(s)) for i, s in zip(row_ids, row_scores, strict=True) if i >= 0]
        for row_ids, row_scores in zip(ids, scores, strict=True)
    ]
