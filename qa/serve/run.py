"""Serving until Ctrl+C or SIGTERM, over HTTP or over standard input and output."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

import anyio
import uvicorn

from index.errors import FootnoteError
from qa.serve.app import application, footnote_version
from qa.serve.completions import MODEL
from qa.serve.guard import HOST
from qa.serve.service import Service
from qa.serve.tools import mcp_server

KEY = "FOOTNOTE_SERVE_KEY"
"""The environment variable that holds the key."""
_SHORTEST_KEY, _LAST_PORT = 16, 65_535
# Connections that are open at once, seconds that an idle one stays open, and that a reply may take when told to end.
_MOST_CONNECTIONS, _IDLE, _GOODBYE = 512, 30, 2


def serve_http(service: Service, name: str, port: int) -> int:
    """Serve MCP and chat completions on the loopback; returns the exit code.

    Raises FootnoteError where the port cannot be had, or the key in the environment is none.
    """
    key, is_given = _key()
    at = f"http://{HOST}:{port}"
    lines = [
        f"OpenAI-compatible: {at}/v1, model '{MODEL}'",
        f"MCP: {at}/mcp",
        f"Key: the one in {KEY}" if is_given else f"Key: {key}  (of this run; set {KEY} to keep one)",
        "Ctrl+C here ends it.",
    ]
    with _listening(port) as listener:
        server = _Server(_config(application(service, name, key, port)))
        asyncio.run(server.until_told(listener, "\n".join(lines)))
    return 0


def serve_stdio(service: Service, name: str) -> int:
    """Serve MCP over standard input and output until its end; returns the exit code."""
    logging.basicConfig(level=logging.ERROR)
    anyio.run(mcp_server(service, name, footnote_version()).run_stdio_async)
    return 0


@asynccontextmanager
async def serving(service: Service, name: str, key: str) -> AsyncIterator[str]:
    """Serve over HTTP meanwhile, on a port that is free; gives the address. For tests and measurements."""
    with _listening(0) as listener:
        port = listener.getsockname()[1]
        server = _Server(_config(application(service, name, key, port)))
        task = asyncio.create_task(server.serve([listener]))
        while not server.started and not task.done():
            await asyncio.sleep(0.01)
        try:
            yield f"http://{HOST}:{port}"
        finally:
            server.should_exit = True
            await task


class _Server(uvicorn.Server):
    """Ends at a signal without raising it again: that is how it is told to, and no error."""

    _announcement = ""

    def capture_signals(self) -> nullcontext[None]:  # type: ignore[override]
        return nullcontext()

    async def until_told(self, listener: socket.socket, announcement: str) -> None:
        """Serve until a signal comes; at the second one, without waiting for replies."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            if sys.platform == "win32":  # whose event loops know no signals
                signal.signal(number, self.handle_exit)
            else:
                loop.add_signal_handler(number, self.handle_exit, number, None)
        self._announcement = announcement
        await self.serve([listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._announcement:
            print(self._announcement, flush=True)


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="error",
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=_GOODBYE,
    )


def _key() -> tuple[str, bool]:
    """The key, and whether it was given. Raises FootnoteError for a given one that is too short to be none."""
    given = os.environ.get(KEY)
    if given is None:
        return secrets.token_urlsafe(32), False
    if len(given) < _SHORTEST_KEY or not given.isascii() or not given.isprintable() or " " in given:
        raise FootnoteError(
            f"the key in {KEY} is no good",
            f"at least {_SHORTEST_KEY} letters, digits and signs without spaces, as 'openssl rand -hex 32' prints them",
            "invalid",
        )
    return given, True


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    try:
        listener = socket.create_server((HOST, port), backlog=512)
    except PermissionError:
        raise FootnoteError(f"port {port} is not for users", "try --port 8766", "invalid") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        other = port + 1 if port < _LAST_PORT else port - 1
        raise FootnoteError(f"port {port} is taken", f"try --port {other}", "busy") from None
    with listener:
        yield listener
