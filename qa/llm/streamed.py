"""What a coroutine gives out piece by piece, for code that is none and may stop at any piece."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing
from queue import Empty, SimpleQueue

# Seconds after which whoever waits for a piece gets an empty one, and can stop.
_TICK = 0.05


def streamed(source: Callable[[], AsyncGenerator[str, None]]) -> Generator[str, None, None]:
    """The pieces of `source`, which runs on a thread of its own, and empty ones while it lets wait. Closing the
    generator cancels it, wherever it waits. What it raises is raised here.
    """
    from anyio.from_thread import start_blocking_portal

    pieces: SimpleQueue[str] = SimpleQueue()

    async def pump() -> None:
        try:
            async with aclosing(source()) as given:
                async for piece in given:
                    pieces.put(piece)
        finally:
            pieces.put("")  # whoever waits need not wait for the tick

    with start_blocking_portal() as portal:
        pumping = portal.start_task_soon(pump)
        try:
            while not (pumping.done() and pieces.empty()):
                try:
                    yield pieces.get(timeout=_TICK)
                except Empty:
                    yield ""
            pumping.result()
        finally:
            pumping.cancel()
