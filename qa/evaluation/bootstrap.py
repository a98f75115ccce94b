"""Figures with their uncertainty: bootstrap percentile intervals over questions. Source: scipy.stats.bootstrap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CONFIDENCE = 0.95
_RESAMPLES = 2000
_SEED = 0
# numbers of one batch of resamples: 32 MB
_BATCH = 4_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and its 95% interval; all None where there was nothing to measure. `n` is what it was measured on."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class Statistic(Protocol):
    """A figure of one or more arrays of the same shape, taken along `axis`."""

    def __call__(self, *samples: Any, axis: int) -> Any: ...


def interval(statistic: Statistic, *samples: Sequence[float] | Array, n: int | None = None) -> Figure:
    """`statistic` of the samples, each with one number a question, questions in the same order.

    `n` is what to report, where that is not the number of questions. A single question has no spread: its interval is
    its value.
    """
    data = tuple(np.asarray(sample, dtype=np.float64) for sample in samples)
    size = len(data[0])
    if not size:
        return Figure(None, None, None, 0)
    value = float(statistic(*data, axis=-1))
    low, high = _bounds(statistic, data, size) if size > 1 else (value, value)
    return Figure(value, low, high, size if n is None else n)


def mean(values: Iterable[float]) -> Figure:
    """The mean over questions; of booleans, the share."""
    return interval(_mean, list(values))


def ratio(parts: Iterable[tuple[int, int]]) -> Figure:
    """A share of things of which a question may have several: (how many count, how many there are) for each question.

    Questions that have none tell nothing and are left out. `n` is the number of things.
    """
    some = [(part, whole) for part, whole in parts if whole]
    counted, there = [part for part, _ in some], [whole for _, whole in some]
    return interval(_ratio, counted, there, n=sum(there))


def quantile(values: Iterable[float], share: float) -> Figure:
    """The value that `share` of the questions do not exceed: .5 is the median."""

    def statistic(*samples: Array, axis: int) -> Any:
        return np.quantile(samples[0], share, axis=axis)

    return interval(statistic, list(values))


def _mean(*samples: Array, axis: int) -> Any:
    return samples[0].mean(axis=axis)


def _ratio(*samples: Array, axis: int) -> Any:
    return samples[0].sum(axis=axis) / samples[1].sum(axis=axis)


def _bounds(statistic: Statistic, data: tuple[Array, ...], size: int) -> tuple[float, float]:
    from scipy.stats import bootstrap  # type: ignore[import-untyped]

    found = bootstrap(
        data,
        statistic,
        paired=True,
        vectorized=True,
        n_resamples=_RESAMPLES,
        batch=max(1, _BATCH // size),
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return float(found.low), float(found.high)
