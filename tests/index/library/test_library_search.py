"""What a library finds, and what it makes of strange questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.library import Library
from index.search import Mode, reciprocal_rank_fusion
from index.types import Filters
from tests.fakes import HashEmbedder, prose, write_article
from tests.index.library.stories import MODES, paths_of

# --- what is found


@pytest.mark.parametrize("mode", MODES)
def test_every_way_of_searching(library: Library, mode: Mode) -> None:
    hits = library.search(prose(2003, 12), 3, mode=mode)
    assert (hits[0].article.path, hits[0].passage.text) == ("3.md", prose(2003, 12))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) <= 3


@pytest.mark.parametrize("mode", MODES)
def test_hits_quote_their_article(library: Library, mode: Mode) -> None:
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
        assert paths_of(library.search(question, mode="bm25")) == ["cafe.md"]


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
    assert sorted(paths_of(hits)) == ["1.md", "4.md"]
    similar = library.search(one, 2)[0].similarity
    assert next(hit.similarity for hit in hits if hit.article.path == "1.md") == similar
    assert paths_of(library.search([one], 3)) == paths_of(library.search(one, 3))


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
def test_filters(library: Library, mode: Mode) -> None:
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
def test_hostile_questions(library: Library, question: str, mode: Mode) -> None:
    for hit in library.search(question, 3, mode=mode):
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60), st.sampled_from(MODES), st.text(st.characters(), max_size=10))
def test_any_question(library: Library, question: str, mode: Mode, source: str) -> None:
    assert len(library.search([question, source], 3, mode=mode)) <= 3
    library.search(question, 3, filters=Filters(source=source), mode=mode)


def test_operators_are_words(library: Library) -> None:
    assert paths_of(library.search("NOT mill", mode="bm25")) == paths_of(library.search("mill", mode="bm25")) != []
