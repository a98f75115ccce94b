"""The contract of vector stores: every implementation passes the same tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index.faissindex import wanted_sample
from index.matrix import Matrix, unit
from index.vectors import Batches, ClusteredStore, FlatStore, Ids, VectorStore, load_store

DIMENSION = 8
# Clustered vectors have a byte a dimension, others two.
CLOSE = 0.01
IDS = np.array([7, 3, 10**12, 42, 5], np.int64)


def _vectors(count: int, seed: int = 1) -> Matrix:
    return unit(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


def _ids(*ids: int) -> Ids:
    return np.array(ids, np.int64)


Build = Callable[[Batches], VectorStore]


def _flat(batches: Batches) -> VectorStore:
    return FlatStore.empty(DIMENSION).filled(batches)


def _clustered(batches: Batches) -> VectorStore:
    kept = list(batches)
    return ClusteredStore.empty(DIMENSION, [vectors for _, vectors in kept]).filled(kept)


@pytest.fixture(params=[_flat, _clustered], ids=["flat", "clustered"])
def build(request: pytest.FixtureRequest) -> Build:
    made: Build = request.param
    return made


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
    clustered = ClusteredStore.empty(DIMENSION, [sample])
    return FlatStore.empty(DIMENSION).filled([(ids, vectors)]), clustered.filled([(ids, vectors)])


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
    later = earlier.emptied().filled([(ids[:500] + 7, vectors[:500])])
    assert (len(later), later.clusters) == (500, clusters)
    assert [row[0][0] for row in later.search(vectors[:5], 1)] == [7, 8, 9, 10, 11]


# Writing without having all in memory


def _empty(kind: str, sample: Matrix) -> FlatStore | ClusteredStore:
    return FlatStore.empty(DIMENSION) if kind == "flat" else ClusteredStore.empty(DIMENSION, [sample])


@pytest.mark.parametrize("kind", ["flat", "clustered"])
@pytest.mark.parametrize(
    ("count", "together"), [(0, 64), (1, 64), (700, 1), (700, 3), (700, 64), (20_000, 7), (20_000, 64)]
)
def test_what_is_written_bit_by_bit_is_what_faiss_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, count: int, together: int
) -> None:
    monkeypatch.setattr("index.faisslayout._TOGETHER", together)
    ids, vectors = _many(20_000)
    parts = [(ids[start:end] * 3, vectors[start:end]) for start, end in pairwise([*range(0, count, 300), count])]
    ours, theirs = tmp_path / "ours.faiss", tmp_path / "theirs.faiss"
    assert _empty(kind, vectors[:2000]).write_filled(parts, ours) == count
    _empty(kind, vectors[:2000]).filled(parts).save(theirs)
    loaded, expected = load_store(ours), load_store(theirs)
    assert loaded is not None
    assert expected is not None
    assert len(loaded) == count
    queries = _vectors(20, seed=9)
    assert loaded.search(queries, 10) == expected.search(queries, 10)
    if kind == "flat" or count >= 700:  # few lists that hold anything are noted in another way
        assert ours.read_bytes() == theirs.read_bytes()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["ours.faiss", "theirs.faiss"]


@pytest.mark.parametrize("kind", ["flat", "clustered"])
def test_a_faiss_that_writes_otherwise_writes_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr("index.faisslayout._serialized", lambda *_: b"another layout")
    ids, vectors = _many(500)
    assert _empty(kind, vectors).write_filled([(ids, vectors)], tmp_path / "a.faiss") == 500
    loaded = load_store(tmp_path / "a.faiss")
    assert loaded is not None
    assert [row[0][0] for row in loaded.search(vectors[:5], 1)] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("kind", ["flat", "clustered"])
def test_what_cannot_be_written_to_its_end_leaves_nothing(tmp_path: Path, kind: str) -> None:
    ids, vectors = _many(500)

    def breaking() -> Iterator[tuple[Ids, Matrix]]:
        yield ids, vectors
        raise OSError("no room")

    (tmp_path / "a.faiss").write_bytes(b"those of before")
    with pytest.raises(OSError, match="no room"):
        _empty(kind, vectors).write_filled(breaking(), tmp_path / "a.faiss")
    assert [file.name for file in tmp_path.iterdir()] == ["a.faiss"]
    assert (tmp_path / "a.faiss").read_bytes() == b"those of before"


def test_clusters_are_taken_from_a_file_without_its_vectors(
    many: tuple[FlatStore, ClusteredStore], tmp_path: Path
) -> None:
    many[1].save(tmp_path / "a.faiss")
    clusters = load_store(tmp_path / "a.faiss", only_clusters=True)
    assert isinstance(clusters, ClusteredStore)
    assert len(clusters) == 20_000
    emptied = clusters.emptied()
    assert len(emptied) == 0
    ids, vectors = _many(20_000)
    emptied.write_filled([(ids, vectors)], tmp_path / "b.faiss")
    assert (tmp_path / "b.faiss").read_bytes() == (tmp_path / "a.faiss").read_bytes()


def test_a_library_of_before_keeps_its_vectors(tmp_path: Path) -> None:
    """Files in which FAISS held four bytes a dimension are searched as they are."""
    import faiss

    before = faiss.IndexIDMap2(faiss.IndexFlatIP(DIMENSION))
    before.add_with_ids(_vectors(5), IDS)
    faiss.write_index(before, str(tmp_path / "a.faiss"))
    loaded = load_store(tmp_path / "a.faiss")
    assert loaded is not None
    assert [row[0][0] for row in loaded.search(_vectors(5), 1)] == IDS.tolist()
