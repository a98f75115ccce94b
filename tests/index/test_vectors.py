"""The contract of vector stores: every implementation passes the same tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.matrix import Matrix, unit
from index.vectors import FlatStore, Ids

IMPLEMENTATIONS = [FlatStore]
DIMENSION = 8
IDS = np.array([7, 3, 10**12, 42, 5], np.int64)


def _vectors(count: int, seed: int = 1) -> Matrix:
    return unit(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


def _ids(*ids: int) -> Ids:
    return np.array(ids, np.int64)


@pytest.fixture(params=IMPLEMENTATIONS, ids=lambda kind: kind.__name__)
def kind(request: pytest.FixtureRequest) -> type[FlatStore]:
    return request.param


@pytest.fixture
def store(kind: type[FlatStore]) -> FlatStore:
    return kind.build(DIMENSION, [(IDS[:2], _vectors(5)[:2]), (IDS[2:], _vectors(5)[2:])])


def test_scores_are_cosines_best_first(store: FlatStore) -> None:
    queries = _vectors(3, seed=2)
    expected = queries @ _vectors(5).T
    for found, cosines in zip(store.search(queries, 5), expected, strict=True):
        order = np.argsort(-cosines)
        assert [key for key, _ in found] == IDS[order].tolist()
        assert [score for _, score in found] == pytest.approx(cosines[order].tolist(), abs=1e-5)


def test_a_vector_finds_itself_under_its_id(store: FlatStore) -> None:
    found = store.search(_vectors(5), 1)
    assert [row[0][0] for row in found] == IDS.tolist()
    assert [row[0][1] for row in found] == pytest.approx([1.0] * 5, abs=1e-5)


def test_no_more_than_asked_for_and_no_more_than_there_are(store: FlatStore) -> None:
    assert len(store.search(_vectors(1), 2)[0]) == 2
    assert sorted(key for key, _ in store.search(_vectors(1), 50)[0]) == sorted(IDS.tolist())
    assert (len(store), store.dimension) == (5, DIMENSION)


def test_only_allowed_ids_are_found(store: FlatStore) -> None:
    found = store.search(_vectors(5), 5, _ids(42, 3))
    assert all(sorted(key for key, _ in row) == [3, 42] for row in found)
    assert store.search(_vectors(1), 5, _ids(999, 42))[0][0][0] == 42
    assert store.search(_vectors(1), 5, _ids()) == [[]]


def test_an_empty_store(kind: type[FlatStore]) -> None:
    empty = kind.build(DIMENSION, [])
    assert len(empty) == 0
    assert empty.search(_vectors(2), 3) == [[], []]
    assert empty.search(_vectors(1), 3, _ids(1)) == [[]]


def test_no_queries(store: FlatStore) -> None:
    assert store.search(np.empty((0, DIMENSION), np.float32), 3) == []


def test_saved_and_loaded_it_is_the_same(kind: type[FlatStore], store: FlatStore, tmp_path: Path) -> None:
    file = tmp_path / "a.faiss"
    store.save(file)
    loaded = kind.load(file)
    assert loaded is not None
    assert (len(loaded), loaded.dimension) == (5, DIMENSION)
    assert loaded.search(_vectors(3, seed=2), 4) == store.search(_vectors(3, seed=2), 4)
    assert loaded.search(_vectors(1), 4, _ids(5)) == store.search(_vectors(1), 4, _ids(5))
    assert [path.name for path in tmp_path.iterdir()] == ["a.faiss"]


def test_a_missing_or_damaged_file_is_not_loaded(kind: type[FlatStore], store: FlatStore, tmp_path: Path) -> None:
    file = tmp_path / "a.faiss"
    assert kind.load(file) is None
    store.save(file)
    whole = file.read_bytes()
    for size in range(len(whole)):
        file.write_bytes(whole[:size])
        assert kind.load(file) is None, size
    file.write_bytes(b"not an index at all" * 100)
    assert kind.load(file) is None


def test_an_index_of_another_kind_is_not_loaded(kind: type[FlatStore], tmp_path: Path) -> None:
    import faiss

    other = faiss.IndexFlatL2(DIMENSION)
    other.add(_vectors(5))
    faiss.write_index(other, str(tmp_path / "a.faiss"))
    assert kind.load(tmp_path / "a.faiss") is None
