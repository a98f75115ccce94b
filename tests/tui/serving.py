"""A chat that is served, and a browser that asks for it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse

from tui.serve import ChatServer

REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


class Browser:
    """What a browser would send."""

    def __init__(self, server: ChatServer, session: ClientSession) -> None:
        self.server = server
        self.session = session
        self.cookie = {"Cookie": f"{server.cookie}={server.key}"}

    async def get(self, path: str, **headers: str) -> ClientResponse:
        response = await self.session.get(
            self.server.public_url + path, headers={**self.cookie, **headers}, allow_redirects=False
        )
        await response.read()
        return response

    async def tab(self, **headers: str) -> ClientWebSocketResponse:
        headers = {**self.cookie, "Origin": self.server.public_url, **headers}
        return await self.session.ws_connect(f"{self.server.public_url}/ws?width=100&height=30", headers=headers)


@asynccontextmanager
async def served(
    command: Sequence[str] = ("false",), environment: Mapping[str, str] | None = None
) -> AsyncIterator[Browser]:
    server = ChatServer(command, free_port(), environment)
    async with server.running(), ClientSession() as session:
        yield Browser(server, session)
