"""Indexing: only what has changed is done again, and nothing that was finished is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from fakes import HashEmbedder, prose, write_article, write_articles, write_jsonl

import index.build
import index.reading
import index.settle
from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.lock import writing
from index.matrix import Matrix
from index.schema import open_library
from index.types import Progress, Summary

QUESTIONS = [prose(1000 + seed, 1) for seed in range(1, 9)] + ["article 3", prose(2001, 2)]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four articles of two passages each."""
    write_articles(tmp_path / "news", range(1, 5))
    return tmp_path / "news"


def _index(folder: Path, *paths: Path, rebuild: bool = False) -> tuple[Summary, list[str]]:
    """What a build did, and what it embedded."""
    embedder = HashEmbedder()
    return build(folder, paths, embedder, rebuild=rebuild), embedder.embedded


def _paths(folder: Path) -> list[str]:
    with Library.open(folder, HashEmbedder()) as library:
        rows = library._store._db.execute("SELECT path FROM article ORDER BY path")
        return [path for (path,) in rows]


def _answers(folder: Path) -> list[list[tuple[str, int, float, float]]]:
    """What a library finds, in every way of searching."""
    with Library.open(folder, HashEmbedder()) as library:
        return [
            [
                (hit.article.id, hit.passage.start, round(hit.score, 6), round(hit.similarity, 4))
                for hit in library.search(question, 5, mode=mode)
            ]
            for mode in ("fused", "dense", "bm25")
            for question in QUESTIONS
        ]


def _everything_found(folder: Path) -> list[list[tuple[str, str, float]]]:
    """As `_answers`, without the order: passages of equal score come in the order in which they were indexed."""
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


# --- only what has changed


def test_the_first_run(library_dir: Path, news: Path) -> None:
    summary, embedded = _index(library_dir, news)
    assert (summary.files, summary.written, summary.removed, summary.problems) == (4, 4, 0, [])
    assert (summary.articles, summary.passages, summary.embedded) == (4, 8, 8)
    assert len(set(embedded)) == 8
    assert f"Article 1\n{prose(1001, 12)}" in embedded
    assert _paths(library_dir) == ["1.md", "2.md", "3.md", "4.md"]


@pytest.mark.parametrize("named", [True, False])
def test_a_second_run_does_nothing(library_dir: Path, news: Path, named: bool) -> None:
    _index(library_dir, news)
    before = _answers(library_dir)
    files = {path.name for path in library_dir.iterdir()}
    summary, embedded = _index(library_dir, *([news] if named else []))
    assert embedded == []
    assert (summary.files, summary.written, summary.removed, summary.articles, summary.passages) == (4, 0, 0, 4, 8)
    assert _answers(library_dir) == before
    assert {path.name for path in library_dir.iterdir()} == files


