"""Which FAISS index so many vectors get, and how many clusters."""

from __future__ import annotations

import pytest

from index.faissindex import clusters_of, is_flat, still_fit, wanted_clusters, wanted_sample


def test_few_vectors_are_all_compared_and_many_are_clustered() -> None:
    assert is_flat(0)
    assert is_flat(50_000)
    assert not is_flat(50_001)


def test_the_sample_for_the_clusters_grows_with_the_square_root() -> None:
    assert wanted_sample(100) == 100
    assert wanted_sample(1_000_000) == 4 * wanted_sample(62_500) == 160_000


def test_there_is_always_a_cluster() -> None:
    assert clusters_of(0) == clusters_of(79) == 1
    assert wanted_clusters(1_000_000) == 4_000


@pytest.mark.parametrize(("count", "fits"), [(50_000, False), (55_000, True), (200_000, True), (220_000, False)])
def test_clusters_do_for_half_and_for_twice_as_many_vectors(count: int, fits: bool) -> None:
    assert still_fit(wanted_clusters(105_000), count) is fits
