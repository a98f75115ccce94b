"""Articles by id, beginning and path, and in lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.store import Order
from tests.fakes import HashEmbedder, prose, write_article
from tests.index.library.stories import STORY

# --- articles


def test_articles_by_id_beginning_and_path(library: Library) -> None:
    article = library.article("story.md")
    assert (article.title, article.date, article.source) == ("Mill shut", "2024-03-05", "Marsh Gazette")
    assert article.text == STORY
    assert library.article(article.id) == library.article(article.id[:9]) == article


def test_an_ambiguous_beginning_names_the_choices(tmp_path: Path, library_dir: Path, embedder: HashEmbedder) -> None:
    for number in range(20):  # more articles than hex digits: two ids begin alike
        write_article(tmp_path / "many", f"{number}.md", "T", prose(number))
    build(library_dir, [tmp_path / "many"], embedder)
    with Library.open(library_dir, embedder) as library:
        ids = [library.article(f"{number}.md").id for number in range(20)]
        first = next(key[0] for key in ids if sum(other[0] == key[0] for other in ids) > 1)
        with pytest.raises(FootnoteError, match="several articles") as error:
            library.article(first)
    assert all((key in str(error.value)) == key.startswith(first) for key in ids)


@pytest.mark.parametrize("wanted", ["", "zz", "story", "%", "_", "nowhere.md", "\ud800", "\0", "'"])
def test_no_such_article(library: Library, wanted: str) -> None:
    with pytest.raises(FootnoteError, match="no article") as error:
        library.article(wanted)
    str(error.value).encode()


# --- lists of articles


def test_all_articles_in_three_orders(library: Library) -> None:
    def listed(order: Order) -> list[str]:
        return [one.path for one in library.entries(library.order(order))]

    assert listed("date")[:3] == ["wire.md", "story.md", "cafe.md"]
    assert listed("source")[:3] == ["cafe.md", "story.md", "wire.md"]
    assert listed("title")[:3] == ["cafe.md", "1.md", "2.md"]
    assert len(listed("date")) == 7
    assert library.entries([0, 10**9]) == []


def test_an_entry_is_everything_but_the_text(library: Library) -> None:
    entry = library.entries(library.order("date"))[0]
    article = library.article(entry.id)
    assert (entry.path, entry.title, entry.source, entry.date) == ("wire.md", "Old mill closes", "Wire", "2024-03-06")
    assert (article.path, article.title) == (entry.path, entry.title)


@pytest.mark.parametrize(
    ("begun", "found"),
    [
        ("mill", ["wire.md", "story.md"]),
        ("old mi", ["wire.md"]),
        ("café", ["cafe.md"]),
        ("mill zebra", []),
        ("", []),
        ('" OR title: *', []),
        ("\ud800", []),
    ],
)
def test_titles_are_found_as_one_types(library: Library, begun: str, found: list[str]) -> None:
    assert [one.path for one in library.titled(begun)] == found


def test_what_is_typed_finds_titles_first_then_passages(library: Library) -> None:
    found = [one.path for one in library.find("mill", 3)]
    assert found[:2] == ["wire.md", "story.md"]
    assert len(set(found)) == len(found) == 3
    assert library.find("painter from Århus")[0].path == "cafe.md"


def test_sources_by_how_much_they_wrote(library: Library) -> None:
    assert library.sources() == ["Gazette", "Marsh Gazette", "Wire"]
    assert library.sources(1) == ["Gazette"]


def test_the_file_of_an_article_is_named_only_where_it_is(library: Library, news: Path, tmp_path: Path) -> None:
    ids = {one.path: one.id for one in library.entries(library.order("date"))}
    assert library.file_of(ids["wire.md"]) == news / "wire.md"
    assert library.file_of("nothing") is None
    (news / "wire.md").unlink()
    assert library.file_of(ids["wire.md"]) is None
    outside = tmp_path / "outside.md"
    outside.write_text("secret")
    (news / "wire.md").symlink_to(outside)
    assert library.file_of(ids["wire.md"]) is None


def test_the_file_of_an_article_whose_root_is_the_file(tmp_path: Path, library_dir: Path) -> None:
    file = write_article(tmp_path, "alone.md", "Alone", STORY)
    build(library_dir, [file], HashEmbedder())
    with Library.open(library_dir, HashEmbedder()) as opened:
        entry = opened.entries(opened.order("date"))[0]
        assert opened.file_of(entry.id) == file
