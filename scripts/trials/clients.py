"""Many programs asking `footnote serve` at once for minutes: is each answered or told when to come again, does memory
stay flat, and is a question answered the same each time?
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import secrets
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from openai import APIError, AsyncOpenAI, InternalServerError

from scripts.sample import library_at
from scripts.terminal import FOOTNOTE
from scripts.trials.sample_questions import QUESTIONS
from scripts.trials.tally import Tally

# What memory may be at the end of that after the first minute.
MEMORY = 1.05
_START = 300.0
_BUSY = re.compile(r"busy: try again in (\d+) s")


@dataclass(slots=True)
class Seen:
    """What the clients saw: seconds of each answer, waits that they were told, answers by question, what went wrong."""

    seconds: list[float] = field(default_factory=list)
    busy: int = 0
    said: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def add(commands: Any) -> None:
    """The subcommand."""
    clients = commands.add_parser("clients", help="many programs asking footnote serve at once")
    clients.add_argument("--clients", type=int, default=64, metavar="N", help="how many (default: 64)")
    clients.add_argument("--minutes", type=float, default=10, metavar="N", help="for so long (default: 10)")
    clients.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Ask over the sample with the embedded models, half of the clients with streams."""
    with library_at(None) as folder, _server(folder) as (process, port, key):
        seen = Seen()
        memory = asyncio.run(_asked(options.clients, options.minutes * 60, port, key, process.pid, seen))
    first, last = memory[0], memory[-1]
    failures = list(seen.wrong)
    failures += [f"{question}: {dict(texts)}" for question, texts in seen.said.items() if len(texts) > 1]
    if last > first * MEMORY:
        failures.append(f"memory grew from {first:,} to {last:,} bytes")
    details = {
        "clients": options.clients,
        "minutes": options.minutes,
        "answers a second": round(len(seen.seconds) / (options.minutes * 60), 1),
        "seconds to an answer, median": round(median(seen.seconds), 2),
        "seconds to an answer, 95th": round(quantiles(seen.seconds, n=20)[-1], 2),
        "told to try again": seen.busy,
        "memory after the first minute, MB": round(first / 2**20, 1),
        "memory at the end, MB": round(last / 2**20, 1),
    }
    return [Tally("clients at once", len(seen.seconds) + len(seen.wrong), tuple(failures), details)]


@contextmanager
def _server(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int, str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    key = secrets.token_urlsafe(32)
    command = [*FOOTNOTE, "serve", "--port", str(port), "--library", str(folder)]
    environment = {**os.environ, "FOOTNOTE_SERVE_KEY": key}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            if "/v1" not in process.stdout.readline():
                raise OSError("footnote serve did not start")
            yield process, port, key
        finally:
            process.send_signal(signal.SIGTERM)


async def _asked(clients: int, seconds: float, port: int, key: str, pid: int, seen: Seen) -> list[int]:
    """Ask for so long; gives the server's resident memory in bytes, from the first minute (or tenth) on."""
    end, memory = time.monotonic() + seconds, []
    async with AsyncOpenAI(
        base_url=f"http://127.0.0.1:{port}/v1", api_key=key, max_retries=0, timeout=_START
    ) as client:
        tasks = [asyncio.create_task(_client(client, number, end, seen)) for number in range(clients)]
        await asyncio.sleep(min(60, seconds / 10))
        while time.monotonic() < end:
            memory.append(_resident(pid))
            await asyncio.sleep(min(10, max(0.1, end - time.monotonic())))
        await asyncio.gather(*tasks)
    return [*memory, _resident(pid)]


async def _client(client: AsyncOpenAI, number: int, end: float, seen: Seen) -> None:
    at = number
    while time.monotonic() < end:
        question = QUESTIONS[at % len(QUESTIONS)][0]
        started = time.monotonic()
        try:
            text = await _answer(client, question, f"client {number}", stream=number % 2 == 0)
        except InternalServerError as error:
            told = _BUSY.search(error.message)
            if told is None:
                seen.wrong.append(f"{question}: {error}")
            seen.busy += 1
            await asyncio.sleep(float(told[1]) if told else 1.0)
        except APIError as error:
            seen.wrong.append(f"{question}: {type(error).__name__}: {error}")
        else:
            seen.seconds.append(time.monotonic() - started)
            seen.said.setdefault(question, Counter())[text] += 1
            at += 1


async def _answer(client: AsyncOpenAI, question: str, user: str, *, stream: bool) -> str:
    messages: Any = [{"role": "user", "content": question}]
    if not stream:
        whole = await client.chat.completions.create(model="footnote", messages=messages, user=user)
        return whole.choices[0].message.content or ""
    chunks = await client.chat.completions.create(model="footnote", messages=messages, user=user, stream=True)
    return "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")
