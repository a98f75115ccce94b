"""Which FAISS index a library's vectors are put into, by how many they are: a flat one, which is exact, or clusters.

Up to FLAT_UP_TO vectors every one is compared with the question. Beyond that they are sorted into clusters, and a
question is compared with those of the clusters nearest to it.
"""

from __future__ import annotations

import math

# Comparing that many takes some 2 ms on two cores, and they take 38 MB.
FLAT_UP_TO = 50_000
# Clusters that a question is compared with. Chosen on the questions of realtimeqa 2022-2023, see docs/performance.md.
PROBED = 192
# Clusters for n vectors: so many times the square root of n, as FAISS's guidelines have it (4 to 16).
_CLUSTERS = 4
# Vectors that each cluster's centre is found from.
_SAMPLE_OF_EACH = 40
# Clusters are found anew once so many times as many are wanted, or as few: with twice the vectors, or half of them.
_OUTGROWN = math.sqrt(2)


def is_flat(count: int) -> bool:
    """Whether `count` vectors are all compared with the question; they are put into clusters otherwise."""
    return count <= FLAT_UP_TO


def wanted_sample(count: int) -> int:
    """How many of `count` vectors the clusters for them are to be found from."""
    return min(count, round(_CLUSTERS * math.sqrt(count)) * _SAMPLE_OF_EACH)


def clusters_of(sample: int) -> int:
    """How many clusters are found in a sample of so many vectors."""
    return max(sample // _SAMPLE_OF_EACH, 1)


def wanted_clusters(count: int) -> int:
    """How many clusters `count` vectors are put into, about."""
    return clusters_of(wanted_sample(count))


def still_fit(clusters: int, count: int) -> bool:
    """Whether so many clusters, found earlier, still do for `count` vectors."""
    wanted = wanted_clusters(count)
    return wanted / _OUTGROWN <= clusters <= wanted * _OUTGROWN
