"""What the chat needs from the rest of Footnote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.types import Progress
from qa.asker import Asker

if TYPE_CHECKING:
    from qa.chats.conversations import Conversations
    from qa.libraries import Listed

Report = Callable[[Progress], None]


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


OpenStore = Callable[[Path], "Conversations"]
"""Opens the conversations of a library's folder; may raise `FootnoteError`."""
Start = Callable[[Report], Asker]
"""Opens library and models, indexing first if need be; may raise `FootnoteError`. Runs on a thread."""
