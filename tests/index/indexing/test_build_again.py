"""Rebuilding, other models, and runs that were cut short or met what cannot be read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

import index.build
import index.reading
import index.settle
from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.lock import writing
from index.matrix import Matrix
from tests.fakes import HashEmbedder, prose, write_articles, write_jsonl
from tests.index.indexing.indexed import answers_of, indexed, paths_in

# --- rebuild, and other models


def test_a_rebuild_drops_what_is_not_named_and_embeds_nothing_again(
    library_dir: Path, news: Path, tmp_path: Path
) -> None:
    write_articles(tmp_path / "wire", [5])
    indexed(library_dir, news, tmp_path / "wire")
    summary, embedded = indexed(library_dir, news, rebuild=True)
    assert (summary.removed, embedded) == (1, [])
    assert paths_in(library_dir) == ["1.md", "2.md", "3.md", "4.md"]
    summary, _ = indexed(library_dir)
    assert summary.files == 4


def test_a_rebuild_reads_files_that_look_unchanged(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    file = news / "1.md"
    status = file.stat()
    file.write_text(file.read_text("utf-8").replace("Article 1", "Article 9"), "utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert indexed(library_dir, news)[0].written == 0
    assert indexed(library_dir, rebuild=True)[0].written == 1
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.article("1.md").title == "Article 9"


def test_another_model_needs_a_rebuild(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    other = HashEmbedder("other-64")
    with pytest.raises(FootnoteError, match="hash-64, not other-64"):
        build(library_dir, [news], other)
    assert other.embedded == []
    assert answers_of(library_dir)
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
    indexed(tmp_path / "clean", news)
    first = Interrupted(embed=nth)
    with pytest.raises(KeyboardInterrupt):
        build(library_dir, [news], first)
    assert len(first.embedded) == 2 * (nth - 1)
    summary, embedded = indexed(library_dir)
    assert sorted(first.embedded + embedded) == sorted(set(first.embedded + embedded))
    assert len(first.embedded + embedded) == 8
    assert (summary.written, summary.articles) == (0, 4)
    assert answers_of(library_dir) == answers_of(tmp_path / "clean")
    assert indexed(library_dir)[1] == []


@pytest.mark.parametrize("batch", [1, 200])
def test_interrupted_while_reading(
    library_dir: Path, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(index.reading, "_BATCH", batch)
    indexed(tmp_path / "clean", news)
    with pytest.raises(KeyboardInterrupt):
        build(library_dir, [news], Interrupted(count=6))
    indexed(library_dir)
    assert answers_of(library_dir) == answers_of(tmp_path / "clean")


def test_a_library_can_be_searched_after_an_interrupt(
    library_dir: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index.settle, "_CHUNK", 2)
    with pytest.raises(KeyboardInterrupt):
        build(library_dir, [news], Interrupted(embed=3))
    with Library.open(library_dir, HashEmbedder()) as library:
        assert len(library.search(prose(1001, 1), 50, mode="dense")) == 4
        assert library.search(prose(2004, 1), mode="bm25")[0].passage.text == prose(2004, 12)
        indexed(library_dir)
        assert len(library.search(prose(1001, 1), 50, mode="dense")) == 8


def test_only_one_writes(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    write_articles(news, [5])
    with writing(library_dir), pytest.raises(FootnoteError, match="another process is indexing"):
        indexed(library_dir, news)
    assert len(paths_in(library_dir)) == 4
    assert indexed(library_dir, news)[0].written == 1


def test_lost_vectors_are_written_again(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    (file,) = library_dir.glob("*.faiss")
    whole = file.read_bytes()
    for damage in (b"", whole[:200]):
        file.write_bytes(damage)
        _, embedded = indexed(library_dir)
        assert (embedded, file.read_bytes()) == ([], whole)


# --- problems


def test_a_broken_line_stays_reported(library_dir: Path, tmp_path: Path) -> None:
    file = write_jsonl(tmp_path / "news" / "a.jsonl", [{"title": "Article", "text": prose(1)}, '{"title": "Broken'])
    first, _ = indexed(library_dir, file.parent)
    second, _ = indexed(library_dir, file.parent)
    assert [problem.path for problem in first.problems] == ["a.jsonl:2"]
    assert second.problems == first.problems
    assert second.articles == 1
    write_jsonl(file, [{"title": "Article", "text": prose(1)}])
    assert indexed(library_dir, file.parent)[0].problems == []


def test_a_file_that_cannot_be_read_any_more_keeps_its_articles(library_dir: Path, news: Path) -> None:
    indexed(library_dir, news)
    (news / "1.md").write_bytes(bytes(range(256)) * 40)
    (news / "2.md").unlink()
    (news / "2.md").symlink_to(news / "nowhere.md")
    summary, embedded = indexed(library_dir, news)
    assert sorted(problem.path for problem in summary.problems) == ["1.md", "2.md"]
    assert (summary.removed, summary.articles, embedded) == (0, 4, [])
    assert paths_in(library_dir) == ["1.md", "2.md", "3.md", "4.md"]
