"""Whose turn it is, of threads that want one engine."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition

from qa.asker import CutShort

# Seconds between two looks at whether whoever waits is to stop.
_LOOK_EVERY = 0.05


class Turns:
    """One turn at a time, in the order in which they were asked for: who has had one stands behind all who wait."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._line: deque[object] = deque()  # the first has its turn

    @contextmanager
    def turn(self, should_stop: Callable[[], bool]) -> Iterator[None]:
        """Wait for a turn, which ends with the block. Raises CutShort where it is to stop before that."""
        ticket = object()
        with self._changed:
            self._line.append(ticket)
        try:
            with self._changed:
                while self._line[0] is not ticket:
                    if should_stop():
                        raise CutShort
                    self._changed.wait(_LOOK_EVERY)
            yield
        finally:
            with self._changed:
                self._line.remove(ticket)
                self._changed.notify_all()
