"""Near-duplicate articles: wire stories printed twice, found by MinHash over their content words.

A rewritten wire story keeps names, figures and terms but few word sequences: of two versions of one story that we
looked at, 15% of the three-word shingles agree and 42% of the content words, while unrelated articles of one topic
agree in about 12%. So the sets compared are content words, and a family is only a candidate: the
search collapses two passages of a family when the passages themselves agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from index.words import content_words

if TYPE_CHECKING:
    from datasketch import MinHash

PERMUTATIONS = 128
# the share of distinct content words (Jaccard) from which two articles are looked at as versions of one
SIMILAR = 1 / 3
# A family that has so many is found by any of these: else a thousand reports of one form would meet one another.
_MOST = 50
# bands x rows = 126 of the permutations: finds 96% of pairs at .42 and looks at 2% of those at .08
_BANDS, _ROWS = 42, 3
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
    """Group near-duplicates: article number -> its family, the lowest number in it. Loners are left out."""
    from datasketch import MinHashLSH

    lsh = MinHashLSH(num_perm=PERMUTATIONS, params=(_BANDS, _ROWS))
    sketches: dict[int, MinHash] = {}
    parent: dict[int, int] = {}
    inserted: Counter[int] = Counter()
    for number, signature in signatures:
        sketch = _unpack(signature)
        for other in lsh.query(sketch):
            # what a chain of likenesses has joined already need not be compared
            if _find(parent, other) != _find(parent, number) and sketches[other].jaccard(sketch) >= SIMILAR:
                _unite(parent, number, other)
        family = _find(parent, number)
        inserted[family] += 1
        if inserted[family] <= _MOST:
            lsh.insert(number, sketch, check_duplication=False)
            sketches[number] = sketch
    return dict(_settled(parent))


def _unpack(signature: bytes) -> MinHash:
    import numpy as np
    from datasketch import MinHash

    values = np.frombuffer(signature, "<u4").astype(np.uint32)
    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, scheme=_SCHEME, hashvalues=values)


def _find(parent: dict[int, int], number: int) -> int:
    while (above := parent.get(number, number)) != number:
        number = above
    return number


def _unite(parent: dict[int, int], one: int, other: int) -> None:
    low, high = sorted((_find(parent, one), _find(parent, other)))
    parent[high] = low
    parent[low] = low
    parent.setdefault(one, low)
    parent.setdefault(other, low)


def _settled(parent: dict[int, int]) -> Iterator[tuple[int, int]]:
    for number in parent:
        yield number, _find(parent, number)
