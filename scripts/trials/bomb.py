"""What a bomb is: a file that is made to take a reader's time or memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PROSE = "The river rose two metres on Tuesday, and the mill that stands beside it was closed for a week. "
LAYERS = 30  # of what doubles at each: 2 to this power


@dataclass(frozen=True, slots=True)
class Bomb:
    """A file to be made: `make(size)` gives its bytes, of which, or of whose contents, there are about `size`."""

    name: str
    suffix: str
    make: Callable[[int], bytes]

    def __str__(self) -> str:
        return f"{self.name} ({self.suffix})"


def again(piece: str, before: str = "") -> Callable[[int], bytes]:
    """`piece` over and over."""
    first, data = before.encode(), piece.encode()
    return lambda size: first + data * (size // len(data))
