"""Which folders a library follows."""

from __future__ import annotations

import os
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import index.build
import index.reading
import index.settle
from index.build import build
from index.errors import FootnoteError
from index.schema import open_library
from index.types import Progress
from tests.fakes import HashEmbedder, prose, write_article, write_articles
from tests.index.indexing.indexed import answers_of, indexed, paths_in


def test_texts_are_embedded_a_list_at_a_time(library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.settle, "_LISTED", 3)
    monkeypatch.setattr(index.settle, "_CHUNK", 2)
    seen: list[Progress] = []
    summary = build(library_dir, [news], embedder := HashEmbedder(), report=seen.append)
    assert summary.embedded == len(set(embedder.embedded)) == len(embedder.embedded) == 8
    assert [one.done for one in seen if one.stage == "embedding"] == [0, 2, 3, 5, 6, 8]
    assert {one.total for one in seen if one.stage == "embedding"} == {8}


def test_a_passage_that_has_lost_its_article_is_not_waited_for(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    with closing(open_library(library_dir)) as connection:
        connection.execute("INSERT INTO passage (article, start, end, text_hash) VALUES (999, 0, 1, x'00')")
    write_article(news, "new.md", "New", prose(77, 3))
    summary, _ = indexed(library_dir, news)
    assert (summary.written, summary.embedded) == (1, 1)
    before = sorted(file.name for file in library_dir.iterdir())
    assert indexed(library_dir, news)[0].embedded == 0
    assert sorted(file.name for file in library_dir.iterdir()) == before


def test_a_library_of_before_finds_articles_by_their_place(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    with closing(open_library(library_dir)) as connection:
        connection.execute("DROP INDEX article_place")
    write_article(news, "new.md", "New", prose(77, 3))
    indexed(library_dir, news)
    with closing(open_library(library_dir)) as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT number FROM article WHERE file = 1 AND path = 'a'"
        ).fetchall()
    assert "article_place" in str(plan)


def test_a_folder_inside_a_followed_one_belongs_to_it(library_dir: Path, news: Path) -> None:
    write_articles(news / "inner", [5])
    indexed(library_dir, news)
    write_articles(news / "inner", [6])
    write_articles(news, [7])
    summary, _ = indexed(library_dir, news / "inner")
    assert (summary.files, summary.written) == (2, 1)
    assert paths_in(library_dir) == ["1.md", "2.md", "3.md", "4.md", "inner/5.md", "inner/6.md"]
    (news / "inner" / "5.md").unlink()
    indexed(library_dir, news / "inner")
    assert "inner/5.md" not in paths_in(library_dir)
    assert "1.md" in paths_in(library_dir)


def test_a_folder_around_a_followed_one_takes_over_without_embedding(library_dir: Path, news: Path) -> None:
    write_articles(news / "inner", [5])
    indexed(library_dir, news / "inner")
    assert paths_in(library_dir) == ["5.md"]
    _, embedded = indexed(library_dir, news)
    assert paths_in(library_dir) == ["1.md", "2.md", "3.md", "4.md", "inner/5.md"]
    assert len(embedded) == 8


def test_overlapping_paths_at_once(library_dir: Path, news: Path) -> None:
    write_articles(news / "inner", [5])
    summary, _ = indexed(library_dir, news / "inner", news, news / "1.md")
    assert (summary.files, summary.articles) == (5, 5)


def test_two_folders_with_the_same_names_keep_both(library_dir: Path, news: Path, tmp_path: Path) -> None:
    write_article(tmp_path / "wire", "1.md", "Wire 1", prose(5, 12))
    indexed(library_dir, news)
    indexed(library_dir, tmp_path / "wire")
    assert paths_in(library_dir).count("1.md") == 2
    summary, embedded = indexed(library_dir)
    assert (summary.files, summary.written, embedded) == (5, 0, [])


def test_a_file_as_root(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news / "1.md")
    assert paths_in(library_dir) == ["1.md"]
    write_article(news, "1.md", "Article 1", prose(9, 12))
    _, embedded = indexed(library_dir)
    assert embedded == [f"Article 1\n{prose(9, 12)}"]
    indexed(library_dir, news)
    assert paths_in(library_dir) == ["1.md", "2.md", "3.md", "4.md"]


def test_a_folder_that_has_gone_keeps_its_articles(library_dir: Path, news: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "wire", [5])
    indexed(library_dir, news, tmp_path / "wire")
    news.rename(tmp_path / "away")
    summary, embedded = indexed(library_dir)
    (problem,) = summary.problems
    assert problem.path == str(news)
    assert "gone" in problem.reason
    assert (summary.articles, summary.removed, embedded) == (5, 0, [])


def test_an_emptied_folder_is_an_error_and_loses_nothing(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    before = answers_of(library_dir)
    for file in news.iterdir():
        file.unlink()
    for rebuild in (False, True):
        with pytest.raises(FootnoteError, match="no articles in"):
            indexed(library_dir, news, rebuild=rebuild)
    assert answers_of(library_dir) == before


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_emptied_folder_that_is_only_followed_keeps_its_articles(
    library_dir: Path, news: Path, tmp_path: Path, rebuild: bool
) -> None:
    """As when a disk is not mounted: the folder is there, and empty."""
    write_articles(tmp_path / "wire", [5])
    indexed(library_dir, news, tmp_path / "wire")
    for file in news.iterdir():
        file.unlink()
    summary, embedded = indexed(library_dir, rebuild=rebuild)
    (problem,) = summary.problems
    assert problem.path == str(news)
    assert (summary.articles, summary.removed, embedded) == (5, 0, [])


def test_a_folder_that_cannot_be_opened_keeps_its_articles(
    library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(news / "inner", [5])
    indexed(library_dir, news)
    scandir = os.scandir

    def scanned(closed: Path, path: str) -> Any:
        if path == str(closed):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    for closed in (news / "inner", news):
        monkeypatch.setattr(os, "scandir", partial(scanned, closed))
        summary, _ = indexed(library_dir)
        assert summary.problems
        assert (summary.articles, summary.removed) == (5, 0)


@pytest.mark.parametrize("paths", [[], ["nowhere"], ["empty"], ["news/1.md", "nowhere"]])
def test_nothing_to_index(library_dir: Path, news: Path, paths: list[str]) -> None:
    (news.parent / "empty").mkdir()
    with pytest.raises(FootnoteError) as error:
        indexed(library_dir, *(news.parent / path for path in paths))
    assert "\n" not in str(error.value)
    assert not library_dir.exists()
