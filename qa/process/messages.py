"""What the chat and the engine's process tell each other, pickled: through a pipe that the two of them alone hold, or a
socket that wants a key (`qa.process.sharing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.types import Event, Turn


@dataclass(frozen=True, slots=True)
class Open:
    """The first that the process is told: which library and model, see `qa.start.open_engine`."""

    library: Path | str | None
    model: str | None
    gpu_layers: int | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question. `number` is larger than those of the questions before."""

    number: int
    question: str
    history: tuple[Turn, ...]
    filters: Filters


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop the question of that number at the next token."""

    number: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Indexing got further, before the engine is open."""

    progress: Progress


@dataclass(frozen=True, slots=True)
class Opened:
    """The engine is open: the model's name and the library's folder."""

    model: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Came:
    """An event of a question."""

    number: int
    event: Event


@dataclass(frozen=True, slots=True)
class Failed:
    """What a question (0: opening) came to in place of its last event."""

    number: int
    error: FootnoteError


@dataclass(frozen=True, slots=True)
class Cut:
    """A question was told to stop and came to no last event."""

    number: int


Told = Open | Ask | Stop
Heard = Reported | Opened | Came | Failed | Cut
