"""The byte layout of a FAISS file: an index is written without ever having all of its vectors in memory.

FAISS fills an index in memory before it writes it, and takes more than that while the vectors grow. Here the head that
it writes of an empty index is followed by the codes as they come. Those of clusters are sorted on the way, in files
that hold some clusters each. Source of the layout: FAISS's index_write.cpp; where it is another, nothing is written.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from index.copies import replacing
from index.matrix import Matrix

Numbers = NDArray[np.int64]
Batches = Iterable[tuple[Numbers, Matrix]]

# Clusters that are sorted together: some 6 MB of codes, where a million vectors are in 4,000 clusters.
_TOGETHER = 64
# How many there are of something that follows.
_COUNT = struct.Struct("<Q")
_NO_CODES_NO_IDS = _COUNT.pack(0) * 2


def write_flat(index: Any, codec: Any, batches: Batches, file: Path) -> int | None:
    """Write `index`, an empty IndexIDMap2 over the IndexScalarQuantizer `codec`, as if (ids, unit vectors) batches were
    added. Returns how many vectors those are, or None where nothing was written and no batch taken. Raises OSError.
    """
    if not _is_laid_out_as_known(index, codec):
        return None
    ids = [np.empty(0, np.int64)]
    with replacing(file) as stream:
        # written again in the end, when the numbers in it are known
        stream.write(_flat_head(index, codec, 0, 0))
        start = stream.tell()
        for some, vectors in batches:
            stream.write(codec.sa_encode(np.ascontiguousarray(vectors)).tobytes())
            ids.append(some)
        size, every = stream.tell() - start, np.concatenate(ids)
        stream.write(_flat_tail(every))
        stream.seek(0)
        stream.write(_flat_head(index, codec, len(every), size))
    return len(every)


def write_clustered(index: Any, batches: Batches, file: Path) -> int | None:
    """Write `index`, a trained IndexIVFScalarQuantizer with empty lists, as if (ids, unit vectors) batches were added.
    Returns how many vectors those are, or None where nothing was written and no batch taken. Raises OSError.
    """
    lists_head = b"ilar" + struct.pack("<QQ", index.nlist, index.code_size)
    no_lists = lists_head + b"sprs" + _COUNT.pack(0)  # no list has a size that is told
    if not _serialized([index], 0).endswith(no_lists):
        return None
    with ExitStack() as stack:
        noted: list[IO[bytes]] = [
            stack.enter_context(tempfile.TemporaryFile(dir=file.parent)) for _ in range(0, index.nlist, _TOGETHER)
        ]
        ids, lists = _note(index, batches, noted)
        sizes = np.bincount(lists, minlength=index.nlist)
        with replacing(file) as stream:
            stream.write(_serialized([index], len(ids)).removesuffix(no_lists))
            stream.write(lists_head + b"full" + _COUNT.pack(index.nlist) + sizes.astype("<u8").tobytes())
            for number, some in enumerate(noted):
                _sort(some, number, ids, lists, index.code_size, stream)
    return len(ids)


def _is_laid_out_as_known(index: Any, codec: Any) -> bool:
    """Whether FAISS writes two vectors as they would be written here."""
    import faiss

    ids, vectors = np.array([5, 3], np.int64), np.eye(2, index.d, dtype=np.float32)
    index.add_with_ids(vectors, ids)
    theirs = bytes(faiss.serialize_index(index))
    index.reset()
    codes: bytes = codec.sa_encode(vectors).tobytes()
    ours = _flat_head(index, codec, len(ids), len(codes)) + codes + _flat_tail(ids)
    return ours == theirs


def _flat_head(index: Any, codec: Any, count: int, size: int) -> bytes:
    """What comes before so many vectors, whose codes have so many bytes."""
    return _serialized([index, codec], count).removesuffix(_NO_CODES_NO_IDS) + _COUNT.pack(size)


def _flat_tail(ids: Numbers) -> bytes:
    return _COUNT.pack(len(ids)) + ids.astype("<i8").tobytes()


def _serialized(indexes: Sequence[Any], count: int) -> bytes:
    """What FAISS writes of the first index, which the others are inside of, as if each had `count` vectors."""
    import faiss

    for index in indexes:
        index.ntotal = count
    try:
        return bytes(faiss.serialize_index(indexes[0]))
    finally:
        for index in indexes:
            index.ntotal = 0


def _note(index: Any, batches: Batches, noted: Sequence[IO[bytes]]) -> tuple[Numbers, Numbers]:
    """Write each vector's code to the file of its clusters; returns the vectors' ids and clusters, shape (n,) each."""
    ids, lists = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    width = index.coarse_code_size()
    for some, vectors in batches:
        encoded = index.sa_encode(np.ascontiguousarray(vectors))
        padded = np.zeros((len(encoded), 8), np.uint8)
        padded[:, :width] = encoded[:, :width]
        clusters = padded.view("<i8")[:, 0].astype(np.int64)
        for number in np.unique(clusters // _TOGETHER):
            noted[number].write(encoded[clusters // _TOGETHER == number, width:].tobytes())
        ids.append(some)
        lists.append(clusters)
    return np.concatenate(ids), np.concatenate(lists)


def _sort(noted: IO[bytes], number: int, ids: Numbers, lists: Numbers, size: int, stream: IO[bytes]) -> None:
    """Write the codes and ids of a file's clusters, cluster by cluster; `size` is that of a code, in bytes."""
    rows = np.flatnonzero(lists // _TOGETHER == number)
    noted.seek(0)
    codes = np.frombuffer(noted.read(), np.uint8).reshape(-1, size)
    order = np.argsort(lists[rows], kind="stable")
    ends = np.cumsum(np.bincount(lists[rows] - number * _TOGETHER, minlength=_TOGETHER))
    for cluster in np.split(order, ends[:-1]):
        stream.write(codes[cluster].tobytes() + ids[rows[cluster]].astype("<i8").tobytes())
