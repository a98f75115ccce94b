"""Memory of several browser tabs that share an engine, against tabs that have one each."""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.benchmarks.figure import Figure
from scripts.sample import library_at
from scripts.terminal import FOOTNOTE

SHARED = 0.6
QUESTION = "What happened to the Ever Given?"


def add(commands: Any) -> None:
    """The subcommand."""
    parser = commands.add_parser("tabs", help="memory of tabs that share an engine, against one engine each (Linux)")
    parser.add_argument("--tabs", type=int, default=4, metavar="N")
    parser.add_argument("--library", metavar="DIR", help="ask there (default: the sample)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """So many tabs, each with an answer: with one engine, then with one each."""
    from qa.process.sharing import EngineServer

    with library_at(options.library) as library:
        command = [*FOOTNOTE, "chat", "--in-browser", "--library", str(library)]
        with EngineServer() as engines:
            shared = asyncio.run(_measured(command, options.tabs, engines.address.environment()))
        own = asyncio.run(_measured(command, options.tabs, None))
    details = {"tabs": options.tabs, "what is mapped by several processes": "counted once (PSS)"}
    return [Figure("memory of tabs", shared, own, "MB", SHARED, details=details)]


async def _measured(command: list[str], tabs: int, environment: Mapping[str, str] | None) -> float:
    """MB of the tabs and their engines, after answers in each."""
    from aiohttp import ClientSession

    from tui.serve import ChatServer

    server = ChatServer(command, _free_port(), environment)
    headers = {"Cookie": f"{server.cookie}={server.key}", "Origin": server.public_url}
    answered = asyncio.Semaphore(0)

    async def ask(session: ClientSession) -> None:
        tab = await session.ws_connect(f"{server.public_url}/ws?width=100&height=30", headers=headers)
        await _painted(tab, "ready")
        await tab.send_json(["stdin", f"{QUESTION}\r"])
        await _painted(tab, "· answer")
        answered.release()
        while True:  # what is not read is not answered either, and the tab would be closed
            await tab.receive()

    async with server.running(), ClientSession() as session, asyncio.TaskGroup() as group:
        asking = [group.create_task(ask(session)) for _ in range(tabs)]
        for _ in asking:
            await answered.acquire()
        found = sum(_share(pid) for pid in _descendants(os.getpid())) / 1e6
        for task in asking:
            task.cancel()
    return found


async def _painted(tab: Any, text: str) -> None:
    """Wait until a tab has painted that. Raises ValueError where it ends before."""
    got = ""
    async with asyncio.timeout(300):
        while text not in got:
            data = (await tab.receive()).data
            if data is None:
                raise ValueError(f"a tab ended: {got[-200:]}")
            got += data.decode() if isinstance(data, bytes) else ""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield int(child)
            yield from _descendants(int(child))


def _share(pid: int) -> int:
    """Bytes that the process has to itself, and its part of those that it shares."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert found is not None
    return int(found[1]) * 1024
