"""What a chat needs of an engine and of its articles, wherever the two of them run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.types import Article, Filters
from qa.types import Event, Turn

if TYPE_CHECKING:
    from index.store import Entry, Order


class Shelf(Protocol):
    """The articles, to be browsed. Safe to call from any thread, though it may block: never call it on the app's."""

    @property
    def folder(self) -> Path: ...

    def order(self, order: Order) -> Sequence[int]: ...

    def entries(self, numbers: Sequence[int]) -> Sequence[Entry]: ...

    def titled(self, begun: str, limit: int = ...) -> Sequence[Entry]: ...

    def find(self, begun: str, limit: int = ...) -> Sequence[Entry]: ...

    def sources(self, limit: int = ...) -> Sequence[str]: ...

    def count_undated(self, filters: Filters) -> int: ...

    def article(self, wanted: str) -> Article: ...

    def file_of(self, article: str) -> Path | None: ...


class Asker(Protocol):
    """An engine: a question goes in, events come out, the last of them `Finished`.

    The iterator blocks for seconds, so that a screen runs it on a thread of its own, never two at a time.
    """

    @property
    def model(self) -> str: ...

    @property
    def library(self) -> Shelf: ...

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters = ...,
        should_stop: Callable[[], bool] = ...,
    ) -> Iterator[Event]: ...

    def close(self) -> None:
        """Nothing is asked any more."""
        ...


class CutShort(Exception):
    """The engine was told to stop, did not listen, and was ended: of its answer there is the draft alone."""