def test_touching_a_file_embeds_nothing(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    _touch(news / "1.md")
    summary, embedded = _index(library_dir, news)
    assert (embedded, summary.written) == ([], 0)


def test_editing_an_article_embeds_only_its_new_passages(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    write_article(news, "1.md", "Article 1", prose(1001, 12), prose(7, 12))
    summary, embedded = _index(library_dir, news)
    assert embedded == [f"Article 1\n{prose(7, 12)}"]
    assert (summary.written, summary.articles, summary.passages) == (1, 4, 8)
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.search(prose(7, 1))[0].passage.text == prose(7, 12)
        assert prose(2001, 12) not in {hit.passage.text for hit in library.search(prose(2001, 1), 50)}


def test_a_deleted_file_takes_its_articles_along(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    (news / "2.md").unlink()
    summary, embedded = _index(library_dir, news)
    assert (summary.removed, summary.articles, embedded) == (1, 3, [])
    assert _paths(library_dir) == ["1.md", "3.md", "4.md"]


def test_after_many_changes_it_is_as_if_built_anew(library_dir: Path, news: Path, tmp_path: Path) -> None:
    _index(library_dir, news)
    (news / "2.md").unlink()
    write_article(news, "3.md", "Article 3", prose(8, 4))
    _index(library_dir, news)
    write_articles(news, [2, 5])
    (news / "1.md").rename(news / "6.md")
    _index(library_dir, news)
    _index(tmp_path / "fresh", news)
    assert _everything_found(library_dir) == _everything_found(tmp_path / "fresh")


def test_the_same_text_in_two_files_is_embedded_once(library_dir: Path, news: Path) -> None:
    shutil.copy(news / "1.md", news / "copy.md")
    summary, embedded = _index(library_dir, news)
    assert (summary.articles, summary.passages, len(embedded)) == (5, 10, 8)
    (news / "1.md").unlink()
    _, embedded = _index(library_dir, news)
    assert embedded == []


def test_a_jsonl_file_is_followed_article_by_article(library_dir: Path, tmp_path: Path) -> None:
    records = [{"id": str(seed), "title": f"Article {seed}", "text": prose(seed, 12)} for seed in range(3)]
    file = write_jsonl(tmp_path / "news" / "all.jsonl", records)
    _index(library_dir, file.parent)
    write_jsonl(file, [records[0], {**records[2], "text": prose(9, 12)}])
    summary, embedded = _index(library_dir, file.parent)
    assert embedded == [f"Article 2\n{prose(9, 12)}"]
    assert (summary.written, summary.removed) == (1, 1)
    assert _paths(library_dir) == ["all.jsonl#0", "all.jsonl#2"]


def test_progress_counts_up_to_the_total(library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.settle, "_CHUNK", 3)
    seen: list[Progress] = []
    build(library_dir, [news], HashEmbedder(), report=seen.append)
    assert [one.done for one in seen if one.stage == "reading"] == [0, 1, 2, 3, 4]
    assert [one.done for one in seen if one.stage == "embedding"] == [0, 3, 6, 8]
    assert {(one.stage, one.total) for one in seen} == {("reading", 4), ("embedding", 8)}


# --- which folders


def test_texts_are_embedded_a_list_at_a_time(library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.settle, "_LISTED", 3)
    monkeypatch.setattr(index.settle, "_CHUNK", 2)
    seen: list[Progress] = []
    summary = build(library_dir, [news], embedder := HashEmbedder(), report=seen.append)
    assert summary.embedded == len(set(embedder.embedded)) == len(embedder.embedded) == 8
    assert [one.done for one in seen if one.stage == "embedding"] == [0, 2, 3, 5, 6, 8]
    assert {one.total for one in seen if one.stage == "embedding"} == {8}


def test_a_passage_that_has_lost_its_article_is_not_waited_for(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    with closing(open_library(library_dir)) as connection:
        connection.execute("INSERT INTO passage (article, start, end, text_hash) VALUES (999, 0, 1, x'00')")
    write_article(news, "new.md", "New", prose(77, 3))
    summary, _ = _index(library_dir, news)
    assert (summary.written, summary.embedded) == (1, 1)
    before = sorted(file.name for file in library_dir.iterdir())
    assert _index(library_dir, news)[0].embedded == 0
    assert sorted(file.name for file in library_dir.iterdir()) == before


def test_a_library_of_before_finds_articles_by_their_place(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    with closing(open_library(library_dir)) as connection:
        connection.execute("DROP INDEX article_place")
    write_article(news, "new.md", "New", prose(77, 3))
    _index(library_dir, news)
    with closing(open_library(library_dir)) as connection:
        plan = connection.execute(
            "EXPLAIN QUERY PLAN SELECT number FROM article WHERE file = 1 AND path = 'a'"
        ).fetchall()
    assert "article_place" in str(plan)


def test_a_folder_inside_a_followed_one_belongs_to_it(library_dir: Path, news: Path) -> None:
    write_articles(news / "inner", [5])
    _index(library_dir, news)
    write_articles(news / "inner", [6])
    write_articles(news, [7])
    summary, _ = _index(library_dir, news / "inner")
    assert (summary.files, summary.written) == (2, 1)
    assert _paths(library_dir) == ["1.md", "2.md", "3.md", "4.md", "inner/5.md", "inner/6.md"]
    (news / "inner" / "5.md").unlink()
    _index(library_dir, news / "inner")
    assert "inner/5.md" not in _paths(library_dir)
    assert "1.md" in _paths(library_dir)


def test_a_folder_around_a_followed_one_takes_over_without_embedding(library_dir: Path, news: Path) -> None:
    write_articles(news / "inner", [5])
    _index(library_dir, news / "inner")
    assert _paths(library_dir) == ["5.md"]
    _, embedded = _index(library_dir, news)
    assert _paths(library_dir) == ["1.md", "2.md", "3.md", "4.md", "inner/5.md"]
    assert len(embedded) == 8


def test_overlapping_paths_at_once(library_dir: Path, news: Path) -> None:
    write_articles(news / "inner", [5])
    summary, _ = _index(library_dir, news / "inner", news, news / "1.md")
    assert (summary.files, summary.articles) == (5, 5)


def test_two_folders_with_the_same_names_keep_both(library_dir: Path, news: Path, tmp_path: Path) -> None:
    write_article(tmp_path / "wire", "1.md", "Wire 1", prose(5, 12))
    _index(library_dir, news)
    _index(library_dir, tmp_path / "wire")
    assert _paths(library_dir).count("1.md") == 2
    summary, embedded = _index(library_dir)
    assert (summary.files, summary.written, embedded) == (5, 0, [])


def test_a_file_as_root(library_dir: Path, news: Path) -> None:
    _index(library_dir, news / "1.md")
    assert _paths(library_dir) == ["1.md"]
    write_article(news, "1.md", "Article 1", prose(9, 12))
    _, embedded = _index(library_dir)
    assert embedded == [f"Article 1\n{prose(9, 12)}"]
    _index(library_dir, news)
    assert _paths(library_dir) == ["1.md", "2.md", "3.md", "4.md"]


def test_a_folder_that_has_gone_keeps_its_articles(library_dir: Path, news: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "wire", [5])
    _index(library_dir, news, tmp_path / "wire")
    news.rename(tmp_path / "away")
    summary, embedded = _index(library_dir)
    (problem,) = summary.problems
    assert problem.path == str(news)
    assert "gone" in problem.reason
    assert (summary.articles, summary.removed, embedded) == (5, 0, [])


def test_an_emptied_folder_is_an_error_and_loses_nothing(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    before = _answers(library_dir)
    for file in news.iterdir():
        file.unlink()
    for rebuild in (False, True):
        with pytest.raises(FootnoteError, match="no articles in"):
            _index(library_dir, news, rebuild=rebuild)
    assert _answers(library_dir) == before


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_emptied_folder_that_is_only_followed_keeps_its_articles(
    library_dir: Path, news: Path, tmp_path: Path, rebuild: bool
) -> None:
    """As when a disk is not mounted: the folder is there, and empty."""
    write_articles(tmp_path / "wire", [5])
    _index(library_dir, news, tmp_path / "wire")
    for file in news.iterdir():
        file.unlink()
    summary, embedded = _index(library_dir, rebuild=rebuild)
    (problem,) = summary.problems
    assert problem.path == str(news)
    assert (summary.articles, summary.removed, embedded) == (5, 0, [])


def test_a_folder_that_cannot_be_opened_keeps_its_articles(
    library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_articles(news / "inner", [5])
    _index(library_dir, news)
    scandir = os.scandir
    for closed in (news / "inner", news):
        monkeypatch.setattr(os, "scandir", lambda path, closed=closed: _refused(path, closed) or scandir(path))
        summary, _ = _index(library_dir)
        assert summary.problems
        assert (summary.articles, summary.removed) == (5, 0)


def _refused(path: str, closed: Path) -> None:
    if path == str(closed):
        raise PermissionError(13, "Permission denied", path)


@pytest.mark.parametrize("paths", [[], ["nowhere"], ["empty"], ["news/1.md", "nowhere"]])
def test_nothing_to_index(library_dir: Path, news: Path, paths: list[str]) -> None:
    (news.parent / "empty").mkdir()
    with pytest.raises(FootnoteError) as error:
        _index(library_dir, *(news.parent / path for path in paths))
    assert "\n" not in str(error.value)
    assert not library_dir.exists()


# --- rebuild, and other models


def test_a_rebuild_drops_what_is_not_named_and_embeds_nothing_again(
    library_dir: Path, news: Path, tmp_path: Path
) -> None:
    write_articles(tmp_path / "wire", [5])
    _index(library_dir, news, tmp_path / "wire")
    summary, embedded = _index(library_dir, news, rebuild=True)
    assert (summary.removed, embedded) == (1, [])
    assert _paths(library_dir) == ["1.md", "2.md", "3.md", "4.md"]
    summary, _ = _index(library_dir)
    assert summary.files == 4


def test_a_rebuild_reads_files_that_look_unchanged(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    file = news / "1.md"
    status = file.stat()
    file.write_text(file.read_text("utf-8").replace("Article 1", "Article 9"), "utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert _index(library_dir, news)[0].written == 0
    assert _index(library_dir, rebuild=True)[0].written == 1
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.article("1.md").title == "Article 9"


def test_another_model_needs_a_rebuild(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    other = HashEmbedder("other-64")
    with pytest.raises(FootnoteError, match="hash-64, not other-64"):
        build(library_dir, [news], other)
    assert other.embedded == []
    assert _answers(library_dir)
    assert build(library_dir, [], other, rebuild=True).embedded == 8
    with Library.open(library_dir, other) as library:
        assert library.search(prose(1001, 1))[0].passage.text == prose(1001, 12)
    with pytest.raises(FootnoteError, match="other-64, not hash-64"):
        Library.open(library_dir, HashEmbedder())


# --- cut short


class Interrupted(HashEmbedder):
    """Is interrupted at one of its calls."""

    def __init__(self, *, embed: int | None = None, count: int | None = None) -> None:
        super().__init__()
        self._left = {"embed": embed, "count": count}

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        self._tick("embed")
        return super().embed_passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self._tick("count")
        return super().count_tokens(texts)

    def _tick(self, call: str) -> None:
        left = self._left[call]
        if left is not None:
            self._left[call] = left - 1
            if left <= 1:
                raise KeyboardInterrupt


@pytest.mark.parametrize("nth", [1, 2, 4])
def test_interrupted_while_embedding(
    library_dir: Path, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int
) -> None:
    monkeypatch.setattr(index.settle, "_CHUNK", 2)
    _index(tmp_path / "clean", news)
    first = Interrupted(embed=nth)
    with pytest.raises(KeyboardInterrupt):
        build(library_dir, [news], first)
    assert len(first.embedded) == 2 * (nth - 1)
    summary, embedded = _index(library_dir)
    assert sorted(first.embedded + embedded) == sorted(set(first.embedded + embedded))
    assert len(first.embedded + embedded) == 8
    assert (summary.written, summary.articles) == (0, 4)
    assert _answers(library_dir) == _answers(tmp_path / "clean")
    assert _index(library_dir)[1] == []


@pytest.mark.parametrize("batch", [1, 200])
def test_interrupted_while_reading(
    library_dir: Path, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(index.reading, "_BATCH", batch)
    _index(tmp_path / "clean", news)
    with pytest.raises(KeyboardInterrupt):
        build(library_dir, [news], Interrupted(count=6))
    _index(library_dir)
    assert _answers(library_dir) == _answers(tmp_path / "clean")


def test_a_library_can_be_searched_after_an_interrupt(
    library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.settle, "_CHUNK", 2)
    with pytest.raises(KeyboardInterrupt):
        build(library_dir, [news], Interrupted(embed=3))
    with Library.open(library_dir, HashEmbedder()) as library:
        assert len(library.search(prose(1001, 1), 50, mode="dense")) == 4
        assert library.search(prose(2004, 1), mode="bm25")[0].passage.text == prose(2004, 12)
        _index(library_dir)
        assert len(library.search(prose(1001, 1), 50, mode="dense")) == 8


def test_only_one_writes(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    write_articles(news, [5])
    with writing(library_dir), pytest.raises(FootnoteError, match="another process is indexing"):
        _index(library_dir, news)
    assert len(_paths(library_dir)) == 4
    assert _index(library_dir, news)[0].written == 1


def test_lost_vectors_are_written_again(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    (file,) = library_dir.glob("*.faiss")
    whole = file.read_bytes()
    for damage in (b"", whole[:200]):
        file.write_bytes(damage)
        _, embedded = _index(library_dir)
        assert (embedded, file.read_bytes()) == ([], whole)


# --- problems


def test_a_broken_line_stays_reported(library_dir: Path, tmp_path: Path) -> None:
    file = write_jsonl(tmp_path / "news" / "a.jsonl", [{"title": "Article", "text": prose(1)}, '{"title": "Broken'])
    first, _ = _index(library_dir, file.parent)
    second, _ = _index(library_dir, file.parent)
    assert [problem.path for problem in first.problems] == ["a.jsonl:2"]
    assert second.problems == first.problems
    assert second.articles == 1
    write_jsonl(file, [{"title": "Article", "text": prose(1)}])
    assert _index(library_dir, file.parent)[0].problems == []


def test_a_file_that_cannot_be_read_any_more_keeps_its_articles(library_dir: Path, news: Path) -> None:
    _index(library_dir, news)
    (news / "1.md").write_bytes(bytes(range(256)) * 40)
    (news / "2.md").unlink()
    (news / "2.md").symlink_to(news / "nowhere.md")
    summary, embedded = _index(library_dir, news)
    assert sorted(problem.path for problem in summary.problems) == ["1.md", "2.md"]
    assert (summary.removed, summary.articles, embedded) == (0, 4, [])
    assert _paths(library_dir) == ["1.md", "2.md", "3.md", "4.md"]
