"""Following folders: what is told, and what is none of anybody's business."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import index.watching
from index.errors import FootnoteError
from index.watching import changes
from tests.fakes import write_articles


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, milliseconds in (("_QUIET", 50), ("_LONGEST", 500), ("_SILENCE", 100)):
        monkeypatch.setattr(index.watching, name, milliseconds)


@contextmanager
def _following(*folders: Path, library: Path) -> Iterator[Callable[[float], bool]]:
    """Inside, folders are followed; gives a function that says whether something is told within so many seconds."""
    stop, told = threading.Event(), threading.Semaphore(0)

    def follow() -> None:
        for _ in changes(folders, library, stop):
            told.release()

    thread = threading.Thread(target=follow)
    thread.start()
    try:
        assert told.acquire(timeout=10)  # what has changed before the watch began
        yield lambda seconds: told.acquire(timeout=seconds)
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_what_comes_changes_and_goes_is_told(tmp_path: Path) -> None:
    news = tmp_path / "news"
    write_articles(news, [1, 2])
    with _following(news, library=tmp_path / "library") as tells:
        write_articles(news, [3])
        assert tells(10)
        (news / "1.md").write_text("Another text.")
        assert tells(10)
        (news / "2.md").unlink()
        assert tells(10)
        (news / "deep").mkdir()
        write_articles(news / "deep", [4])
        assert tells(10)
        time.sleep(0.3)
        while tells(0.1):
            pass
        (news / "deep").rename(tmp_path / "away")
        assert tells(10)


def test_what_editors_and_the_library_itself_write_is_not(tmp_path: Path) -> None:
    news, library = tmp_path / "news", tmp_path / "news" / "library"
    write_articles(news, [1])
    library.mkdir()
    with _following(news, library=library) as tells:
        for name in (".1.md.swp", "1.md~", "#1.md#", "~$1.docx", ".hidden.md", "1.md.tmp", "picture.png", ".git/x.md"):
            (news / name).parent.mkdir(exist_ok=True)
            (news / name).write_text("x")
        (library / "library.sqlite").write_text("x")
        (library / "library.sqlite-wal").write_text("x")
        (library / "library.sqlite-wal").unlink()
        (library / "roots.jsonl").write_text("x")
        assert not tells(1)
        (library / "added").mkdir()
        (library / "added" / "page.html").write_text("x")
        assert tells(10)


def test_a_file_is_followed_through_being_replaced(tmp_path: Path) -> None:
    file = tmp_path / "one.md"
    file.write_text("One.")
    with _following(file, library=tmp_path / "library") as tells:
        (tmp_path / "other.md").write_text("Not followed.")
        assert not tells(0.5)
        for text in ("Two.", "Three."):
            (tmp_path / "new").write_text(text)
            (tmp_path / "new").replace(file)
            assert tells(10)


def test_many_changes_at_once_are_told_once_or_twice(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    with _following(news, library=tmp_path / "library") as tells:
        write_articles(news, range(200))
        count = 0
        while tells(1):
            count += 1
        assert 1 <= count <= 5


def test_without_a_folder_there_is_nothing_to_follow(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="nothing to follow"):
        next(changes([tmp_path / "gone"], tmp_path / "library"))
