"""What the chat needs from the rest of Footnote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.types import Article, Filters, Progress
from qa.types import Event, Turn

if TYPE_CHECKING:
    from index.store import Entry, Order
    from qa.libraries import Listed

Report = Callable[[Progress], None]


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

    The iterator blocks for seconds, so the chat runs it on a thread of its own, never two at a time.
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


class Workshop(Protocol):
    """Changes what the chat works with. Blocks, and raises `FootnoteError`: the asker that was given is then intact."""

    def with_model(self, asker: Asker, model: str) -> Asker:
        """The same articles, asked of another model."""
        ...

    def with_articles(self, asker: Asker, path: Path, report: Report) -> tuple[Asker, str]:
        """The same model, over what the library follows and `path`; and one line on what was indexed.

        What `report` raises ends the indexing and comes through; nothing that was finished is lost.
        """
        ...

    def libraries(self) -> Sequence[Listed]:
        """The libraries that could be asked."""
        ...

    def with_library(self, folder: Path) -> Asker:
        """The same model, over the library in that folder."""
        ...


Start = Callable[[Report], Asker]
"""Opens library and models, indexing first if need be; may raise `FootnoteError`. Runs on a thread."""
