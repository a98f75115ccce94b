"""What a library knows of itself: how many articles, of when, from where, and which stand for the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import representative
from index.build import build
from index.library import Library
from index.schema import open_library
from index.types import Article, Filters, LibraryOverview
from tests.fakes import HashEmbedder, prose, write_article

ARTICLES = {
    "mill.md": ("2031-03-05", "Marsh Gazette"),
    "river.md": ("2031-03-05", "Wire"),
    "bridge.md": ("2030-12-31", "Marsh Gazette"),
    "café.md": ("2028-07-01", "École"),
    "leaflet.md": (None, "Marsh Gazette"),
    "note.md": (None, None),
}
TOPICS = ("barley oats harvest farm", "ferry harbour tide sailor", "goal coach stadium team")


@pytest.fixture
def library(tmp_path: Path, library_dir: Path) -> Iterator[Library]:
    for seed, (name, (date, source)) in enumerate(ARTICLES.items()):
        known = {key: value for key, value in {"date": date, "source": source}.items() if value}
        write_article(tmp_path / "news", name, name, prose(seed), **known)
    build(library_dir, [tmp_path / "news"], HashEmbedder())
    with Library.open(library_dir, HashEmbedder()) as opened:
        yield opened


def _paths(articles: list[Article]) -> list[str]:
    return [one.path for one in articles]


def test_overview(library: Library) -> None:
    sources = (("Marsh Gazette", 3), ("École", 1), ("Wire", 1))
    found = library.overview()
    assert found == LibraryOverview(6, 2, "2028-07-01", "2031-03-05", found.sources)
    assert sorted(found.sources) == sorted(sources)
    assert found.sources[0] == sources[0]


@pytest.mark.parametrize(
    ("filters", "articles", "undated", "oldest", "newest"),
    [
        (Filters(since="2030-01-01"), 3, 0, "2030-12-31", "2031-03-05"),
        (Filters(until="2030-01-01"), 1, 0, "2028-07-01", "2028-07-01"),
        (Filters(source="gazette"), 3, 1, "2030-12-31", "2031-03-05"),
        (Filters(source="ÉCOLE"), 1, 0, "2028-07-01", "2028-07-01"),
        (Filters(source="nobody"), 0, 0, None, None),
        (Filters(source="\ud800"), 0, 0, None, None),
    ],
)
def test_overview_obeys_filters(
    library: Library, filters: Filters, articles: int, undated: int, oldest: str | None, newest: str | None
) -> None:
    found = library.overview(filters)
    assert (found.articles, found.undated, found.oldest, found.newest) == (articles, undated, oldest, newest)
    assert sum(count for _, count in found.sources) == articles
    assert library.newest_date(filters) == newest


def test_newest_and_oldest(library: Library) -> None:
    (newest,) = library.newest()
    assert newest == library.article(newest.path)
    assert set(_paths(library.newest(most=2))) == {"mill.md", "river.md"}
    assert _paths(library.newest(most=10))[2:] == ["bridge.md", "café.md"]
    assert _paths(library.oldest(most=2)) == ["café.md", "bridge.md"]
    assert _paths(library.oldest(Filters(source="gazette"))) == ["bridge.md"]
    assert library.newest(Filters(since="2032-01-01")) == []


def test_articles_that_only_their_missing_date_hides(library: Library) -> None:
    assert library.count_undated() == library.count_undated(Filters(source="gazette")) == 0
    assert library.count_undated(Filters(since="2031-01-01")) == library.count_undated(Filters(until="2031-01-01")) == 2
    assert library.count_undated(Filters(since="2031-01-01", source="gazette")) == 1
    assert library.count_undated(Filters(since="2031-01-01", source="wire")) == 0


def test_few_articles_all_stand_for_themselves(library: Library) -> None:
    assert sorted(_paths(library.representative(most=6))) == sorted(ARTICLES)
    assert _paths(library.representative(Filters(source="wire"), most=6)) == ["river.md"]
    assert len(library.representative(most=2)) == 2


def test_an_empty_library(library_dir: Path) -> None:
    library_dir.mkdir()
    open_library(library_dir, create=True).close()
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.overview() == LibraryOverview(0, 0, None, None, ())
        assert (library.newest_date(), library.count_undated(Filters(since="2031-01-01"))) == (None, 0)
        assert library.newest() == library.oldest() == library.representative() == []


@pytest.fixture
def topics(tmp_path: Path, library_dir: Path) -> Iterator[Library]:
    """Eight articles on one topic, four on the next, two on the last."""
    for number, (topic, count) in enumerate(zip(TOPICS, (8, 4, 2), strict=True)):
        for seed in range(count):
            text = f"{topic} {prose(100 * number + seed, 1)} {topic} {topic}."
            write_article(tmp_path / "news", f"{number}-{seed}.md", topic, text)
    build(library_dir, [tmp_path / "news"], HashEmbedder())
    with Library.open(library_dir, HashEmbedder()) as opened:
        yield opened


def test_each_topic_is_represented_the_largest_first(topics: Library) -> None:
    found = topics.representative(most=3)
    assert [one.title for one in found] == list(TOPICS)
    assert topics.representative(most=3) == found


def test_of_many_articles_a_sample_is_looked_at(topics: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(representative, "_SAMPLE", 7)
    found = topics.representative(most=3)
    assert len({one.path for one in found}) == 3
    assert len(topics.representative(most=10)) == 10
