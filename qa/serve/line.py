"""Where questions wait for the engine, which answers one at a time."""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict, deque

from index.errors import FootnoteError

# How many questions may wait: of all callers together, and of one of them.
MOST_WAITING = 64
MOST_OF_ONE = 32
# Before anything is known: seconds a question takes; and what the last one weighs in their mean.
_SECONDS, _WEIGHT = 1.0, 0.2
_LONGEST = 600


class Busy(FootnoteError):
    """Too many wait already. `seconds` is when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__("busy", f"try again in {seconds} s", "busy")
        self.seconds = seconds


class Line:
    """Callers take turns: each that waits gets one before any gets a second. Of one caller, the first question is the
    first. For one event loop.
    """

    def __init__(self, most: int = MOST_WAITING, most_of_one: int = MOST_OF_ONE) -> None:
        self._most, self._most_of_one = most, most_of_one
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._since: float | None = None  # when the turn began that is not given back yet
        self._mean = _SECONDS

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return sum(map(len, self._waiting.values()))

    @property
    def is_free(self) -> bool:
        """Whether a question would have its turn at once."""
        return self._since is None

    def expect_room(self, caller: str) -> None:
        """Raises Busy where one more of this caller may not wait."""
        if self.is_free:
            return
        if self.waiting >= self._most or len(self._waiting.get(caller, ())) >= self._most_of_one:
            raise Busy(min(max(1, math.ceil(self._mean * (self.waiting + 1))), _LONGEST))

    async def take(self, caller: str) -> None:
        """Wait for a turn, which `give_back` ends. Raises Busy; whoever is cancelled meanwhile waits no longer."""
        self.expect_room(caller)
        if self.is_free:
            self._since = time.monotonic()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(caller, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give_back()  # the turn came at the same moment
            else:
                self._forget(caller, turn)
            raise

    def give_back(self) -> None:
        """The turn is over: the next caller's begins."""
        now = time.monotonic()
        if self._since is not None:
            self._mean += _WEIGHT * (now - self._since - self._mean)
        self._since = None
        while self._waiting and self._since is None:
            caller, turns = self._waiting.popitem(last=False)
            turn = turns.popleft()
            if turns:
                self._waiting[caller] = turns  # behind all others
            if not turn.done():
                turn.set_result(None)
                self._since = now

    def _forget(self, caller: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting.get(caller)
        if turns and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[caller]
