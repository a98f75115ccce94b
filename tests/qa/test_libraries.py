"""Libraries by name: where they are, and what is neither guessed nor made by mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from index.errors import FootnoteError
from index.milvus.place import is_in_milvus, noted
from index.schema import FILE_NAME
from qa.libraries import called, choose_library, folder_of, folder_to_ask, folder_to_write, listed, names
from qa.settings import Settings, default_library, named_libraries, sample_library
from tests.fakes import HashEmbedder, write_articles


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that one is in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write_articles(tmp_path / "articles", [1, 2])
    build(named_libraries() / "news", [tmp_path / "articles"], HashEmbedder())
    return named_libraries() / "news"


def test_a_name_is_a_library_below_the_data_folder(home: Path, here: Path) -> None:
    (here / "news").mkdir()  # of articles, most likely
    assert folder_of("news") == home / ".local" / "share" / "footnote" / "libraries" / "news"
    assert folder_of("default") == default_library()
    assert folder_of("sample") == sample_library()
    assert folder_to_write(None) == default_library()


def test_a_path_stays_a_path(home: Path) -> None:
    assert folder_of("./news") == Path("news")
    assert folder_of("news/") == Path("news")
    assert folder_of("../news") == Path("../news")
    assert folder_of(".") == Path()
    assert folder_of("~/news") == home / "news"
    assert folder_of(Path("news")) == Path("news")
    assert folder_to_ask("/no/such/place") == Path("/no/such/place")


def test_a_library_here_is_found_by_its_name_unless_another_has_it(here: Path, news: Path) -> None:
    write_articles(here / "mine-articles", [3])
    build(here / "news", [here / "mine-articles"], HashEmbedder())
    with pytest.raises(FootnoteError, match=r"write \./news for the first, .*libraries/news for the other"):
        folder_of("news")
    (here / "news").rename(here / "olds")
    assert folder_to_write("olds") == here / "olds"
    assert folder_to_ask("olds") == here / "olds"
    assert folder_to_ask("news") == news


def test_the_folder_of_libraries_itself_is_no_riddle(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(news.parent)
    assert folder_to_ask("news") == news


@pytest.mark.parametrize("name", ["", "-news", "a:b", "a\nb", "\x1b[2J", "x" * 65, "_news"])
def test_what_is_no_name_is_one_line(name: str) -> None:
    with pytest.raises(FootnoteError, match="is no name for a library") as raised:
        folder_of(name)
    assert str(raised.value).isprintable()


def test_a_name_that_no_library_has_is_said_with_the_nearest(news: Path) -> None:
    assert news.is_dir()
    with pytest.raises(FootnoteError, match="no library 'nwes': did you mean 'news'"):
        choose_library("nwes", Settings())
    with pytest.raises(FootnoteError, match="no library 'default': 'footnote libraries' lists"):
        choose_library(None, Settings(library="default"))
    assert choose_library("sample", Settings()).is_sample


def test_the_sample_is_not_written() -> None:
    with pytest.raises(FootnoteError, match="choose another name"):
        folder_to_write("sample")


def test_what_is_listed(news: Path, tmp_path: Path) -> None:
    assert names() == ["news"]
    (only,) = listed(Settings())
    assert (only.name, only.folder, only.is_default, only.articles, only.passages) == ("news", news, False, 2, 4)
    assert only.bytes > (news / FILE_NAME).stat().st_size
    assert only.changed
    build(default_library(), [tmp_path / "articles" / "1.md"], HashEmbedder())
    assert [(one.name, one.is_default, one.articles) for one in listed(Settings())] == [
        ("default", True, 1),
        ("news", False, 2),
    ]
    assert [one.is_default for one in listed(Settings(library="news"))] == [False, True]


def test_a_default_without_a_name_and_a_damaged_one_are_listed_too(news: Path, tmp_path: Path) -> None:
    build(tmp_path / "own", [tmp_path / "articles"], HashEmbedder())
    (news / FILE_NAME).write_bytes(b"nonsense" * 99)
    own, damaged = listed(Settings(library=str(tmp_path / "own")))
    assert (own.name, own.is_default, own.problem) == (str(tmp_path / "own"), True, "")
    assert (damaged.name, damaged.articles) == ("news", 0)
    assert "doctor --repair" in damaged.problem


def test_what_people_call_it(news: Path, tmp_path: Path) -> None:
    assert called(news) == "news"
    assert called(tmp_path) == str(tmp_path)


def test_a_library_on_a_server_has_a_folder_beside_the_others(home: Path) -> None:
    folder = folder_to_write("milvus://db.example:19530/news")
    assert folder == home / ".local" / "share" / "footnote" / "milvus" / "http_db.example_19530_news"
    assert folder_to_ask("milvus://db.example/news") == folder, "19530 is the port where none is named"
    assert noted(folder).uri == "http://db.example:19530"
    assert called(folder) == "milvus://db.example:19530/news"
    assert folder_of("milvus+https://db.example/news") != folder
    with pytest.raises(FootnoteError, match="names no library in Milvus"):
        folder_of("milvus://db.example")


def test_a_library_of_milvus_lite_has_a_name_or_a_folder(news: Path, tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match=r"there is no library of Milvus Lite in .*/libraries/olds"):
        folder_to_ask("milvus-lite:olds")
    assert folder_to_write("milvus-lite:olds") == news.parent / "olds"
    assert is_in_milvus(news.parent / "olds")
    assert folder_to_ask("olds") == folder_to_ask("milvus-lite:olds") == news.parent / "olds"
    assert names() == ["news", "olds"]
    assert folder_to_write(f"milvus-lite:{tmp_path}/own") == tmp_path / "own"
    with pytest.raises(FootnoteError, match="holds a library in SQLite"):
        folder_to_write("milvus-lite:news")
    with pytest.raises(FootnoteError, match="choose another name"):
        folder_to_write("milvus-lite:sample")
