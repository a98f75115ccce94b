"""A library that is opened and searched, also when it is damaged, changed meanwhile, or asked strange things."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import HashEmbedder, prose, write_article, write_articles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.matrix import unit
from index.schema import FILE_NAME, open_library
from index.search import reciprocal_rank_fusion
from index.store import Order
from index.types import Article, Filters, Hit
from index.vectors import FlatStore, load_store

MODES = ("fused", "dense", "bm25")
STORY = (
    "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night. "
    "Engineers found cracks in the wheel house and said repairs would cost four million euros. "
    "About sixty workers were sent home, and the council promised to pay their wages until summer."
)
REWRITTEN = STORY.replace("closed", "shut").replace("About sixty", "Some sixty")
CAFE = "Le Café Ünder 👩‍👧 opened in Marsh. Its naïve painter came from Århus. “It’s fine”, she said — twice."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 5))
    write_article(folder, "story.md", "Mill shut", STORY, date="2024-03-05", source="Marsh Gazette")
    write_article(folder, "wire.md", "Old mill closes", REWRITTEN, date="2024-03-06", source="Wire")
    write_article(folder, "cafe.md", "A café", CAFE, date="2023-05-01", source="Gazette")
    return folder


@pytest.fixture
def folder(library_dir: Path, news: Path) -> Path:
    """An indexed library."""
    build(library_dir, [news], HashEmbedder())
    return library_dir


@pytest.fixture
def library(folder: Path, embedder: HashEmbedder) -> Iterator[Library]:
    with Library.open(folder, embedder) as opened:
        yield opened


def _paths(hits: list[Hit]) -> list[str]:
    return [hit.article.path for hit in hits]


# --- what is found


@pytest.mark.parametrize("mode", MODES)
def test_every_way_of_searching(library: Library, mode: str) -> None:
    hits = library.search(prose(2003, 12), 3, mode=mode)
    assert (hits[0].article.path, hits[0].passage.text) == ("3.md", prose(2003, 12))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) <= 3


@pytest.mark.parametrize("mode", MODES)
def test_hits_quote_their_article(library: Library, mode: str) -> None:
    for question in ("café naïve painter 👩‍👧", "mill", prose(1001, 2)):
        hits = library.search(question, 50, mode=mode)
        assert hits
        for hit in hits:
            passage = hit.passage
            assert hit.article.text[passage.start : passage.end] == passage.text
            assert passage.article_id == hit.article.id
            assert library.article(hit.article.id) == hit.article


def test_similarity_is_the_cosine_to_the_question(library: Library, embedder: HashEmbedder) -> None:
    (question,) = embedder.embed(["mill river"])
    for hit in library.search("mill river", 3):
        (vector,) = embedder.embed([f"{hit.article.title}\n{hit.passage.text}"])
        assert hit.similarity == pytest.approx(float(vector @ question), abs=2e-3)


def test_accents_case_and_word_forms_do_not_matter_to_bm25(library: Library) -> None:
    for question in ("CAFE ARHUS", "naive painters", "painter’s twice-opened"):
        assert _paths(library.search(question, mode="bm25")) == ["cafe.md"]


def test_near_duplicates_are_one_hit_that_lists_its_copies(library: Library) -> None:
    for mode in MODES:
        hits = [
            hit for hit in library.search("mill river engineers cracks", 50, mode=mode) if "mill" in hit.passage.text
        ]
        (hit,) = hits
        assert {hit.article.path, *(copy.path for copy in hit.copies)} == {"story.md", "wire.md"}
        assert len(hit.copies) == 1
    assert all(hit.copies == () for hit in library.search(prose(1001, 1)) if hit.article.path == "1.md")


def test_a_family_whose_passages_differ_is_not_collapsed(folder: Path, news: Path, embedder: HashEmbedder) -> None:
    """Two versions of a story: what only one of them says is a hit of its own."""
    shared = (prose(50, 12), prose(51, 12))
    write_article(news, "story.md", "Mill shut", *shared, prose(77, 12))
    write_article(news, "wire.md", "Old mill closes", *shared, prose(78, 12))
    build(folder, [news], embedder)
    with Library.open(folder, embedder) as library:
        assert library.counts().families == 1
        hits = [
            hit for hit in library.search("mill " + prose(77, 2), 50) if hit.article.path in ("story.md", "wire.md")
        ]
    copies = {hit.passage.text: len(hit.copies) for hit in hits}
    assert copies == {shared[0]: 1, shared[1]: 1, prose(77, 12): 0, prose(78, 12): 0}
    assert len(hits) == 4


def test_several_forms_of_a_question_are_fused(library: Library) -> None:
    one, other = prose(1001, 2), prose(2004, 2)
    hits = library.search([one, other], 2)
    assert sorted(_paths(hits)) == ["1.md", "4.md"]
    similar = library.search(one, 2)[0].similarity
    assert next(hit.similarity for hit in hits if hit.article.path == "1.md") == similar
    assert _paths(library.search([one], 3)) == _paths(library.search(one, 3))


def test_rank_fusion() -> None:
    ranked = reciprocal_rank_fusion([[1, 2, 3], [3, 4], []])
    assert [item for item, _ in ranked] == [3, 1, 2, 4]
    assert ranked[0][1] == pytest.approx(1 / 13 + 1 / 11)
    # a tie goes to the better one in the first ranking, whichever was indexed first
    assert [item for item, _ in reciprocal_rank_fusion([[9], [5]])] == [9, 5]
    assert [item for item, _ in reciprocal_rank_fusion([[5], [9]])] == [5, 9]
    assert [item for item, _ in reciprocal_rank_fusion([[2, 1], [1, 2]])] == [2, 1]
    assert [item for item, _ in reciprocal_rank_fusion([[2, 1], [1, 2], [3, 1, 2], [3, 2, 1]])] == [2, 1, 3]
    assert reciprocal_rank_fusion([]) == []


@pytest.mark.parametrize("mode", MODES)
def test_filters(library: Library, mode: str) -> None:
    def found(filters: Filters) -> set[str]:
        hits = library.search("mill river café painter", 50, filters=filters, mode=mode)
        return {path for hit in hits for path in (hit.article.path, *(copy.path for copy in hit.copies))}

    assert found(Filters(since="2024-01-01")) == {"story.md", "wire.md"}
    assert found(Filters(until="2023-12-31")) == {"cafe.md"}
    assert "cafe.md" in found(Filters(source="gazette"))
    assert found(Filters(source="wire", since="2025")) == set()


def test_no_more_hits_than_asked_for(library: Library) -> None:
    assert len(library.search("mill", 1)) == 1
    assert library.search("mill", 0) == []
    assert library.search([], 5) == []


# --- strange questions


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "the of and",
        '"',
        "mill AND",
        'NEAR("mill river", 3)',
        "title:mill OR NOT text : * ^river",
        "mill* {title text} : (river",
        "'; DROP TABLE article; --",
        "mill\0river\x1b[31m\n\t",
        "👩‍👧 🇫🇷",
        "\ud800 mill",
        "½ ² Ⅷ ٣ ﬁ ß İ",
        "mill " * 1000,
        "x" * 5000,
        " ".join(f"word{number}" for number in range(1000)),
    ],
)
def test_hostile_questions(library: Library, question: str, mode: str) -> None:
    for hit in library.search(question, 3, mode=mode):
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(MODES), st.text(st.characters(), max_size=10))
def test_any_question(library: Library, question: str, mode: str, source: str) -> None:
    assert len(library.search([question, source], 3, mode=mode)) <= 3
    library.search(question, 3, filters=Filters(source=source), mode=mode)


def test_operators_are_words(library: Library) -> None:
    assert _paths(library.search("NOT mill", mode="bm25")) == _paths(library.search("mill", mode="bm25")) != []


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


# --- the library on disk


@pytest.mark.parametrize(
    "damage", ["deleted", "empty", "cut", "garbage", "other dimension", "other kind", "other count"]
)
def test_vectors_are_rebuilt_without_embedding(folder: Path, embedder: HashEmbedder, damage: str) -> None:
    with Library.open(folder, HashEmbedder()) as library:
        expected = library.search("mill", 50, mode="dense")
    (file,) = folder.glob("*.faiss")
    _damage(file, damage, len(expected))
    with Library.open(folder, embedder) as library:
        assert library.search("mill", 50, mode="dense") == expected
    assert embedder.embedded == ["mill"]


def _damage(file: Path, how: str, hits: int) -> None:
    import faiss

    whole = file.read_bytes()
    count = len(load_store(file) or ())
    assert count >= hits > 0
    random = np.random.default_rng(1)
    match how:
        case "deleted":
            file.unlink()
        case "empty":
            file.write_bytes(b"")
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "garbage":
            file.write_bytes(b"\xff" * len(whole))
        case "other kind":
            other = faiss.IndexFlatL2(64)
            other.add(random.normal(size=(count, 64)).astype(np.float32))
            faiss.write_index(other, str(file))
        case _:
            size, dimension = (count, 8) if how == "other dimension" else (count + 1, 64)
            vectors = unit(random.normal(size=(size, dimension)).astype(np.float32))
            FlatStore.empty(dimension).filled([(np.arange(size), vectors)]).save(file)


def test_no_library(tmp_path: Path, embedder: HashEmbedder) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FootnoteError, match="there is no library in"):
            Library.open(folder, embedder)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not a database, but long enough to be taken for one" * 40, "not a Footnote library"),
        (b"SQLite format 3\0", "not a Footnote library"),
        (b"", "there is no library in"),  # what a kill at the very first moment leaves
    ],
)
def test_a_file_that_is_not_a_library(tmp_path: Path, embedder: HashEmbedder, content: bytes, says: str) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(FootnoteError, match=says) as error:
        Library.open(tmp_path, embedder)
    assert "\n" not in str(error.value)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_database_of_another_program(tmp_path: Path, embedder: HashEmbedder) -> None:
    import sqlite3

    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE other (x)")
    connection.commit()
    connection.close()
    write_articles(tmp_path / "news", [1])
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(FootnoteError, match="not a Footnote library"):
        Library.open(tmp_path, embedder)
    with pytest.raises(FootnoteError, match="not a Footnote library"):
        build(tmp_path, [tmp_path / "news"], embedder)
    assert (tmp_path / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize("damage", ["cut in half", "overwritten behind the first page"])
def test_a_damaged_library_is_one_line(folder: Path, news: Path, embedder: HashEmbedder, damage: str) -> None:
    file = folder / FILE_NAME
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage == "cut in half" else whole[:4096].ljust(len(whole), b"\xff"))
    with (
        pytest.raises(FootnoteError, match=r"damaged|not a Footnote library") as reading,
        Library.open(folder, embedder) as library,
    ):
        library.search(prose(1001, 2))
    with pytest.raises(FootnoteError, match=r"damaged|not a Footnote library") as writing:
        build(folder, [news], embedder, rebuild=True)
    assert "\n" not in f"{reading.value}{writing.value}"


def test_a_library_made_with_another_model(folder: Path) -> None:
    with pytest.raises(FootnoteError, match="hash-64, not other"):
        Library.open(folder, HashEmbedder("other"))


def test_a_reader_sees_what_is_indexed_later(library: Library, news: Path) -> None:
    assert prose(9, 2) not in {hit.passage.text for hit in library.search(prose(9, 2), 50)}
    write_article(news, "new.md", "New", prose(9, 2))
    (news / "1.md").unlink()
    build(library.folder, [news], HashEmbedder())
    for mode in MODES:
        assert library.search(prose(9, 2), mode=mode)[0].passage.text == prose(9, 2)
        assert "1.md" not in _paths(library.search(prose(1001, 12), 50, mode=mode))
    assert isinstance(library.article("new.md"), Article)
    assert library.counts().articles == 7


def test_an_empty_library_finds_nothing(library_dir: Path, embedder: HashEmbedder) -> None:
    library_dir.mkdir()
    open_library(library_dir, create=True).close()
    with Library.open(library_dir, embedder) as library:
        assert [library.search("mill", mode=mode) for mode in MODES] == [[], [], []]
        assert library.counts().articles == 0


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
