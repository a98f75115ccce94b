"""How many requests are taken in a while."""

from __future__ import annotations

import math
import time
from collections.abc import Callable


class Bucket:
    """Lets `rate` requests a second through in the long run, and `burst` at once."""

    def __init__(self, rate: float, burst: int, now: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._now = rate, burst, now
        self._left, self._at = float(burst), now()

    def wait(self) -> int:
        """0, and one request is counted; or in how many seconds, rounded up, there is room for one again."""
        now = self._now()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return math.ceil((1 - self._left) / self._rate)
        self._left -= 1
        return 0
