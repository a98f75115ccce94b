"""How fast the model writes."""

from __future__ import annotations

import time


class Pace:
    """Counts tokens between the first and the last: what came before the first is reading, not writing."""

    def __init__(self) -> None:
        self._count = 0
        self._first = self._last = 0.0

    def token(self) -> None:
        """One more has come."""
        self._last = time.monotonic()
        if not self._count:
            self._first = self._last
        self._count += 1

    def rate(self) -> float:
        """Tokens per second; 0 where there are too few to tell."""
        elapsed = self._last - self._first
        return (self._count - 1) / elapsed if self._count > 1 and elapsed > 0 else 0.0
