"""What refusal is decided on."""

from __future__ import annotations

import pytest
from fakes import hit_of, no_similarity
from hypothesis import given
from hypothesis import strategies as st

from index.types import Hit
from qa.attribute import gather
from qa.extract import key_sentence
from qa.refuse import THRESHOLD, Signals, confidence, signals

MILL = hit_of("The town of Marsh closed its oldest mill on Tuesday.", 1)
RIVER = hit_of("The river rose two metres in a night.", 2, title="Floods in Marsh")


def _signals(question: str, hits: list[Hit]) -> Signals:
    return signals(question, hits, key_sentence(question, gather(hits), no_similarity))


def test_coverage_is_the_best_passage_s_share_of_the_question_with_its_title() -> None:
    assert _signals("mill bridges", [MILL, RIVER]).coverage == 0.5
    assert _signals("floods rivers nights metres", [MILL, RIVER]).coverage == 1.0
    assert _signals("castles", [MILL, RIVER]).coverage == 0.0


def test_no_passages_or_no_words_are_no_evidence() -> None:
    assert _signals("Which mill closed?", []) == Signals(0.0, 0.0)
    assert _signals("Who is it?", [MILL]) == Signals(0.0, 0.0)
    assert confidence(Signals(0.0, 0.0)) < THRESHOLD


def test_a_question_in_the_passage_s_words_is_answered_and_one_in_others_refused() -> None:
    assert confidence(_signals("Which town closed its oldest mill on Tuesday?", [MILL])) >= THRESHOLD
    assert confidence(_signals("How tall is the tower in Paris?", [MILL, RIVER])) < THRESHOLD


@given(st.floats(-1, 2), st.floats(0, 1), st.floats(0, 1))
def test_confidence_is_a_probability_that_grows_with_each_signal(
    closeness: float, coverage: float, more: float
) -> None:
    before = confidence(Signals(closeness, coverage))
    assert 0 < before < 1
    assert confidence(Signals(closeness + more, coverage)) >= before
    assert confidence(Signals(closeness, coverage + more)) >= before


@pytest.mark.parametrize("question", ["", "?", "the of and"])
def test_strange_questions_have_signals_too(question: str) -> None:
    assert _signals(question, [MILL]).coverage == 0.0
