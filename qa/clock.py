"""Where the time of a question went."""

from __future__ import annotations

import time

from qa.types import Timings


class Clock:
    """Milliseconds since a question was asked."""

    def __init__(self, load_ms: float) -> None:
        """`load_ms` is how long library and models took to load before."""
        self._start = self._lap = time.perf_counter()
        self._load = load_ms
        self._stages: dict[str, float] = {}
        self._retrieve = 0.0
        self._first_token = 0.0

    def _now(self) -> float:
        return (time.perf_counter() - self._start) * 1000

    def lap(self, stage: str) -> None:
        """What was done since the last lap was that stage."""
        now = time.perf_counter()
        self._stages[stage] = self._stages.get(stage, 0.0) + (now - self._lap) * 1000
        self._lap = now

    def retrieved(self) -> None:
        """The evidence is known."""
        self._retrieve = self._now()

    def token(self) -> None:
        """The model has written something."""
        self._first_token = self._first_token or self._now()

    def timings(self) -> Timings:
        return Timings(self._load, self._retrieve, self._first_token, self._now(), tuple(self._stages.items()))
