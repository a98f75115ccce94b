"""Writing a FAISS index of clusters without ever having all of it in memory.

FAISS fills an index in memory before it writes it: 400 bytes a passage, and half as much again while the lists grow.
Here the codes are noted in a file as they come, and copied from there, cluster by cluster, behind the head that FAISS
writes of an index with nothing in it. Source: `write_InvertedLists` in FAISS's index_write.cpp.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from index.copies import replacing
from index.matrix import Matrix

Numbers = NDArray[np.int64]
Codes = NDArray[np.uint8]

# Codes in memory at once: of the clusters that are being written, and of those read over to find them. 6 MB each.
_AT_ONCE = 2**14


def write_filled(index: Any, batches: Iterable[tuple[Numbers, Matrix]], file: Path) -> int | None:
    """Write `index`, a trained IndexIVFScalarQuantizer with empty lists, as if (ids, unit vectors) batches were added.

    Returns how many vectors those are, or None where FAISS's layout is not the one known here: then nothing is written
    and no batch taken. Raises OSError.
    """
    if not _serialized(index, 0).endswith(_empty_lists(index)):
        return None
    with tempfile.TemporaryFile(dir=file.parent) as noted:
        ids, lists = _note(index, batches, noted)
        order, sizes = np.argsort(lists, kind="stable"), np.bincount(lists, minlength=index.nlist)
        with replacing(file) as stream:
            stream.write(_serialized(index, len(ids)).removesuffix(_empty_lists(index)))
            stream.write(_lists_head(index) + b"full" + struct.pack("<Q", index.nlist) + sizes.astype("<u8").tobytes())
            ends = np.cumsum(sizes)
            for first, last in _runs(sizes):
                rows = order[ends[first] - sizes[first] : ends[last - 1]]
                codes = _gathered(noted, rows, index.code_size)
                for cluster in np.split(np.arange(len(rows)), ends[first : last - 1] - ends[first] + sizes[first]):
                    stream.write(codes[cluster].tobytes())
                    stream.write(ids[rows[cluster]].astype("<i8").tobytes())
    return len(ids)


def _serialized(index: Any, count: int) -> bytes:
    """What FAISS writes of the index, as one of `count` vectors."""
    import faiss

    index.ntotal = count
    try:
        return bytes(faiss.serialize_index(index))
    finally:
        index.ntotal = 0


def _lists_head(index: Any) -> bytes:
    return b"ilar" + struct.pack("<QQ", index.nlist, index.code_size)


def _empty_lists(index: Any) -> bytes:
    """The end of an index with nothing in it: no list has a size that is told."""
    return _lists_head(index) + b"sprs" + struct.pack("<Q", 0)


def _note(index: Any, batches: Iterable[tuple[Numbers, Matrix]], noted: IO[bytes]) -> tuple[Numbers, Numbers]:
    """Write the codes of all vectors in their order; returns their ids and their clusters, shape (n,) each."""
    ids, lists = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    width = index.coarse_code_size()
    for some, vectors in batches:
        encoded = index.sa_encode(np.ascontiguousarray(vectors))
        noted.write(encoded[:, width:].tobytes())
        padded = np.zeros((len(encoded), 8), np.uint8)
        padded[:, :width] = encoded[:, :width]
        ids.append(some)
        lists.append(padded.view("<i8")[:, 0].astype(np.int64))
    return np.concatenate(ids), np.concatenate(lists)


def _runs(sizes: Numbers) -> Iterator[tuple[int, int]]:
    """Clusters first to last, last not included, of _AT_ONCE codes together at most, if one is not larger by itself."""
    first, room = 0, _AT_ONCE
    for number, size in enumerate(sizes.tolist()):
        if size > room and number > first:
            yield first, number
            first, room = number, _AT_ONCE
        room -= size
    yield first, len(sizes)


def _gathered(noted: IO[bytes], rows: Numbers, size: int) -> Codes:
    """The codes at those rows, shape (len(rows), size), by reading over all of them: a file is quick when read on."""
    codes = np.empty((len(rows), size), np.uint8)
    places = np.argsort(rows)
    ascending = rows[places]
    noted.seek(0)
    start = 0
    while piece := noted.read(_AT_ONCE * size):
        some = np.frombuffer(piece, np.uint8).reshape(-1, size)
        low, high = np.searchsorted(ascending, (start, start + len(some)))
        codes[places[low:high]] = some[ascending[low:high] - start]
        start += len(some)
    return codes
