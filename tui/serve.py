"""The chat in a browser on this machine: a web server on the loopback, one `footnote chat` for each tab, and one engine
for all of them (`qa.process.sharing`).

Who reaches the chat can read what the user can read: F7 indexes any folder. So every request needs the key that only
the terminal shows, under the one host name that was printed, and a WebSocket must come from a page of this server.
"""

from __future__ import annotations

import asyncio
import errno
import json
import logging
import os
import secrets
import shlex
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import WSCloseCode, web
from aiohttp.http_exceptions import HttpProcessingError
from textual_serve.app_service import AppService
from textual_serve.server import Server, to_int

from index.errors import FootnoteError
from qa.addresses import is_web
from qa.process.sharing import EngineServer

HOST = "127.0.0.1"
LAST_PORT = 65_535
PAGE = Path(__file__).parent / "web"
PRELUDE = b"__GANGLION__\n"
"""What Textual writes before its first packet."""
PATIENCE = 10.0
"""Seconds that a chat has to leave when its tab is closed."""
GOODBYE = 2.0
"""Seconds that a browser has to answer when its tab's chat ended."""
REFUSED = "Open the address that the terminal shows: footnote chat --serve printed it.\n"
_BROKEN = (AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a message that the page would not send comes to."""


def serve_chat(command: Sequence[str], port: int) -> int:
    """Serve until Ctrl+C or SIGTERM; `command` is run for each tab. Returns the exit code.

    Raises FootnoteError where the port cannot be had.
    """
    with EngineServer() as engines:
        ChatServer(command, port, engines.address.environment()).serve()
    return 0


class ChatServer(Server):
    """textual-serve's server, closed to everything but a browser that was given the key."""

    def __init__(self, command: Sequence[str], port: int, environment: Mapping[str, str] | None = None) -> None:
        """`command` is run for each tab, with `environment` beside this process's own."""
        self.authority = f"{HOST}:{port}".removesuffix(":80")  # as browsers write it
        super().__init__(
            shlex.join(command),
            HOST,
            port,
            title="Footnote",
            public_url=f"http://{self.authority}",
            templates_path=PAGE,
        )
        self.key = secrets.token_urlsafe(32)
        self.cookie = f"footnote-{port}"
        self.tabs: set[Tab] = set()
        self._environment = environment or {}

    @property
    def address(self) -> str:
        """What opens the chat."""
        return f"{self.public_url}/?key={self.key}"

    # Running

    def serve(self, debug: bool = False) -> None:
        """Serve until Ctrl+C or SIGTERM. Raises FootnoteError where the port cannot be had."""
        self.debug = debug
        self.initialize_logging()
        asyncio.run(self._until_told())

    def initialize_logging(self) -> None:
        """Errors are told, but not that something sent what is no request."""
        logging.getLogger("aiohttp.server").addFilter(_is_error)

    async def _until_told(self) -> None:
        leave = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, leave.set)
        async with self.running():
            print(f"Open {self.address}")
            print("Each tab is a chat of its own; all of them ask one engine. Ctrl+C here ends them all.", flush=True)
            await leave.wait()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve meanwhile; then every chat ends. Raises FootnoteError where the port cannot be had."""
        runner = web.AppRunner(await self._make_app(), access_log=None, shutdown_timeout=GOODBYE)
        await runner.setup()
        try:
            await self._listen(runner)
            yield
        finally:
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        try:
            await web.TCPSite(runner, HOST, self.port).start()
        except PermissionError:
            raise FootnoteError(f"port {self.port} is not for users", "try --port 8765", "invalid") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            other = self.port + 1 if self.port < LAST_PORT else self.port - 1
            raise FootnoteError(f"port {self.port} is taken", f"try --port {other}", "busy") from None

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path))
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get(r"/{name:page\.js|icon\.svg}", self.handle_own),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static("/static", self.statics_path, name="static"),
            ]
        )
        app.on_response_prepare.append(self._add_headers)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_shutdown(self, app: web.Application) -> None:  # noqa: ARG002
        """End the chats of all tabs."""
        await asyncio.gather(*(tab.stop() for tab in self.tabs))

    # Who may come in

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.headers.get("Host") != self.authority:  # another name that was made to lead here
            raise web.HTTPForbidden(text=REFUSED)
        if request.path == "/" and self._is_key(request.query.get("key")):
            response = web.Response(status=303, headers={"Location": "/"})
            response.set_cookie(self.cookie, self.key, httponly=True, samesite="Strict")
            return response
        if not self._is_key(request.cookies.get(self.cookie)):
            raise web.HTTPForbidden(text=REFUSED)
        return await handler(request)

    def _is_key(self, given: str | None) -> bool:
        return given is not None and secrets.compare_digest(given.encode(errors="replace"), self.key.encode())

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        """Nothing comes from elsewhere, and no page elsewhere gets hold of this one, nor of its address."""
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; "
            f"connect-src 'self' ws://{self.authority}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        response.headers.popall("Server", None)
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"

    # A tab

    async def handle_own(self, request: web.Request) -> web.StreamResponse:
        """What the page adds to textual-serve's own files."""
        return web.FileResponse(PAGE / request.match_info["name"])

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run a chat for a tab until either ends."""
        if request.headers.get("Origin") != self.public_url:
            raise web.HTTPForbidden(text=REFUSED)
        websocket = web.WebSocketResponse(heartbeat=15, timeout=GOODBYE)
        await websocket.prepare(request)
        tab = Tab(
            self.command,
            self._environment,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=websocket.close,
            download_manager=self.download_manager,
        )
        self.tabs.add(tab)
        try:
            await tab.start(_cells(request, "width", 80), _cells(request, "height", 24))
            with suppress(ConnectionError):
                await self._process_messages(websocket, tab)
        except _BROKEN:
            await websocket.close(code=WSCloseCode.PROTOCOL_ERROR)
        finally:
            await tab.stop()
            self.tabs.discard(tab)
        return websocket


class Tab(AppService):
    """The chat of one tab: a process whose standard input ends when it is to leave."""

    def __init__(self, command: str, environment: Mapping[str, str], **how: Any) -> None:
        """`environment` is for the process, beside this one's own; `how` is what AppService takes."""
        super().__init__(command, **how)
        self._environment = environment

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start it without a shell, and out of reach of the terminal's Ctrl+C: the server ends it."""
        self._process = process = await asyncio.create_subprocess_exec(
            *shlex.split(self.command),
            stdin=PIPE,
            stdout=PIPE,
            env={**self._build_environment(width, height), **self._environment},
            start_new_session=True,
        )
        self._stdin = process.stdin
        return process

    async def run(self) -> None:
        """Hand on what the chat sends until it ends; then the tab's connection ends too."""
        assert self._process is not None
        output = self._process.stdout
        assert output is not None
        with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            await output.readuntil(PRELUDE)
            while True:
                kind = await output.readexactly(1)
                payload = await output.readexactly(int.from_bytes(await output.readexactly(4), "big"))
                with suppress(ConnectionError):  # the tab may be gone: what comes is still read, or the chat would hang
                    await self._hand_on(kind, payload)
        await self.remote_close()

    async def _hand_on(self, kind: bytes, payload: bytes) -> None:
        if kind == b"D":
            await self.on_data(payload)
        elif kind == b"M" and _may_pass(payload):
            await self.on_meta(payload)
        elif kind == b"P":
            await self.on_packed(payload)

    async def stop(self) -> None:
        """Let the chat leave, and end it with all that it started if it does not."""
        if self._process is None or self._task is None:
            return
        await self._download_manager.cancel_app_downloads(app_service_id=self.app_service_id)
        self.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        await self._task


def _is_error(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], HttpProcessingError))


def _may_pass(payload: bytes) -> bool:
    """Whether the browser may be told: it is asked to open web pages, never anything else."""
    told = json.loads(payload)
    return bool(told["type"] != "open_url" or is_web(told["url"]))


def _cells(request: web.Request, name: str, default: int) -> int:
    """A length of the tab in characters, as the page gave it."""
    return min(max(to_int(request.query.get(name, ""), default), 1), 1000)
