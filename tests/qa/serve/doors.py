"""What the tests of the server share: a story, and the clients that knock."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from openai import AsyncOpenAI

from qa.serve.service import Service

CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose 2 metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
STORY = f"{CLOSED} {COST}"
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
UNANSWERED = "Which comet passed Jupiter in 1994?"
KEY = "k" * 32


@dataclass(frozen=True, slots=True)
class Door:
    """A server that is running, and where."""

    service: Service
    address: str

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def openai(self, key: str = KEY, retries: int = 0) -> AsyncOpenAI:
        return AsyncOpenAI(base_url=f"{self.address}/v1", api_key=key, max_retries=retries, timeout=60)

    @asynccontextmanager
    async def http(self, **headers: str) -> AsyncIterator[httpx2.AsyncClient]:
        given = {"Authorization": f"Bearer {KEY}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        async with httpx2.AsyncClient(base_url=self.address, headers=given, timeout=60) as client:
            yield client

    @asynccontextmanager
    async def mcp(self, key: str = KEY, mode: str = "auto") -> AsyncIterator[Client]:
        async with httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=60) as client:
            transport = streamable_http_client(f"{self.address}/mcp", http_client=client)
            async with Client(transport, mode=mode) as session:
                yield session


def asking(question: str = QUESTION, **more: object) -> dict[str, Any]:
    """What a client is given to ask."""
    return {"model": "footnote", "messages": [{"role": "user", "content": question}], **more}


Make = Callable[..., Any]
