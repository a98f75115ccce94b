"""What a transaction is to write, collected before any of it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.milvus.client import Row

if TYPE_CHECKING:
    from index.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Put:
    """An article to store, from the file of that key."""

    file: int
    prepared: Prepared


@dataclass(slots=True)
class Changes:
    """By key: files and articles to write, None for those to remove. `vectors` are by text hash."""

    manifest: dict[str, str] = field(default_factory=dict)
    files: dict[int, Row | None] = field(default_factory=dict)
    articles: dict[int, Put | None] = field(default_factory=dict)
    families: dict[int, int] | None = None
    vectors: dict[str, list[float]] = field(default_factory=dict)


class Transaction:
    """The changes of the transaction that is open."""

    def __init__(self) -> None:
        self._open: Changes | None = None

    def begin(self) -> Changes:
        self._open = Changes()
        return self._open

    def end(self) -> None:
        self._open = None

    @property
    def changes(self) -> Changes:
        """Raises RuntimeError outside a transaction, which is a mistake of ours."""
        if self._open is None:
            raise RuntimeError("nothing is written outside a transaction")
        return self._open

    def noted(self, key: str) -> str | None:
        """What it is going to write in the manifest under that key."""
        return self._open.manifest.get(key) if self._open else None
