"""What is searched for and read: as deep as the kind needs, a ranking for each part, within the time that is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from index.types import Filters, Hit
from qa.evidence.gather import Gathered, gather, gather_in_period
from qa.question.kind import Kind
from qa.question.understood import Part, Period, Understood
from tests.fakes import WordReader
from tests.gathered import passage

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
SILL = "The Sill rose two metres in a single night."
WAGES = "The council promised to pay sixty workers until summer."
MILL = "Which town closed its oldest mill?"
RIVER = "How far did the Sill rise in a night?"
STORY = passage(1, CLOSED, SILL, date="2024-03-05")
NEXT = passage(2, WAGES, date="2023-05-01")


@dataclass
class _Library:
    """Finds the same passages whatever is searched for, as far as the filters allow; notes what it was asked."""

    hits: Sequence[Hit]
    asked: list[tuple[tuple[str, ...], int, Filters]] = field(default_factory=list)

    def search(
        self,
        queries: Sequence[str],
        k: int,
        *,
        filters: Filters,
        per_article: int | None = None,  # noqa: ARG002
        lap: Callable[[str], None],
    ) -> list[Hit]:
        self.asked.append((tuple(queries), k, filters))
        lap("vectors")
        since, until = filters.since or "", filters.until or "9"
        return [hit for hit in self.hits if since <= (hit.article.date or "") <= until][:k]


def _understood(*parts: Part, kind: Kind = Kind.FACT, period: Period | None = None) -> Understood:
    asked = " ".join(one.question for one in parts)
    return Understood(asked, asked, kind, (asked, "typed"), parts, period)


def _gather(library: _Library, *parts: Part, **known: object) -> Gathered:
    asked = _understood(*parts, **known)  # type: ignore[arg-type]
    return gather_in_period(asked, library, WordReader(), Filters())  # type: ignore[arg-type]


# --- how deep


def test_for_a_fact_fewer_passages_are_read_than_for_an_overview() -> None:
    stories = [passage(number, CLOSED, date="2024-03-05") for number in range(1, 31)]
    read = {}
    for kind in (Kind.FACT, Kind.COUNT, Kind.OVERVIEW, Kind.LIST, Kind.WHY, Kind.COMPARISON):
        gathered = _gather(_Library(stories), Part(MILL, kind), kind=kind)
        read[kind] = len(gathered.parts[0].found)
    assert read.pop(Kind.FACT) == read.pop(Kind.COUNT) == 6 < min(read.values())


def test_one_question_is_searched_for_in_all_its_forms_and_read_as_it_stands_alone() -> None:
    library, reader = _Library([STORY]), WordReader()
    asked = replace(_understood(Part("As a part", Kind.FACT)), standalone=MILL)
    gather(asked, library, reader, Filters())  # type: ignore[arg-type]
    ((queries, _, _),) = library.asked
    assert queries == asked.forms
    assert reader.questions == [MILL]


# --- parts


def test_each_part_has_a_ranking_of_its_own() -> None:
    library, reader = _Library([STORY, NEXT]), WordReader()
    asked = _understood(Part(MILL, Kind.FACT), Part(RIVER, Kind.FACT))
    gathered = gather(asked, library, reader, Filters())  # type: ignore[arg-type]
    assert [queries[0] for queries, _, _ in library.asked] == [MILL, RIVER]
    assert all(queries[1:] == asked.forms for queries, _, _ in library.asked)
    assert reader.questions == [MILL, RIVER]
    assert [one.part.question for one in gathered.parts] == [MILL, RIVER]
    assert [one.sentences[0].text for one in gathered.parts] == [CLOSED, SILL]


def test_the_sentences_of_a_side_have_its_label() -> None:
    sides = (Part(MILL, Kind.COMPARISON, label="Mill"), Part(RIVER, Kind.COMPARISON, label="River"))
    gathered = _gather(_Library([STORY]), *sides, kind=Kind.COMPARISON)
    assert [{one.label for one in part.sentences} for part in gathered.parts] == [{"Mill"}, {"River"}]


def test_passages_and_sentences_of_several_parts_are_there_once_the_likeliest_first() -> None:
    gathered = _gather(_Library([NEXT, STORY]), Part(MILL, Kind.FACT), Part(RIVER, Kind.FACT))
    assert [hit.passage.id for hit in gathered.hits] == [STORY.passage.id, NEXT.passage.id]
    scores = [hit.score for hit in gathered.hits]
    assert scores == sorted(scores, reverse=True)
    sentences = gathered.sentences
    assert sorted(one.text for one in sentences) == sorted([CLOSED, SILL, WAGES])
    assert [one.score for one in sentences] == sorted((one.score for one in sentences), reverse=True)
    for one in sentences:
        assert one.hit.article.text[one.start : one.end] == one.text


def test_how_likely_a_part_is_answered_is_how_likely_its_best_passage_is() -> None:
    (part,) = _gather(_Library([NEXT, STORY]), Part(MILL, Kind.FACT)).parts
    assert part.answers == part.found[0].hit.score == max(one.hit.score for one in part.found)
    (nothing,) = _gather(_Library([]), Part(MILL, Kind.FACT)).parts
    assert (nothing.answers, nothing.found, nothing.sentences) == (0.0, (), ())


def test_an_article_that_does_not_mention_what_is_named_counts_for_less() -> None:
    plain, named, other = (f"Who closed the oldest mill of {place}?" for place in ("the town", "Marsh", "Tidewell"))
    shares = {
        asked: _gather(_Library([STORY]), Part(asked, Kind.FACT)).parts[0].found[0].share
        for asked in (plain, named, other)
    }
    assert shares[plain] == shares[named] == 1.0
    assert 0 < shares[other] < 1.0


# --- the time that is named


def test_the_time_that_is_named_bounds_the_search() -> None:
    library = _Library([NEXT, STORY])
    gathered = _gather(library, Part(MILL, Kind.FACT), period=Period("2024-01-01", "2024-12-31"))
    assert [filters for _, _, filters in library.asked] == [Filters(since="2024-01-01", until="2024-12-31")]
    assert [hit.article.date for hit in gathered.hits] == ["2024-03-05"]


@pytest.mark.parametrize("period", [Period("2019-01-01", "2019-12-31"), Period(until="2023-12-31")])
def test_where_that_time_has_no_answer_any_time_is_searched(period: Period) -> None:
    library = _Library([NEXT, STORY])
    gathered = _gather(library, Part(MILL, Kind.FACT), period=period)
    assert [filters for _, _, filters in library.asked][1:] == [Filters()]
    assert gathered.sentences[0].text == CLOSED


def test_the_filters_hold_whatever_time_is_named() -> None:
    asked = _understood(Part(MILL, Kind.FACT), period=Period("2023-01-01", "2024-12-31"))
    library, filters = _Library([NEXT, STORY]), Filters(since="2024-01-01", until="2024-06-30", source="Gazette")
    gather_in_period(asked, library, WordReader(), filters)  # type: ignore[arg-type]
    assert [used for _, _, used in library.asked] == [filters]
    # they exclude each other: what is asked about is outside
    library, filters = _Library([NEXT, STORY]), Filters(until="2022-12-31")
    gathered = gather_in_period(asked, library, WordReader(), filters)  # type: ignore[arg-type]
    assert [used for _, _, used in library.asked] == [filters]
    assert gathered.hits == ()


def test_the_stages_are_told_as_they_end() -> None:
    told: list[str] = []
    asked = _understood(Part(MILL, Kind.FACT))
    gather(asked, _Library([STORY]), WordReader(), Filters(), told.append)  # type: ignore[arg-type]
    assert told == ["vectors", "pair reader"]
