"""Which kind of vectors a library has, and when they are made anew."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from index.build import build
from index.faissindex import wanted_clusters
from index.library import Library
from index.matrix import Matrix
from index.vectors import ClusteredStore, FlatStore, load_store
from tests.fakes import HashEmbedder, write_article


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let thirty passages count as many."""
    monkeypatch.setattr("index.faissindex.FLAT_UP_TO", 30)


def _indexed(folder: Path, articles: range) -> FlatStore | ClusteredStore:
    (folder / "articles").mkdir(exist_ok=True)
    for number in articles:
        write_article(
            folder / "articles", f"{number}.md", f"Title {number}", f"Word{number} and words of report {number}."
        )
    build(folder / "library", [folder / "articles"], HashEmbedder())
    (file,) = (folder / "library").glob("vectors-*.faiss")
    found = load_store(file)
    assert found is not None
    return found


@pytest.mark.usefixtures("few_are_many")
def test_the_kind_follows_the_number_of_passages(tmp_path: Path) -> None:
    assert isinstance(_indexed(tmp_path, range(30)), FlatStore)
    store = _indexed(tmp_path, range(31))
    assert isinstance(store, ClusteredStore)
    assert len(store) == 31


@pytest.mark.usefixtures("few_are_many")
def test_clusters_are_kept_until_they_are_outgrown_or_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[int] = []
    original = ClusteredStore.empty

    def noting(_cls: type, dimension: int, sample: Iterable[Matrix]) -> ClusteredStore:
        kept = list(sample)
        trained.append(sum(map(len, kept)))
        return original(dimension, kept)

    monkeypatch.setattr(ClusteredStore, "empty", classmethod(noting))
    assert len(_indexed(tmp_path, range(40))) == 40
    assert len(_indexed(tmp_path, range(70))) == 70
    assert trained == [40]
    assert len(_indexed(tmp_path, range(170))) == 170
    assert trained == [40, 170]
    (file,) = (tmp_path / "library").glob("vectors-*.faiss")
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    assert len(_indexed(tmp_path, range(170))) == 170
    assert trained == [40, 170, 170]


@pytest.mark.usefixtures("few_are_many")
def test_a_library_that_grows_a_little_at_a_time_gets_the_clusters_it_wants(tmp_path: Path) -> None:
    for count in (40, 70, 130, 250, 480):
        store = _indexed(tmp_path, range(count))
    assert isinstance(store, ClusteredStore)
    assert wanted_clusters(480) / 1.5 <= store.clusters <= wanted_clusters(480) * 1.5
    assert wanted_clusters(480) > 2 * wanted_clusters(130)


@pytest.mark.usefixtures("few_are_many")
def test_a_library_with_clusters_is_searched_like_any_other(tmp_path: Path) -> None:
    _indexed(tmp_path, range(60))
    with Library.open(tmp_path / "library", HashEmbedder()) as library:
        for number in (3, 42):
            assert library.search(f"Word{number}", 1, mode="dense")[0].article.title == f"Title {number}"


@pytest.mark.usefixtures("few_are_many")
def test_a_lost_file_is_made_again(tmp_path: Path) -> None:
    _indexed(tmp_path, range(60))
    (file,) = (tmp_path / "library").glob("vectors-*.faiss")
    file.unlink()
    with Library.open(tmp_path / "library", HashEmbedder()) as library:
        assert library.search("Word42", 1, mode="dense")[0].article.title == "Title 42"
    assert len(_indexed(tmp_path, range(60))) == 60


def test_a_file_that_was_changed_is_noticed_by_indexing_and_made_again(tmp_path: Path) -> None:
    _indexed(tmp_path, range(5))
    (file,) = (tmp_path / "library").glob("vectors-*.faiss")
    whole = file.read_bytes()
    file.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    _indexed(tmp_path, range(5))
    (file,) = (tmp_path / "library").glob("vectors-*.faiss")
    assert file.read_bytes() == whole
