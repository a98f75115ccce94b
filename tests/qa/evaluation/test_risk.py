"""The risk-coverage curve, by hand."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest

from qa.evaluation.risk import area, risk_coverage
from qa.evaluation.row import Row
from tests.qa.evaluation.invented import answer, refusal, row

pytestmark = pytest.mark.filterwarnings("error")


def _right(sure: float) -> Row:
    return row(answer(confidence=sure))


def _wrong(sure: float) -> Row:
    return row(answer("Otto Lang. [1]", confidence=sure))


def test_the_curve_by_hand() -> None:
    refused = row(refusal(confidence=0.1), kind="near_miss")
    unanswerable = row(answer(confidence=0.6), kind="out_of_scope")
    curve = risk_coverage([refused, _wrong(0.8), _right(0.9), unanswerable, _right(0.7)])
    assert [point.confidence for point in curve.points] == [0.9, 0.8, 0.7, 0.6, 0.1]
    assert [point.coverage for point in curve.points] == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert [point.risk for point in curve.points] == pytest.approx([0, 1 / 2, 1 / 3, 2 / 4, 3 / 5])
    assert curve.area.value == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4 + 3 / 5) / 5)
    # the operating point leaves out what was refused
    assert (curve.coverage.value, curve.risk.value) == pytest.approx((4 / 5, 2 / 4))
    assert (curve.coverage.n, curve.risk.n) == (5, 4)


def test_questions_of_one_confidence_are_one_point_in_any_order() -> None:
    rows = [_right(0.9), _wrong(0.5), _right(0.5)]
    curve = risk_coverage(rows)
    assert [astuple(point) for point in curve.points] == [(0.9, 1 / 3, 0.0), (0.5, 1.0, pytest.approx(1 / 3))]
    assert curve.area.value == pytest.approx((0 + 1 / 4 + 1 / 3) / 3)
    assert risk_coverage(rows[::-1]) == curve


def test_the_area_rewards_knowing_what_one_does_not_know() -> None:
    sure = np.array([0.9, 0.8, 0.2, 0.1])
    good, bad = area(sure, np.array([0.0, 0, 1, 1])), area(sure, np.array([1.0, 1, 0, 0]))
    assert good == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)
    assert bad == pytest.approx((1 + 1 + 2 / 3 + 1 / 2) / 4)
    both = area(np.array([sure, sure]), np.array([[0.0, 0, 1, 1], [1, 1, 0, 0]]))
    assert both == pytest.approx([good, bad])


def test_nothing_answered_and_nothing_asked() -> None:
    refused = risk_coverage([row(refusal(confidence=0.1))])
    assert (refused.coverage.value, refused.risk.value, refused.area.value) == (0.0, None, 1.0)
    none = risk_coverage([])
    assert (none.points, none.area.value) == ((), None)
