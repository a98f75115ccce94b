"""The logistic regressions: what raises a chance, and that no signal breaks one."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.configuration import SHIPPED
from qa.evidence.calibration import (
    ANSWER,
    ANSWER_ALONE,
    PASSAGE,
    Signals,
    Weights,
    probability,
)

SEEN = Signals(relevance=1.0, span=2.0, rank=3, similarity=0.5, opinion=1.0)
_SIGNALS = st.builds(
    Signals,
    st.floats(-30, 30),
    st.floats(-60, 60),
    st.integers(0, 99),
    st.floats(-1, 1),
    st.floats(-1e9, 1e9),
)


def test_a_logit_is_the_sum_of_the_weighed_features() -> None:
    assert Weights(0.5, (1.0, 2.0, 0.0, 10.0, 100.0)).logit(SEEN) == pytest.approx(0.5 + 1 + 4 + 5 + 100)
    assert Weights(0.0, (0.0, 0.0, 1.0)).logit(SEEN) == pytest.approx(math.log(13))


def test_weights_that_know_no_opinion_leave_it_out() -> None:
    for weights in (PASSAGE, ANSWER_ALONE):
        assert weights.logit(SEEN) == weights.logit(replace(SEEN, opinion=-9.0))


def test_words_of_the_kind_that_is_asked_for_are_likelier_and_others_less_likely() -> None:
    of_kind, other = (ANSWER.logit(replace(SEEN, is_of_kind=one)) for one in (True, False))
    assert other < ANSWER.logit(SEEN) < of_kind


def test_an_opinion_counts_no_further_than_it_is_sure() -> None:
    sure, surer = (ANSWER.logit(replace(SEEN, opinion=opinion)) for opinion in (50.0, 1e9))
    assert sure == surer > ANSWER.logit(SEEN) > ANSWER.logit(replace(SEEN, opinion=-50.0))


@pytest.mark.parametrize("weights", [PASSAGE, ANSWER_ALONE, ANSWER])
def test_likelier_words_and_closer_passages_raise_every_chance_and_better_ranks_lower_none(weights: Weights) -> None:
    least = weights.logit(SEEN)
    assert weights.logit(replace(SEEN, span=3.0)) > least
    assert weights.logit(replace(SEEN, similarity=0.6)) >= least
    assert weights.logit(replace(SEEN, rank=2)) >= least


def test_a_probability_is_even_at_a_logit_of_nothing() -> None:
    assert probability(0.0) == 0.5
    assert probability(1.0) == pytest.approx(1 - probability(-1.0))
    assert probability(-math.inf) < 1e-20
    assert probability(math.inf) == pytest.approx(1.0)


@given(_SIGNALS, st.sampled_from([PASSAGE, ANSWER_ALONE, ANSWER]))
def test_whatever_is_seen_gives_a_probability(seen: Signals, weights: Weights) -> None:
    assert 0 <= probability(weights.logit(seen)) <= 1


def test_the_threshold_is_a_chance() -> None:
    assert 0 < SHIPPED.threshold < 1
