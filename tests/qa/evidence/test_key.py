"""The sentence that is underlined before anything is answered."""

from __future__ import annotations

import pytest

from index.types import Hit
from qa.evidence.gather import Gathered
from qa.evidence.key import key_sentence
from qa.question.kind import Kind
from tests.gathered import found, gathered, part, passage, scored, understood

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
SILL = "The Sill rose two metres in a single night."
WAGES = "The council promised to pay sixty workers until summer."
STORY = passage(1, CLOSED, SILL)
NEXT = passage(2, WAGES)


def _key(evidence: Gathered, kind: Kind) -> str | None:
    place = key_sentence(understood(evidence, kind), evidence)
    return None if place is None else evidence.hits[0].article.text[slice(*place)]


@pytest.mark.parametrize(("words", "key"), [("two metres", SILL), ("Marsh", CLOSED)])
def test_for_a_fact_it_holds_the_likeliest_words(words: str, key: str) -> None:
    other = CLOSED if key == SILL else SILL
    evidence = gathered(part(scored(STORY, other, 0.9), found=[found(STORY, words)], kind=Kind.FACT))
    assert _key(evidence, Kind.FACT) == key


def test_for_an_open_question_it_is_the_likeliest_sentence() -> None:
    evidence = gathered(
        part(scored(STORY, CLOSED, 0.4), scored(STORY, SILL, 0.6), found=[found(STORY, "Marsh", "two metres")])
    )
    assert _key(evidence, Kind.WHY) == SILL


def test_it_is_of_the_first_passage_though_another_has_a_likelier_one() -> None:
    evidence = gathered(
        part(scored(STORY, CLOSED, 0.4), scored(NEXT, WAGES, 0.9), found=[found(STORY), found(NEXT)], kind=Kind.WHY)
    )
    assert evidence.hits[0].passage.id == STORY.passage.id
    assert _key(evidence, Kind.WHY) == CLOSED


def test_where_no_words_are_likely_a_fact_has_its_likeliest_sentence() -> None:
    evidence = gathered(part(scored(STORY, SILL, 0.6), found=[found(STORY)], kind=Kind.FACT))
    assert _key(evidence, Kind.FACT) == SILL


def test_words_of_a_second_passage_are_not_looked_for_in_the_first() -> None:
    evidence = gathered(part(scored(STORY, CLOSED, 0.6), found=[found(STORY), found(NEXT, "sixty")], kind=Kind.FACT))
    assert _key(evidence, Kind.FACT) == CLOSED


@pytest.mark.parametrize("kind", [Kind.FACT, Kind.OVERVIEW])
@pytest.mark.parametrize("hits", [[], [STORY]])
def test_without_a_sentence_there_is_none(kind: Kind, hits: list[Hit]) -> None:
    evidence = gathered(part(found=[found(hit) for hit in hits], kind=kind))
    assert key_sentence(understood(evidence, kind), evidence) is None
