"""Near-duplicate articles: wire stories printed twice, found by MinHash over their content words.

A rewritten wire story keeps names, figures and terms but few word sequences: of two versions of one story that we
looked at, 15% of the three-word shingles agree and 42% of the content words, while unrelated articles of one topic
agree in about 12%. So the sets compared are content words, and a family is only a candidate: the
search collapses two passages of a family when the passages themselves agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from index.words import content_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Pairs = tuple[Numbers, Numbers]

PERMUTATIONS = 128
# the share of distinct content words (Jaccard) from which two articles are looked at as versions of one
SIMILAR = 1 / 3
# Articles that share a band are compared with so many before them: else a thousand reports of one form would all meet.
_MOST = 200
# bands x rows = 126 of the permutations: finds 96% of pairs at .42 and looks at 2% of those at .08
_BANDS, _ROWS = 42, 3
# Pairs compared at once, which takes 4 MB.
_AT_ONCE = 4096
_SEED = 1
_SCHEME: Literal["affine32"] = "affine32"


def minhash(text: str) -> bytes:
    """The MinHash signature of an article's content words, as 128 little-endian uint32."""
    import numpy as np
    from datasketch import MinHash

    sketch = MinHash(num_perm=PERMUTATIONS, seed=_SEED, scheme=_SCHEME)
    sketch.update_batch([word.encode() for word in sorted(set(content_words(text)))])
    return np.asarray(sketch.hashvalues, "<u4").tobytes()


def families(signatures: Iterable[tuple[int, bytes]]) -> dict[int, int]:
    """Group near-duplicates: article number -> its family, the lowest number in it. Loners are left out.

    Numbers must ascend. Locality-sensitive hashing, a band of the signatures at a time: an index of all bands
    would take 20 kB an article, and this takes the half kilobyte of the signature.
    """
    import numpy as np

    numbers, sketches = _stacked(signatures)
    family = np.arange(len(numbers))  # of each row, the first row of its family
    for band in range(_BANDS):
        for one, other in _neighbours(sketches[:, band * _ROWS : (band + 1) * _ROWS]):
            # what a chain of likenesses has joined already need not be compared
            apart = family[one] != family[other]
            one, other = one[apart], other[apart]
            alike = _are_alike(sketches, one, other)
            _unite(family, one[alike], other[alike])
    sizes = np.bincount(family, minlength=len(numbers))
    return {int(numbers[row]): int(numbers[family[row]]) for row in np.flatnonzero(sizes[family] > 1)}


def _stacked(signatures: Iterable[tuple[int, bytes]]) -> tuple[Numbers, NDArray[np.uint32]]:
    """Numbers, shape (n,), and signatures, shape (n, PERMUTATIONS)."""
    import numpy as np

    numbers: list[int] = []
    packed = bytearray()
    for number, signature in signatures:
        numbers.append(number)
        packed += signature
    return np.array(numbers, np.int64), np.frombuffer(packed, "<u4").reshape(-1, PERMUTATIONS)


def _neighbours(band: NDArray[np.uint32]) -> Iterator[Pairs]:
    """Pairs of rows that agree in all columns, each with at most _MOST before it; some thousands at a time."""
    import numpy as np

    order = np.lexsort(band.T)
    # how many rows before this one agree with it, in the order in which those that agree stand together
    starts = np.flatnonzero(np.r_[True, (band[order[1:]] != band[order[:-1]]).any(axis=1)]) if len(order) else order
    before = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    for apart in range(1, min(_MOST, before.max(initial=0)) + 1):
        places = np.flatnonzero(before >= apart)
        for start in range(0, len(places), _AT_ONCE):
            some = places[start : start + _AT_ONCE]
            yield order[some], order[some - apart]


def _are_alike(sketches: NDArray[np.uint32], ones: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Which of the pairs have that much in common: the share of equal permutations estimates Jaccard."""
    alike: NDArray[np.bool_] = (sketches[ones] == sketches[others]).mean(axis=1) >= SIMILAR
    return alike


def _unite(family: Numbers, ones: Numbers, others: Numbers) -> None:
    """Make one family of each pair of rows, in place."""
    if not len(ones):
        return
    for one, other in zip(ones.tolist(), others.tolist(), strict=True):
        low, high = sorted((_first(family, one), _first(family, other)))
        family[high] = low
    while (family[family] != family).any():
        family[:] = family[family]


def _first(family: Numbers, row: int) -> int:
    while (above := int(family[row])) != row:
        row = above
    return row
