"""Only what has changed is read and embedded again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import index.build
import index.reading
import index.settle
from index.build import build
from index.library import Library
from index.types import Progress
from tests.fakes import HashEmbedder, prose, write_article, write_articles, write_jsonl
from tests.index.indexing.indexed import QUESTIONS, answers_of, indexed, paths_in


def _everything_found(folder: Path) -> list[list[tuple[str, str, float]]]:
    """As `answers_of`, without the order: passages of equal score come in the order in which they were indexed."""
    with Library.open(folder, HashEmbedder()) as library:
        return [
            sorted(
                (hit.article.id, hit.passage.text, round(hit.similarity, 4))
                for hit in library.search(question, 100, mode=mode)
            )
            for mode in ("dense", "bm25")
            for question in QUESTIONS
        ]


def _touch(file: Path) -> None:
    status = file.stat()
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns + 10**9))


def test_the_first_run(library_dir: Path, news: Path) -> None:
    summary, embedded = indexed(library_dir, news)
    assert (summary.files, summary.written, summary.removed, summary.problems) == (4, 4, 0, [])
    assert (summary.articles, summary.passages, summary.embedded) == (4, 8, 8)
    assert len(set(embedded)) == 8
    assert f"Article 1\n{prose(1001, 12)}" in embedded
    assert paths_in(library_dir) == ["1.md", "2.md", "3.md", "4.md"]


@pytest.mark.parametrize("named", [True, False])
def test_a_second_run_does_nothing(library_dir: Path, news: Path, named: bool) -> None:
    indexed(library_dir, news)
    before = answers_of(library_dir)
    files = {path.name for path in library_dir.iterdir()}
    summary, embedded = indexed(library_dir, *([news] if named else []))
    assert embedded == []
    assert (summary.files, summary.written, summary.removed, summary.articles, summary.passages) == (4, 0, 0, 4, 8)
    assert answers_of(library_dir) == before
    assert {path.name for path in library_dir.iterdir()} == files


def test_touching_a_file_embeds_nothing(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    _touch(news / "1.md")
    summary, embedded = indexed(library_dir, news)
    assert (embedded, summary.written) == ([], 0)


def test_editing_an_article_embeds_only_its_new_passages(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    write_article(news, "1.md", "Article 1", prose(1001, 12), prose(7, 12))
    summary, embedded = indexed(library_dir, news)
    assert embedded == [f"Article 1\n{prose(7, 12)}"]
    assert (summary.written, summary.articles, summary.passages) == (1, 4, 8)
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.search(prose(7, 1))[0].passage.text == prose(7, 12)
        assert prose(2001, 12) not in {hit.passage.text for hit in library.search(prose(2001, 1), 50)}


def test_a_deleted_file_takes_its_articles_along(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    (news / "2.md").unlink()
    summary, embedded = indexed(library_dir, news)
    assert (summary.removed, summary.articles, embedded) == (1, 3, [])
    assert paths_in(library_dir) == ["1.md", "3.md", "4.md"]


def test_after_many_changes_it_is_as_if_built_anew(library_dir: Path, news: Path, tmp_path: Path) -> None:
    indexed(library_dir, news)
    (news / "2.md").unlink()
    write_article(news, "3.md", "Article 3", prose(8, 4))
    indexed(library_dir, news)
    write_articles(news, [2, 5])
    (news / "1.md").rename(news / "6.md")
    indexed(library_dir, news)
    indexed(tmp_path / "fresh", news)
    assert _everything_found(library_dir) == _everything_found(tmp_path / "fresh")


def test_the_same_text_in_two_files_is_embedded_once(library_dir: Path, news: Path) -> None:
    shutil.copy(news / "1.md", news / "copy.md")
    summary, embedded = indexed(library_dir, news)
    assert (summary.articles, summary.passages, len(embedded)) == (5, 10, 8)
    (news / "1.md").unlink()
    _, embedded = indexed(library_dir, news)
    assert embedded == []


def test_a_jsonl_file_is_followed_article_by_article(library_dir: Path, tmp_path: Path) -> None:
    records = [{"id": str(seed), "title": f"Article {seed}", "text": prose(seed, 12)} for seed in range(3)]
    file = write_jsonl(tmp_path / "news" / "all.jsonl", records)
    indexed(library_dir, file.parent)
    write_jsonl(file, [records[0], {**records[2], "text": prose(9, 12)}])
    summary, embedded = indexed(library_dir, file.parent)
    assert embedded == [f"Article 2\n{prose(9, 12)}"]
    assert (summary.written, summary.removed) == (1, 1)
    assert paths_in(library_dir) == ["all.jsonl#0", "all.jsonl#2"]


def test_progress_counts_up_to_the_total(library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.settle, "_CHUNK", 3)
    seen: list[Progress] = []
    build(library_dir, [news], HashEmbedder(), report=seen.append)
    assert [one.done for one in seen if one.stage == "reading"] == [0, 1, 2, 3, 4]
    assert [one.done for one in seen if one.stage == "embedding"] == [0, 3, 6, 8]
    assert {(one.stage, one.total) for one in seen} == {("reading", 4), ("embedding", 8)}
