"""The contract of vector stores: every implementation passes the same tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.matrix import Matrix, unit
from index.vectors import Batches, ClusteredStore, FlatStore, Ids, VectorStore, load_store, wanted_sample

DIMENSION = 8
# Clustered vectors have a byte a dimension.
CLOSE = 0.01
IDS = np.array([7, 3, 10**12, 42, 5], np.int64)


def _vectors(count: int, seed: int = 1) -> Matrix:
    return unit(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


def _ids(*ids: int) -> Ids:
    return np.array(ids, np.int64)


Build = Callable[[Batches], VectorStore]


def _flat(batches: Batches) -> VectorStore:
    return FlatStore.build(DIMENSION, batches)


def _clustered(batches: Batches) -> VectorStore:
    kept = list(batches)
    return ClusteredStore.build(DIMENSION, np.concatenate([np.empty((0, DIMENSION)), *(v for _, v in kept)]), kept)


@pytest.fixture(params=[_flat, _clustered], ids=["flat", "clustered"])
def build(request: pytest.FixtureRequest) -> Build:
    return request.param


@pytest.fixture
def store(build: Build) -> VectorStore:
    return build([(IDS[:2], _vectors(5)[:2]), (IDS[2:], _vectors(5)[2:])])


def test_scores_are_cosines_best_first(store: VectorStore) -> None:
    queries = _vectors(3, seed=2)
    expected = queries @ _vectors(5).T
    for found, cosines in zip(store.search(queries, 5), expected, strict=True):
        order = np.argsort(-cosines)
        assert [key for key, _ in found] == IDS[order].tolist()
        assert [score for _, score in found] == pytest.approx(cosines[order].tolist(), abs=CLOSE)


def test_a_vector_finds_itself_under_its_id(store: VectorStore) -> None:
    found = store.search(_vectors(5), 1)
    assert [row[0][0] for row in found] == IDS.tolist()
    assert [row[0][1] for row in found] == pytest.approx([1.0] * 5, abs=CLOSE)


def test_no_more_than_asked_for_and_no_more_than_there_are(store: VectorStore) -> None:
    assert len(store.search(_vectors(1), 2)[0]) == 2
    assert sorted(key for key, _ in store.search(_vectors(1), 50)[0]) == sorted(IDS.tolist())
    assert (len(store), store.dimension) == (5, DIMENSION)


def test_only_allowed_ids_are_found(store: VectorStore) -> None:
    found = store.search(_vectors(5), 5, _ids(42, 3))
    assert all(sorted(key for key, _ in row) == [3, 42] for row in found)
    assert store.search(_vectors(1), 5, _ids(999, 42))[0][0][0] == 42
    assert store.search(_vectors(1), 5, _ids()) == [[]]


def test_an_empty_store(build: Build) -> None:
    empty = build([])
    assert len(empty) == 0
    assert empty.search(_vectors(2), 3) == [[], []]
    assert empty.search(_vectors(1), 3, _ids(1)) == [[]]


def test_no_queries(store: VectorStore) -> None:
    assert store.search(np.empty((0, DIMENSION), np.float32), 3) == []


def test_saved_and_loaded_it_is_the_same(store: VectorStore, tmp_path: Path) -> None:
    file = tmp_path / "a.faiss"
    store.save(file)
    loaded = load_store(file)
    assert loaded is not None
    assert (len(loaded), loaded.dimension) == (5, DIMENSION)
    assert loaded.search(_vectors(3, seed=2), 4) == store.search(_vectors(3, seed=2), 4)
    assert loaded.search(_vectors(1), 4, _ids(5)) == store.search(_vectors(1), 4, _ids(5))
    assert [path.name for path in tmp_path.iterdir()] == ["a.faiss"]


def test_a_missing_or_damaged_file_is_not_loaded(store: VectorStore, tmp_path: Path) -> None:
    file = tmp_path / "a.faiss"
    assert load_store(file) is None
    store.save(file)
    whole = file.read_bytes()
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        assert load_store(file) is None, size
    file.write_bytes(b"not an index at all" * 100)
    assert load_store(file) is None


def test_an_index_of_another_kind_is_not_loaded(tmp_path: Path) -> None:
    import faiss

    for other in (faiss.IndexFlatL2(DIMENSION), faiss.IndexFlatIP(DIMENSION)):
        other.add(_vectors(5))
        faiss.write_index(other, str(tmp_path / "a.faiss"))
        assert load_store(tmp_path / "a.faiss") is None


# Many vectors


def _many(count: int) -> tuple[Ids, Matrix]:
    """Vectors in bunches, as those of texts are."""
    random = np.random.default_rng(3)
    middles = random.normal(size=(count // 50, DIMENSION))
    vectors = middles[random.integers(len(middles), size=count)] + random.normal(scale=0.3, size=(count, DIMENSION))
    return np.arange(count, dtype=np.int64), unit(vectors.astype(np.float32))


@pytest.fixture(scope="module")
def many() -> tuple[FlatStore, ClusteredStore]:
    ids, vectors = _many(20_000)
    sample = vectors[:: len(vectors) // wanted_sample(len(vectors))]
    return FlatStore.build(DIMENSION, [(ids, vectors)]), ClusteredStore.build(DIMENSION, sample, [(ids, vectors)])


def _recall(found: list[list[tuple[int, float]]], expected: list[list[tuple[int, float]]]) -> float:
    pairs = zip(found, expected, strict=True)
    shares = [len({i for i, _ in ours} & {i for i, _ in theirs}) / max(len(theirs), 1) for ours, theirs in pairs]
    return sum(shares) / len(shares)


def test_clusters_find_what_comparing_all_finds(many: tuple[FlatStore, ClusteredStore]) -> None:
    flat, clustered = many
    assert clustered.clusters > 100
    queries = _vectors(50, seed=9)
    # the bytes alone change the order of vectors as close as these, in few dimensions
    assert _recall(clustered.search(queries, 10), flat.search(queries, 10)) > 0.9


@pytest.mark.parametrize("share", [0.5, 0.01, 0.0005])
def test_clusters_find_the_few_that_are_allowed(many: tuple[FlatStore, ClusteredStore], share: float) -> None:
    flat, clustered = many
    allowed = np.sort(np.random.default_rng(5).choice(20_000, int(20_000 * share), replace=False)).astype(np.int64)
    queries = _vectors(20, seed=9)
    found = clustered.search(queries, 10, allowed)
    assert all(len(row) == 10 and {i for i, _ in row} <= set(allowed.tolist()) for row in found)
    assert _recall(found, flat.search(queries, 10, allowed)) > 0.9


def test_clusters_are_filled_anew(many: tuple[FlatStore, ClusteredStore], tmp_path: Path) -> None:
    many[1].save(tmp_path / "a.faiss")
    earlier = load_store(tmp_path / "a.faiss")
    assert isinstance(earlier, ClusteredStore)
    clusters = earlier.clusters
    ids, vectors = _many(20_000)
    later = earlier.rebuilt([(ids[:500] + 7, vectors[:500])])
    assert (len(later), later.clusters) == (500, clusters)
    assert [row[0][0] for row in later.search(vectors[:5], 1)] == [7, 8, 9, 10, 11]


def test_the_sample_for_the_clusters_grows_with_the_square_root() -> None:
    assert wanted_sample(100) == 100
    assert wanted_sample(1_000_000) == 4 * wanted_sample(62_500) == 160_000
