"""Turns at the engine: in order, fair among callers, and none lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import pytest

from qa.serve.line import Busy, Line


async def _turns(line: Line, callers: Sequence[str]) -> list[str]:
    """In which order callers who come while the engine is busy get their turns."""
    had: list[str] = []

    async def one(caller: str) -> None:
        await line.take(caller)
        had.append(caller)
        line.give_back()

    await line.take("first")
    tasks = [asyncio.create_task(one(caller)) for caller in callers]
    await asyncio.sleep(0)
    line.give_back()
    await asyncio.gather(*tasks)
    return had


@pytest.mark.asyncio
async def test_callers_take_turns() -> None:
    assert await _turns(Line(), ["a", "a", "a", "b", "c", "b"]) == ["a", "b", "c", "a", "b", "a"]
    assert await _turns(Line(), "abcdef") == list("abcdef")


@pytest.mark.asyncio
async def test_no_more_may_wait_than_there_is_room_for() -> None:
    line = Line(most=3, most_of_one=2)
    await line.take("x")
    waiting = [asyncio.create_task(line.take(caller)) for caller in ("a", "a", "b")]
    await asyncio.sleep(0)
    for caller, seconds in (("a", 4), ("c", 4)):
        with pytest.raises(Busy, match=f"busy: try again in {seconds} s"):
            await line.take(caller)
    for _ in range(3):
        line.give_back()
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    line.give_back()
    assert line.is_free


@pytest.mark.asyncio
async def test_whoever_goes_away_gives_up_the_turn_even_as_it_comes() -> None:
    line = Line()
    await line.take("x")
    gone, stays = (asyncio.create_task(line.take(caller)) for caller in ("a", "b"))
    await asyncio.sleep(0)
    line.give_back()  # a's turn
    gone.cancel()  # before a can know
    await stays
    assert line.waiting == 0
    line.give_back()
    assert line.is_free


@pytest.mark.asyncio
async def test_at_most_one_has_the_turn_whoever_comes_and_goes() -> None:
    chance = random.Random(4)
    line, inside, most = Line(most=1000, most_of_one=1000), 0, 0

    async def one(caller: str) -> None:
        nonlocal inside, most
        await line.take(caller)
        inside += 1
        most = max(most, inside)
        try:
            await asyncio.sleep(chance.random() / 1000)
        finally:
            inside -= 1
            line.give_back()

    tasks = [asyncio.create_task(one(chance.choice("abcde"))) for _ in range(300)]
    for task in chance.sample(tasks, 150):
        await asyncio.sleep(chance.random() / 2000)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (most, inside, line.waiting, line.is_free) == (1, 0, 0, True)
