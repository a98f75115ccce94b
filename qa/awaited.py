"""A question that runs on a thread, for whoever waits for its events with asyncio."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import closing, suppress

from qa.answer.drafting import ShouldStop
from qa.types import Event

Ask = Callable[[ShouldStop], Generator[Event, None, None]]
"""What runs on the thread. It is closed there, so that what it holds is given back there."""


async def awaited(ask: Ask) -> AsyncGenerator[Event, None]:
    """The events of `ask` as they happen; raises what it raises. Whoever closes this, or is cancelled, has `ask` told
    to stop, and does not wait until it has.
    """
    loop = asyncio.get_running_loop()
    events: asyncio.Queue[Event | BaseException | None] = asyncio.Queue()
    stop = threading.Event()

    def tell(event: Event | BaseException | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(events.put_nowait, event)

    def work() -> None:
        try:
            with closing(ask(stop.is_set)) as asked:
                for event in asked:
                    tell(event)
                    if stop.is_set():
                        return
            tell(None)
        except BaseException as error:
            tell(error)

    threading.Thread(target=work, name="asking").start()
    try:
        while (event := await events.get()) is not None:
            if isinstance(event, BaseException):
                raise event
            yield event
    finally:
        stop.set()
