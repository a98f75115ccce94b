"""Writing a FAISS index without ever having all of it in memory.

FAISS fills an index in memory before it writes it, and more than that while its vectors grow. Here the head that it
writes of an empty index is followed by the codes as they come. Those of clusters are noted in another file first, and
copied from there cluster by cluster. Source of the layout: FAISS's index_write.cpp; where it is another, nothing is
written.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from index.copies import replacing
from index.matrix import Matrix

Numbers = NDArray[np.int64]
Batches = Iterable[tuple[Numbers, Matrix]]
Codes = NDArray[np.uint8]

# Codes in memory at once: of the clusters that are being written, and of those read over to find them. 6 MB each.
_AT_ONCE = 2**14
# How many there are of something that follows.
_COUNT = struct.Struct("<Q")


def write_flat(index: Any, codec: Any, batches: Batches, file: Path) -> int | None:
    """Write `index`, an empty IndexIDMap2 over the IndexScalarQuantizer `codec`, as if (ids, unit vectors) batches were
    added. Returns how many vectors those are, or None where nothing was written and no batch taken. Raises OSError.
    """
    no_codes_no_ids = _COUNT.pack(0) * 2
    if not _serialized([index, codec], 0).endswith(no_codes_no_ids):
        return None
    ids = [np.empty(0, np.int64)]
    with replacing(file) as stream:
        stream.write(_serialized([index, codec], 0))  # whose numbers are not known yet
        stream.seek(-len(no_codes_no_ids), 2)
        start = stream.tell() + _COUNT.size
        stream.seek(start)
        for some, vectors in batches:
            stream.write(codec.sa_encode(np.ascontiguousarray(vectors)).tobytes())
            ids.append(some)
        count, size = sum(map(len, ids)), stream.tell() - start
        stream.write(_COUNT.pack(count) + np.concatenate(ids).astype("<i8").tobytes())
        stream.seek(0)
        stream.write(_serialized([index, codec], count).removesuffix(no_codes_no_ids) + _COUNT.pack(size))
    return count


def write_clustered(index: Any, batches: Batches, file: Path) -> int | None:
    """Write `index`, a trained IndexIVFScalarQuantizer with empty lists, as if (ids, unit vectors) batches were added.
    Returns how many vectors those are, or None where nothing was written and no batch taken. Raises OSError.
    """
    lists_head = b"ilar" + struct.pack("<QQ", index.nlist, index.code_size)
    no_lists = lists_head + b"sprs" + _COUNT.pack(0)  # no list has a size that is told
    if not _serialized([index], 0).endswith(no_lists):
        return None
    with tempfile.TemporaryFile(dir=file.parent) as noted:
        ids, lists = _note(index, batches, noted)
        order, sizes = np.argsort(lists, kind="stable"), np.bincount(lists, minlength=index.nlist)
        with replacing(file) as stream:
            stream.write(_serialized([index], len(ids)).removesuffix(no_lists))
            stream.write(lists_head + b"full" + _COUNT.pack(index.nlist) + sizes.astype("<u8").tobytes())
            ends = np.cumsum(sizes)
            for first, last in _runs(sizes):
                rows = order[ends[first] - sizes[first] : ends[last - 1]]
                codes = _gathered(noted, rows, index.code_size)
                for cluster in np.split(np.arange(len(rows)), ends[first : last - 1] - ends[first] + sizes[first]):
                    stream.write(codes[cluster].tobytes())
                    stream.write(ids[rows[cluster]].astype("<i8").tobytes())
    return len(ids)


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


def _note(index: Any, batches: Batches, noted: IO[bytes]) -> tuple[Numbers, Numbers]:
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
