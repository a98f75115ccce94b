"""Selective answering: what is gained by refusing the questions that the engine is least sure of.

Source: Geifman and El-Yaniv, Selective Classification for Deep Neural Networks, 2017.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qa.evaluation.bootstrap import Array, Figure, interval, mean
from qa.evaluation.row import Row


@dataclass(frozen=True, slots=True)
class Point:
    """If all questions were kept whose confidence is at least this: the share kept, and the share of those wrong."""

    confidence: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Risk by coverage, one point for each confidence from high to low, and the area under it (AURC, low is good).

    `coverage` and `risk` are the operating point: the share of questions that were in fact answered, and how many of
    those wrongly. It need not lie on the curve, since an answer can also be refused after it was written.
    """

    points: tuple[Point, ...]
    area: Figure
    coverage: Figure
    risk: Figure


def risk_coverage(rows: Sequence[Row]) -> Curve:
    """The curve over all questions, also those that have no answer: any answer to them is wrong.

    A refused question has a confidence but no answer whose rightness could be seen: where the curve keeps it, it counts
    as wrong. At coverage 1 the risk is therefore 1 less the share of all questions that were answered correctly.
    """
    sure = np.array([row.confidence for row in rows], dtype=np.float64)
    wrong = _shared_among_ties(sure, np.array([not row.correct for row in rows], dtype=np.float64))
    return Curve(
        points=_points(sure, wrong),
        area=interval(area, sure, wrong),
        coverage=mean(not row.abstained for row in rows),
        risk=mean(not row.correct for row in rows if not row.abstained),
    )


def area(*samples: Array, axis: int = -1) -> Any:
    """The mean, over all numbers of questions kept, of the share of them that is wrong. `samples` are confidences and
    whether wrong (0..1), of the same shape; only the last axis can be the questions'.
    """
    assert axis in (-1, samples[0].ndim - 1)
    return _risks(*samples).mean(axis=-1)


def _risks(sure: Array, wrong: Array) -> Array:
    """The share that is wrong among the surest 1, 2, ... n."""
    order = np.argsort(-sure, axis=-1, kind="stable")
    kept = np.arange(1, sure.shape[-1] + 1)
    risks: Array = np.cumsum(np.take_along_axis(wrong, order, axis=-1), axis=-1) / kept
    return risks


def _points(sure: Array, wrong: Array) -> tuple[Point, ...]:
    """Only where the confidence changes: no threshold can part questions of one confidence."""
    ordered = np.sort(sure)[::-1]
    ends = [place for place in range(len(ordered)) if place + 1 == len(ordered) or ordered[place] > ordered[place + 1]]
    risks = _risks(sure, wrong)
    return tuple(Point(float(ordered[end]), (end + 1) / len(ordered), float(risks[end])) for end in ends)


def _shared_among_ties(sure: Array, wrong: Array) -> Array:
    """`wrong`, averaged over questions of the same confidence, so that their order in the file does not matter."""
    _, group, sizes = np.unique(sure, return_inverse=True, return_counts=True)
    shares: Array = (np.bincount(group, weights=wrong, minlength=len(sizes)) / np.maximum(sizes, 1))[group]
    return shares
