"""Choosing sentences: the likeliest, each thing once, no more than the kind of question wants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.configuration import SHIPPED, Budget
from qa.evidence.select import select
from qa.evidence.sentences import EvidenceSentence
from qa.question.kind import Kind
from tests.fakes import hit_of

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
AGAIN = "On Tuesday the town of Marsh closed its oldest mill."
RIVER = "The river rose two metres in a single night."
WAGES = "The council promised to pay sixty workers until summer."
BISHOP = "A bishop opened the new library in Tidewell."
ALL = Budget(6, 6)


def _sentence(text: str, score: float, number: int = 1) -> EvidenceSentence:
    return EvidenceSentence(hit_of(text, number), 0, len(text), text, score)


def _chosen(*scored: tuple[str, float], budget: Budget = ALL, least: float = 0.2) -> list[str]:
    sentences = [_sentence(text, score, number) for number, (text, score) in enumerate(scored, 1)]
    return [one.text for one in select(sentences, budget, least=least)]


def test_the_same_thing_is_said_once() -> None:
    assert _chosen((CLOSED, 0.9), (AGAIN, 0.8), (RIVER, 0.5)) == [CLOSED, RIVER]


def test_what_is_unlikely_is_left_out() -> None:
    assert _chosen((CLOSED, 0.9), (BISHOP, 0.1)) == [CLOSED]
    assert _chosen((CLOSED, 0.1)) == []


def test_beyond_the_first_ones_only_what_is_likely() -> None:
    scored = ((CLOSED, 0.9), (RIVER, 0.4), (WAGES, 0.4))
    assert _chosen(*scored, budget=Budget(1, 6, 0.5)) == [CLOSED]
    assert _chosen(*scored, budget=Budget(2, 6, 0.5)) == [CLOSED, RIVER]
    assert _chosen(*scored, budget=Budget(1, 6, 0.2)) == [CLOSED, RIVER, WAGES]
    assert _chosen(*scored, budget=Budget(6, 2, 0.2)) == [CLOSED, RIVER]


def test_what_was_said_or_shown_before_is_not_said_again() -> None:
    sentences = [_sentence(CLOSED, 0.9), _sentence(RIVER, 0.5, 2)]
    assert [one.text for one in select(sentences, ALL, least=0.2, said=[_sentence(AGAIN, 0.9, 3)])] == [RIVER]
    shown = {(sentences[0].hit.article.id, 4, 20)}
    assert [one.text for one in select(sentences, ALL, least=0.2, shown=shown)] == [RIVER]
    elsewhere = {("another article", 0, 50)}
    assert len(select(sentences, ALL, least=0.2, shown=elsewhere)) == 2


@given(
    st.lists(st.tuples(st.sampled_from([CLOSED, AGAIN, RIVER, WAGES, BISHOP]), st.floats(0, 1)), max_size=12),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_never_more_than_wanted_and_never_what_was_not_offered(
    scored: list[tuple[str, float]], sure: int, most: int
) -> None:
    chosen = _chosen(*scored, budget=Budget(sure, most, 0.5))
    assert len(chosen) <= most
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= {text for text, _ in scored}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.SMALL_TALK, Kind.LIBRARY)])
def test_every_kind_that_is_searched_for_has_a_budget_of_six_at_most(kind: Kind) -> None:
    assert 1 <= SHIPPED.budgets[kind].sure <= SHIPPED.budgets[kind].most <= 6
