"""Where the pages of an article begin, from the file to the library, also one that was made before there were any."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fpdf import FPDF

from index.build import build
from index.health import library_findings
from index.library import Library
from index.recipe import content_hash
from index.repair import repair
from index.schema import FILE_NAME
from index.types import Article
from tests.fakes import HashEmbedder, write_article
from tests.index.reading import ONE, TWO

PAGED = Article("a", "a.pdf", "A title", "One. Two. Three.", pages=(0, 5, 5, 10))


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A PDF of two pages beside a text."""
    paper = FPDF()
    paper.set_font("Helvetica", size=11)
    for text in (ONE, TWO):
        paper.add_page()
        paper.multi_cell(0, 6, text)
    write_article(tmp_path / "news", "b.md", "A text", TWO)
    paper.output(str(tmp_path / "news" / "a.pdf"))
    return tmp_path / "news"


def _paged(library_dir: Path) -> tuple[int, ...]:
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.article("b.md").pages == ()
        return library.article("a.pdf").pages


def test_a_place_is_on_the_last_page_that_begins_before_it() -> None:
    assert [PAGED.page_at(place) for place in (0, 4, 5, 9, 10, 15)] == [1, 1, 3, 3, 4, 4]
    assert replace(PAGED, pages=()).page_at(3) is None


def test_the_hash_of_what_has_no_pages_is_as_it_was_before_there_were_any() -> None:
    assert content_hash(replace(PAGED, pages=())).hex() == "020abca5fd002957561daffe0ec98289ee"
    assert content_hash(PAGED) != content_hash(replace(PAGED, pages=(0, 5, 6, 10)))


def test_a_library_keeps_them(news: Path, library_dir: Path) -> None:
    build(library_dir, [news], HashEmbedder())
    first, second = _paged(library_dir)
    with Library.open(library_dir, HashEmbedder()) as library:
        text = library.article("a.pdf").text
    assert first == 0
    assert text[second:].startswith("Nobody was hurt")


def _as_before(library_dir: Path) -> None:
    """Make of a library one that was made before there were pages."""
    with closing(sqlite3.connect(library_dir / FILE_NAME)) as connection:
        for number, *known in connection.execute(
            "SELECT number, id, path, title, text, source, date, url FROM article"
        ):
            old = content_hash(Article(*known))
            connection.execute("UPDATE article SET hash = ? WHERE number = ?", (old, number))
        connection.execute("ALTER TABLE article DROP COLUMN pages")
        connection.commit()


def test_a_library_of_before_is_read_as_it_is_and_has_them_when_it_is_indexed(news: Path, library_dir: Path) -> None:
    build(library_dir, [news], HashEmbedder())
    _as_before(library_dir)
    assert _paged(library_dir) == ()
    assert not [one for one in library_findings(library_dir, HashEmbedder()) if one.todo]
    summary = build(library_dir, [], HashEmbedder())
    assert (summary.written, summary.embedded) == (1, 0)
    assert len(_paged(library_dir)) == 2
    assert build(library_dir, [], HashEmbedder()).written == 0


def test_a_library_of_before_that_cannot_be_read_any_more_keeps_its_articles(news: Path, library_dir: Path) -> None:
    build(library_dir, [news], HashEmbedder())
    _as_before(library_dir)
    with (library_dir / FILE_NAME).open("r+b") as file:
        file.write(bytes(100))
    repair(library_dir, HashEmbedder(), lambda _: None)
    assert len(_paged(library_dir)) == 2


@pytest.mark.parametrize("damaged", ["[0, 7]", "[0", '["x"]', "7"])
def test_damage_to_them_is_noticed(news: Path, library_dir: Path, damaged: str) -> None:
    build(library_dir, [news], HashEmbedder())
    with closing(sqlite3.connect(library_dir / FILE_NAME)) as connection:
        connection.execute("UPDATE article SET pages = ? WHERE pages IS NOT NULL", (damaged,))
        connection.commit()
    with Library.open(library_dir, HashEmbedder()) as library, pytest.raises(Exception, match="not as it was stored"):
        library.article("a.pdf")
    repair(library_dir, HashEmbedder(), lambda _: None)
    assert len(_paged(library_dir)) == 2
