"""A library on disk: rebuilt, missing, damaged, of another model, or changing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.matrix import unit
from index.schema import FILE_NAME, open_library
from index.types import Article
from index.vectors import FlatStore, load_store
from tests.fakes import HashEmbedder, prose, write_article, write_articles
from tests.index.library.stories import MODES, paths_of


@pytest.mark.parametrize(
    "damage", ["deleted", "empty", "cut", "garbage", "other dimension", "other kind", "other count"]
)
def test_vectors_are_rebuilt_without_embedding(folder: Path, embedder: HashEmbedder, damage: str) -> None:
    with Library.open(folder, HashEmbedder()) as library:
        expected = library.search("mill", 50, mode="dense")
    (file,) = folder.glob("*.faiss")
    _damage(file, damage, len(expected))
    with Library.open(folder, embedder) as library:
        assert library.search("mill", 50, mode="dense") == expected
    assert embedder.embedded == ["mill"]


def _damage(file: Path, how: str, hits: int) -> None:
    import faiss

    whole = file.read_bytes()
    count = len(load_store(file) or ())
    assert count >= hits > 0
    random = np.random.default_rng(1)
    match how:
        case "deleted":
            file.unlink()
        case "empty":
            file.write_bytes(b"")
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "garbage":
            file.write_bytes(b"\xff" * len(whole))
        case "other kind":
            other = faiss.IndexFlatL2(64)
            other.add(random.normal(size=(count, 64)).astype(np.float32))
            faiss.write_index(other, str(file))
        case _:
            size, dimension = (count, 8) if how == "other dimension" else (count + 1, 64)
            vectors = unit(random.normal(size=(size, dimension)).astype(np.float32))
            FlatStore.empty(dimension).filled([(np.arange(size), vectors)]).save(file)


def test_no_library(tmp_path: Path, embedder: HashEmbedder) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FootnoteError, match="there is no library in"):
            Library.open(folder, embedder)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not a database, but long enough to be taken for one" * 40, "not a Footnote library"),
        (b"SQLite format 3\0", "not a Footnote library"),
        (b"", "there is no library in"),  # what a kill at the very first moment leaves
    ],
)
def test_a_file_that_is_not_a_library(tmp_path: Path, embedder: HashEmbedder, content: bytes, says: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(FootnoteError, match=says) as error:
        Library.open(tmp_path, embedder)
    assert "\n" not in str(error.value)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_database_of_another_program(tmp_path: Path, embedder: HashEmbedder) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE other (x)")
    connection.commit()
    connection.close()
    write_articles(tmp_path / "news", [1])
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(FootnoteError, match="not a Footnote library"):
        Library.open(tmp_path, embedder)
    with pytest.raises(FootnoteError, match="not a Footnote library"):
        build(tmp_path, [tmp_path / "news"], embedder)
    assert (tmp_path / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("damage", ["cut in half", "overwritten behind the first page"])
def test_a_damaged_library_is_one_line(folder: Path, news: Path, embedder: HashEmbedder, damage: str) -> None:
    file = folder / FILE_NAME
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage == "cut in half" else whole[:4096].ljust(len(whole), b"\xff"))
    with (
        pytest.raises(FootnoteError, match=r"damaged|not a Footnote library") as reading,
        Library.open(folder, embedder) as library,
    ):
        library.search(prose(1001, 2))
    with pytest.raises(FootnoteError, match=r"damaged|not a Footnote library") as writing:
        build(folder, [news], embedder, rebuild=True)
    assert "\n" not in f"{reading.value}{writing.value}"


def test_a_library_made_with_another_model(folder: Path) -> None:
    with pytest.raises(FootnoteError, match="hash-64, not other"):
        Library.open(folder, HashEmbedder("other"))


def test_a_reader_sees_what_is_indexed_later(library: Library, news: Path) -> None:
    assert prose(9, 2) not in {hit.passage.text for hit in library.search(prose(9, 2), 50)}
    write_article(news, "new.md", "New", prose(9, 2))
    (news / "1.md").unlink()
    build(library.folder, [news], HashEmbedder())
    for mode in MODES:
        assert library.search(prose(9, 2), mode=mode)[0].passage.text == prose(9, 2)
        assert "1.md" not in paths_of(library.search(prose(1001, 12), 50, mode=mode))
    assert isinstance(library.article("new.md"), Article)
    assert library.counts().articles == 7


def test_an_empty_library_finds_nothing(library_dir: Path, embedder: HashEmbedder) -> None:
    library_dir.mkdir()
    open_library(library_dir, create=True).close()
    with Library.open(library_dir, embedder) as library:
        assert [library.search("mill", mode=mode) for mode in MODES] == [[], [], []]
        assert library.counts().articles == 0
