"""Figures and their intervals, also where there is little to resample."""

from __future__ import annotations

import pytest

from qa.evaluation.bootstrap import Figure, mean, quantile, ratio

pytestmark = pytest.mark.filterwarnings("error")


def test_nothing_measured() -> None:
    for figure in (mean([]), ratio([]), ratio([(0, 0)]), quantile([], 0.5)):
        assert figure == Figure(None, None, None, 0)


def test_one_question_and_equal_questions_have_no_spread() -> None:
    assert mean([1.0]) == Figure(1.0, 1.0, 1.0, 1)
    assert mean([0.5] * 7) == Figure(0.5, 0.5, 0.5, 7)
    assert mean([False, False]) == Figure(0.0, 0.0, 0.0, 2)
    assert quantile([3.0, 3.0], 0.9) == Figure(3.0, 3.0, 3.0, 2)


def test_the_interval_of_a_share_is_the_binomial_one() -> None:
    figure = mean([True] * 80 + [False] * 20)
    assert figure.value == pytest.approx(0.8)
    # 1.96 standard errors of .04 to either side
    assert figure.low == pytest.approx(0.72, abs=0.015)
    assert figure.high == pytest.approx(0.88, abs=0.015)
    assert figure == mean([True] * 80 + [False] * 20)


def test_a_ratio_weighs_things_and_resamples_questions() -> None:
    figure = ratio([(1, 1), (0, 3), (0, 0)])
    assert (figure.value, figure.n) == (0.25, 4)
    # either question may be drawn twice
    assert (figure.low, figure.high) == (0.0, 1.0)


def test_quantiles_by_hand() -> None:
    assert quantile([4.0, 1.0, 3.0, 2.0], 0.5).value == 2.5
    assert quantile(range(1, 12), 0.9).value == 10.0
