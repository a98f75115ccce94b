"""Whether anything has changed: asked without a lock, and answered as a whole run would answer."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.build import build
from index.changes import as_it_was
from index.errors import FootnoteError
from index.followed import FILE_NAME as ROOTS
from index.lock import writing
from index.matrix import Matrix
from tests.fakes import HashEmbedder, prose, write_article, write_articles, write_jsonl

MODEL = HashEmbedder().name


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Articles in two folders, and a line that is none."""
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    write_article(folder / "deep", "4.md", "Deep", prose(4))
    write_jsonl(folder / "wire.jsonl", [{"title": "Wire", "text": prose(5)}, '{"title": "Broken'])
    return folder


@pytest.fixture
def library(news: Path, library_dir: Path) -> Path:
    build(library_dir, [news], HashEmbedder())
    return library_dir


def test_where_nothing_has_changed_a_run_is_as_the_last_one(news: Path, library: Path) -> None:
    for paths in ([], [news], [news, news / "deep"]):
        found = as_it_was(library, paths, MODEL)
        assert found is not None
        assert (found.files, found.articles, found.passages) == (5, 5, build(library, [], HashEmbedder()).passages)
        assert (found.written, found.removed, found.embedded) == (0, 0, 0)
        assert [problem.path for problem in found.problems] == ["wire.jsonl:2"]


def test_it_waits_for_no_writer_and_writes_nothing(news: Path, library: Path) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in library.iterdir()}
    with writing(library):
        assert build(library, [news], HashEmbedder()).files == 5
    assert {name: before[name] for name in before if "sqlite-" not in name and "lock" not in name} == {
        file.name: file.stat().st_mtime_ns
        for file in library.iterdir()
        if "sqlite-" not in file.name and "lock" not in file.name
    }


DEAD = '{"process": 99999999999, "since": "2026-01-01 00:00:00"}'


def test_what_a_killed_writer_left_is_cleaned_up_though_nothing_has_changed(news: Path, library: Path) -> None:
    before = sorted(file.name for file in library.iterdir())
    (library / "writer.json").write_text(DEAD)
    (library / "vectors-9.faiss.partial").touch()
    assert build(library, [news], HashEmbedder()).written == 0
    assert sorted(file.name for file in library.iterdir()) == before


@pytest.mark.parametrize("note", ["", "{}", '{"process": 99999999999, "since": "2026-01-0', DEAD])
def test_what_a_writer_noted_keeps_nobody_from_looking(news: Path, library: Path, note: str) -> None:
    with writing(library):
        (library / "writer.json").write_text(note)
        (library / "vectors-9.faiss.partial").touch()
        assert build(library, [news], HashEmbedder()).files == 5
        assert (library / "vectors-9.faiss.partial").exists()


def test_a_killed_writers_note_where_nothing_can_be_written_is_left(
    news: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (library / "writer.json").write_text(DEAD)
    monkeypatch.setattr("filelock.FileLock.acquire", refused)
    assert build(library, [news], HashEmbedder()).files == 5
    assert (library / "writer.json").exists()


def test_a_folder_that_cannot_be_is_one_line(news: Path, tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="choose another with --library DIR"):
        build(tmp_path / ("long" * 100), [news], HashEmbedder())


def _touched(news: Path, library: Path) -> None:  # noqa: ARG001
    os.utime(news / "1.md", ns=(1, 1))


def _edited(news: Path, library: Path) -> None:  # noqa: ARG001
    write_article(news, "2.md", "Another", prose(9))


def _added(news: Path, library: Path) -> None:  # noqa: ARG001
    write_article(news / "deep", "new.md", "New", prose(9))


def _removed(news: Path, library: Path) -> None:  # noqa: ARG001
    (news / "deep" / "4.md").unlink()


def _without_vectors(news: Path, library: Path) -> None:  # noqa: ARG001
    for file in library.glob("*.faiss"):
        file.unlink()


def _with_other_vectors(news: Path, library: Path) -> None:  # noqa: ARG001
    for file in library.glob("*.faiss"):
        file.write_bytes(b"\0" * file.stat().st_size)


def _without_the_note_of_folders(news: Path, library: Path) -> None:  # noqa: ARG001
    (library / ROOTS).unlink()


def _without_the_folder(news: Path, library: Path) -> None:  # noqa: ARG001
    news.rename(news.with_name("elsewhere"))


def _emptied(news: Path, library: Path) -> None:  # noqa: ARG001
    news.rename(news.with_name("elsewhere"))
    news.mkdir()


def _damaged(news: Path, library: Path) -> None:  # noqa: ARG001
    (library / "library.sqlite").write_bytes(b"nothing of the kind")


def _gone(news: Path, library: Path) -> None:  # noqa: ARG001
    (library / "library.sqlite").unlink()


@pytest.mark.parametrize(
    "change",
    [
        _touched,
        _edited,
        _added,
        _removed,
        _without_vectors,
        _with_other_vectors,
        _without_the_note_of_folders,
        _without_the_folder,
        _emptied,
        _damaged,
        _gone,
    ],
)
def test_whatever_is_to_be_done_is_left_to_a_whole_run(
    news: Path, library: Path, change: Callable[[Path, Path], None]
) -> None:
    assert as_it_was(library, [], MODEL) is not None
    change(news, library)
    assert as_it_was(library, [], MODEL) is None


def test_so_are_other_folders_a_part_of_one_and_another_model(news: Path, library: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "more", [7])
    assert as_it_was(library, [tmp_path / "more"], MODEL) is None
    assert as_it_was(library, [news / "deep"], MODEL) is None
    assert as_it_was(library, [], "another") is None
    assert as_it_was(tmp_path / "nowhere", [], MODEL) is None


def test_so_is_what_an_earlier_run_did_not_finish(news: Path, library: Path) -> None:
    class Interrupted(HashEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Matrix:  # noqa: ARG002
            raise KeyboardInterrupt

    write_article(news, "6.md", "Late", prose(60))
    with pytest.raises(KeyboardInterrupt):
        build(library, [], Interrupted())
    assert as_it_was(library, [], MODEL) is None
    assert build(library, [], HashEmbedder()).embedded
    assert as_it_was(library, [], MODEL) is not None


def test_folders_whose_names_sort_otherwise_as_paths(tmp_path: Path, library_dir: Path) -> None:
    folders = [tmp_path / "news" / "c", tmp_path / "news-old" / "c"]
    assert sorted(folders) != sorted(folders, key=str)
    for number, folder in enumerate(folders):
        write_articles(folder, [number + 1])
    build(library_dir, folders, HashEmbedder())
    assert as_it_was(library_dir, [], MODEL) is not None
