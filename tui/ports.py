"""What the chat needs from the rest of Footnote."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from index.types import Filters, Progress
from qa.types import Event, Turn


class Asker(Protocol):
    """An engine: a question goes in, events come out, the last of them `Finished`.

    The iterator blocks for seconds, so the chat runs it on a thread of its own, never two at a time.
    """

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters = ...,
        should_stop: Callable[[], bool] = ...,
    ) -> Iterator[Event]: ...


Start = Callable[[Callable[[Progress], None]], Asker]
"""Opens library and models, indexing first if need be; may raise `FootnoteError`. Runs on a thread."""
