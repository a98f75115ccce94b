"""A damaged library is put together from what is left: its own sound rows, and the files it was made from."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from index.build import build
from index.damage import REPAIR
from index.errors import FootnoteError
from index.followed import FILE_NAME as ROOTS
from index.followed import noted_roots
from index.health import library_findings
from index.library import Library
from index.repair import repair
from index.schema import FILE_NAME
from tests.fakes import HashEmbedder, prose, write_articles


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write_articles(tmp_path / "news", range(1, 7))
    return tmp_path / "news"


@pytest.fixture
def folder(library_dir: Path, news: Path) -> Path:
    build(library_dir, [news], HashEmbedder())
    return library_dir


def _todo(folder: Path) -> dict[str, str]:
    return {one.subject: one.todo for one in library_findings(folder, HashEmbedder()) if one.todo}


def _repaired(folder: Path) -> tuple[str, int]:
    """What was said of the repair, and how many texts were embedded for it."""
    embedder = HashEmbedder()
    said = "\n".join(f"{one.says} {one.todo}" for one in repair(folder, embedder, lambda _: None))
    return said, len(embedder.embedded)


def _paths(folder: Path) -> list[str]:
    with Library.open(folder, HashEmbedder()) as library:
        return [one.path for one in library.entries(library.order("title"))]


def _change(folder: Path, old: bytes, new: bytes) -> None:
    file = folder / FILE_NAME
    whole = file.read_bytes()
    assert old in whole
    file.write_bytes(whole.replace(old, new))


def _sql(folder: Path, *statements: str) -> None:
    with sqlite3.connect(folder / FILE_NAME) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def test_sound_rows_are_kept_and_nothing_is_embedded_twice(folder: Path) -> None:
    _change(folder, prose(1003, 12)[:30].encode(), b"x" * 30)
    assert _todo(folder) == {"library": REPAIR}
    said, embedded = _repaired(folder)
    assert "5 articles of the damaged library were whole" in said
    assert "1 articles read again" in said
    assert embedded == 0
    assert _todo(folder) == {}
    assert _paths(folder) == [f"{number}.md" for number in range(1, 7)]


def test_a_damaged_article_whose_file_is_gone_is_named(folder: Path, news: Path) -> None:
    _change(folder, prose(1003, 12)[:30].encode(), b"x" * 30)
    (news / "3.md").unlink()
    said, _ = _repaired(folder)
    assert "article 3.md was damaged, and its file is gone" in said
    assert "put it back and run 'footnote index'" in said
    assert _paths(folder) == ["1.md", "2.md", "4.md", "5.md", "6.md"]
    assert _todo(folder) == {}


def test_where_no_file_is_left_the_sound_articles_stay(folder: Path, news: Path) -> None:
    news.rename(news.with_name("elsewhere"))
    _change(folder, prose(1003, 12)[:30].encode(), b"x" * 30)
    said, embedded = _repaired(folder)
    assert "article 3.md was damaged" in said
    assert embedded == 0
    assert _paths(folder) == ["1.md", "2.md", "4.md", "5.md", "6.md"]


@pytest.mark.parametrize("how", ["gone", "empty", "garbage"])
def test_a_lost_file_is_made_again_from_the_folders_that_were_noted(folder: Path, news: Path, how: str) -> None:
    file = folder / FILE_NAME
    file.write_bytes(b"" if how == "empty" else b"garbage" * 999)
    if how == "gone":
        file.unlink()
    assert _todo(folder) == {"library": REPAIR}
    _repaired(folder)
    assert _todo(folder) == {}
    assert noted_roots(folder) == [news]
    assert len(_paths(folder)) == 6


def test_where_nothing_is_left_one_line_says_so(folder: Path) -> None:
    (folder / ROOTS).unlink()
    (folder / FILE_NAME).write_bytes(b"garbage" * 999)
    with pytest.raises(FootnoteError, match="move it away, then run 'footnote index FOLDER'"):
        _repaired(folder)
    assert (folder / FILE_NAME).read_bytes() == b"garbage" * 999


def test_a_damaged_name_of_a_folder_costs_no_articles(folder: Path, news: Path) -> None:
    """It would look like a folder that is gone, and its articles like another folder's."""
    _sql(folder, "UPDATE root SET path = path || 'x'")
    with pytest.raises(FootnoteError, match=r"damaged.*doctor --repair"):
        build(folder, [], HashEmbedder())
    _repaired(folder)
    assert (_todo(folder), noted_roots(folder), len(_paths(folder))) == ({}, [news], 6)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE embedding SET vector = zeroblob(length(vector)) WHERE rowid = 2",
        "UPDATE embedding SET vector = x'00' WHERE rowid = 2",
        "UPDATE embedding SET vector = 'text' WHERE rowid = 2",
        "UPDATE embedding SET vector = CAST(x'007c' || substr(vector, 3) AS BLOB) WHERE rowid = 2",
    ],
)
def test_embeddings_that_are_none_are_left_out_and_made_again(folder: Path, damage: str) -> None:
    _sql(folder, damage)
    for file in folder.glob("vectors-*"):
        file.unlink()
    with Library.open(folder, HashEmbedder()) as library:
        hits = library.search(prose(1001, 2), 50)
    assert len(hits) == 11 or len({hit.passage.id for hit in hits}) == len(hits)
    assert all(abs(hit.similarity) <= 1.001 for hit in hits)
    assert _todo(folder)["embeddings"] == REPAIR
    _, embedded = _repaired(folder)
    assert embedded == 1
    assert _todo(folder) == {}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE article SET captions = 'no JSON' WHERE number = 3",
        "UPDATE article SET text = x'ff00' WHERE number = 3",
        "UPDATE article SET text = CAST(x'ff00' AS TEXT) WHERE number = 3",
        "UPDATE article SET title = 7 WHERE number = 3",
        "UPDATE article SET minhash = x'00' WHERE number = 3",
        "UPDATE article SET path = '4.md' WHERE number = 3",
        "UPDATE passage SET start = 'word' WHERE article = 3",
        "UPDATE passage SET article = 4 WHERE article = 3",
        "UPDATE passage SET article = 99 WHERE article = 3",
        "UPDATE passage SET end = end - 1 WHERE article = 3",
        "DELETE FROM passage WHERE article = 3",
        "UPDATE file SET problems = '{' WHERE id = 3",
        "UPDATE file SET root = '/elsewhere' WHERE id = 3",
        "UPDATE manifest SET value = x'00ff' WHERE key = 'revision'",
        "UPDATE manifest SET value = 'many' WHERE key = 'revision'",
        "DELETE FROM manifest WHERE key = 'format'",
        "UPDATE manifest SET value = 'hash-65' WHERE key = 'model'",
        "DELETE FROM lexical_data WHERE rowid > 100",
    ],
)
def test_rows_that_are_of_another_kind_are_one_line_and_are_repaired(folder: Path, damage: str) -> None:
    _sql(folder, damage)
    with suppress(FootnoteError), Library.open(folder, HashEmbedder()) as library:
        for mode in ("fused", "dense", "bm25"):
            for hit in library.search(prose(1003, 12), 50, mode=mode):
                number = int(hit.article.path.removesuffix(".md"))
                assert hit.passage.text in (prose(1000 + number, 12), prose(2000 + number, 12))
    assert REPAIR in _todo(folder).values()
    _repaired(folder)
    assert _todo(folder) == {}
    with Library.open(folder, HashEmbedder()) as library:
        assert library.search(prose(1003, 12), 1)[0].passage.text == prose(1003, 12)


def test_articles_are_found_where_the_way_to_them_is_damaged(tmp_path: Path, library_dir: Path) -> None:
    """A number in an inner page of SQLite's tree is wrong: who looks an article up by its number may miss it."""
    articles = tmp_path / "many"
    write_articles(articles, range(1, 41))
    build(library_dir, [articles], HashEmbedder())
    paths = _paths(library_dir)
    with closing(sqlite3.connect(library_dir / FILE_NAME)) as db:
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'article'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    whole = bytearray((library_dir / FILE_NAME).read_bytes())
    page = (root - 1) * size
    assert whole[page] == 5  # an inner page of a table
    cells = int.from_bytes(whole[page + 3 : page + 5], "big")
    middle = page + 12 + cells // 2 * 2
    key = page + int.from_bytes(whole[middle : middle + 2], "big") + 4
    whole[key] -= 1
    (library_dir / FILE_NAME).write_bytes(whole)
    shutil.rmtree(articles)
    articles.mkdir()
    said, embedded = _repaired(library_dir)
    assert "40 articles of the damaged library were whole" in said
    assert embedded == 0
    assert _paths(library_dir) == paths
