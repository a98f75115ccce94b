"""One engine for many callers: questions in turn, the library at any time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from contextlib import aclosing, closing, suppress
from pathlib import Path

from index.errors import FootnoteError
from index.store import Counts
from index.types import Article, Filters, Hit, LibraryOverview, Summary
from qa.answer.drafting import ShouldStop
from qa.awaited import awaited
from qa.engine import Engine
from qa.question.typed import clean_question
from qa.serve.line import Line
from qa.types import Answer, Event, Finished, Turn

Add = Callable[[Path | None], Summary]
"""Indexes that path again, or all that the library follows. Blocks."""


class Service:
    """What other programs may ask for. `add` is None where they may change nothing."""

    def __init__(self, engine: Engine, add: Add | None = None, line: Line | None = None) -> None:
        self.engine = engine
        self.line = line or Line()
        self.may_add = add is not None
        self._add = add
        self._adding = asyncio.Lock()

    async def ask(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None, caller: str = ""
    ) -> Answer:
        """The checked answer, when it is the caller's turn. Whoever is cancelled stops the question.

        Raises Busy where too many wait, FootnoteError for a question that cannot be asked.
        """
        question = clean_question(question)
        await self.line.take(caller)
        loop = asyncio.get_running_loop()

        def events(should_stop: ShouldStop) -> Generator[Event, None, None]:
            try:
                with closing(self.engine.ask(question, history, filters=filters, should_stop=should_stop)) as asked:
                    yield from asked
            finally:
                # not when nobody waits any more, but when the engine has stopped
                with suppress(RuntimeError):  # the loop is closed
                    loop.call_soon_threadsafe(self.line.give_back)

        async with aclosing(awaited(events)) as asked:
            async for event in asked:
                if isinstance(event, Finished):
                    return event.answer
        raise AssertionError("an answer always ends with Finished")

    async def search(self, query: str, k: int, filters: Filters | None = None) -> list[Hit]:
        """The best passages. Raises FootnoteError for a query that is empty or too long."""
        query = clean_question(query)
        return await asyncio.to_thread(self.engine.library.search, query, k, filters=filters)

    async def article(self, wanted: str) -> Article:
        """The article by its id, the beginning of it, or its path. Raises FootnoteError where there is none."""
        return await asyncio.to_thread(self.engine.library.article, wanted)

    async def known(self) -> tuple[Counts, LibraryOverview]:
        """What the library holds."""

        def look() -> tuple[Counts, LibraryOverview]:
            with self.engine.library.snapshot():
                return self.engine.library.counts(), self.engine.library.overview()

        return await asyncio.to_thread(look)

    async def add(self, path: Path | None) -> Summary:
        """Index a path again, or all that the library follows; one such run at a time. Raises FootnoteError."""
        if self._add is None:
            raise FootnoteError(
                "this server only reads", "start it with footnote serve --write to add articles", "invalid"
            )
        async with self._adding:
            return await asyncio.to_thread(self._add, path)
