"""A question on a thread: its events, what it raises, and how it is stopped."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from contextlib import aclosing

import pytest

from index.errors import FootnoteError
from qa.answer.drafting import ShouldStop
from qa.awaited import awaited
from qa.types import Event, Token


@pytest.mark.asyncio
async def test_events_come_in_order() -> None:
    def ask(_: ShouldStop) -> Generator[Event, None, None]:
        yield from map(Token, "abc")

    assert [event async for event in awaited(ask)] == [Token("a"), Token("b"), Token("c")]


@pytest.mark.asyncio
async def test_what_goes_wrong_is_raised() -> None:
    def ask(_: ShouldStop) -> Generator[Event, None, None]:
        yield Token("a")
        raise FootnoteError("no", "", "failed")

    asked = awaited(ask)
    assert await anext(asked) == Token("a")
    with pytest.raises(FootnoteError, match="no"):
        await anext(asked)


@pytest.mark.asyncio
async def test_whoever_leaves_stops_it() -> None:
    ended = threading.Event()

    def ask(should_stop: ShouldStop) -> Generator[Event, None, None]:
        try:
            while not should_stop():
                yield Token("a")
        finally:
            ended.set()

    async with aclosing(awaited(ask)) as asked:
        assert await anext(asked) == Token("a")
    assert await asyncio.to_thread(ended.wait, 30)


@pytest.mark.asyncio
async def test_whoever_is_cancelled_stops_it() -> None:
    begun, ended, waits = asyncio.Event(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def ask(should_stop: ShouldStop) -> Generator[Event, None, None]:
        loop.call_soon_threadsafe(begun.set)
        while not should_stop():
            waits.wait(0.01)
        ended.set()
        yield Token("late")

    async def consume() -> None:
        async for _ in awaited(ask):
            pytest.fail("nothing comes before it is cancelled")

    task = asyncio.create_task(consume())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 30)
