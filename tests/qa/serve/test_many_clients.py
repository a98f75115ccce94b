"""Many at once, and those who go away."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator
from pathlib import Path

import openai
import pytest
import pytest_asyncio

from index.build import build
from qa import Answer, Engine, Event, Finished
from qa.serve.line import Line
from qa.serve.run import serving
from qa.serve.service import Service
from tests.fakes import HashEmbedder, prose, write_article
from tests.qa.serve.doors import KEY, QUESTION, REPLY, Door, asking


class Patient:
    """In place of an engine: the first question is answered when it is told to stop, the others at once."""

    def __init__(self) -> None:
        self.begun, self.stopped = threading.Event(), threading.Event()

    def ask(
        self, question: str, *_: object, should_stop: Callable[[], bool], **__: object
    ) -> Generator[Event, None, None]:
        if not self.begun.is_set():
            self.begun.set()
            while not should_stop():
                time.sleep(0.01)
            self.stopped.set()
        yield Finished(Answer(question, question, "Done.", True, 0.0, (), (), (), "patient"))


@pytest.fixture
def patient() -> Patient:
    return Patient()


@pytest_asyncio.fixture
async def slow(patient: Patient) -> AsyncIterator[Door]:
    """A server whose first question never ends by itself."""
    service = Service(patient, line=Line(most=2))  # type: ignore[arg-type]
    async with serving(service, "slow", KEY) as address:
        yield Door(service, address)


async def _ask(door: Door, stream: bool = False) -> str:
    async with door.openai() as client:
        reply = await client.chat.completions.create(**asking(stream=stream))
        if not stream:
            return reply.choices[0].message.content or ""
        return "".join([chunk.choices[0].delta.content or "" async for chunk in reply])


async def _free(service: Service) -> None:
    """Waits until nobody has the turn: an answer is out a moment before that is given back."""
    async with asyncio.timeout(60):
        while service.line.waiting or not service.line.is_free:
            await asyncio.sleep(0.01)


async def _call(door: Door) -> str:
    async with door.mcp() as client:
        return str(await client.call_tool("ask", {"question": QUESTION}))


@pytest.mark.asyncio
@pytest.mark.parametrize("how", ["whole", "stream", "mcp"])
async def test_a_client_that_goes_away_stops_its_question(slow: Door, patient: Patient, how: str) -> None:
    task = asyncio.create_task(_call(slow) if how == "mcp" else _ask(slow, how == "stream"))
    assert await asyncio.to_thread(patient.begun.wait, 60)
    task.cancel()
    await asyncio.wait([task])
    assert await asyncio.to_thread(patient.stopped.wait, 60)
    assert await _ask(slow) == "Done."
    await _free(slow.service)


@pytest.mark.asyncio
async def test_one_who_waits_and_goes_away_keeps_no_place(slow: Door, patient: Patient) -> None:
    first = asyncio.create_task(_ask(slow))
    assert await asyncio.to_thread(patient.begun.wait, 60)
    waiting = [asyncio.create_task(_ask(slow, stream)) for stream in (False, True)]
    while slow.service.line.waiting < 2:
        await asyncio.sleep(0.01)
    for stream in (False, True):
        with pytest.raises(openai.InternalServerError, match=r"busy: try again in \d+ s") as caught:
            await _ask(slow, stream)
        assert caught.value.status_code == 503
        assert int(caught.value.response.headers["Retry-After"]) >= 1
    assert "busy: try again in" in await _call(slow)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    while slow.service.line.waiting:
        await asyncio.sleep(0.01)
    first.cancel()
    await asyncio.wait([first])
    assert await _ask(slow) == "Done."


@pytest.mark.asyncio
async def test_64_clients_at_once(engine: Engine, news: Path, library_dir: Path) -> None:
    """Each is answered, or told when to come again; meanwhile the library changes."""
    service, busy = Service(engine, line=Line(most=24)), 0

    async def one(client: openai.AsyncOpenAI, number: int) -> str:
        nonlocal busy
        while True:
            try:
                reply = await client.chat.completions.create(**asking(user=f"client {number}", stream=False))
                return reply.footnote["answer"]  # type: ignore[no-any-return]
            except openai.InternalServerError as error:
                if error.status_code != 503 or "busy: try again in" not in error.message:
                    raise
                busy += 1
                await asyncio.sleep(0.2)

    def meanwhile() -> None:
        write_article(news, "late.md", "Late", prose(99))
        build(library_dir, [], HashEmbedder())

    async with serving(service, "news", KEY) as address, Door(service, address).openai() as client:
        told = await asyncio.gather(*(one(client, number) for number in range(64)), asyncio.to_thread(meanwhile))
    assert set(told[:-1]) == {f"{REPLY} [1]"}
    assert busy
    await _free(service)
