"""Everything that is served over HTTP, as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from index.errors import FootnoteError
from qa.serve.completions import MOST_BYTES, Completions
from qa.serve.failures import told
from qa.serve.guard import Guard
from qa.serve.replies import refusal
from qa.serve.service import Service
from qa.serve.tools import mcp_server

# Conversations with MCP clients that are open at once, and seconds until one that says nothing is closed.
_MOST_SESSIONS, _IDLE = 256, 600.0
_SAID = {404: "there is nothing at this address", 405: "this address takes another method"}


def application(service: Service, name: str, key: str, port: int) -> Guard:
    """Guarded by the key, for one port of this machine; `name` is the library's."""
    server = mcp_server(service, name, footnote_version())
    mcp = server.streamable_http_app(
        max_request_body_size=MOST_BYTES, session_idle_timeout=_IDLE, max_sessions=_MOST_SESSIONS
    )
    completions = Completions(service)

    @asynccontextmanager
    async def running(_: Starlette) -> AsyncIterator[None]:
        async with server.session_manager.run():
            yield

    routes = [
        Route("/health", _health, methods=["GET"]),
        Route("/v1/models", completions.models, methods=["GET"]),
        Route("/v1/models/{model:path}", completions.model, methods=["GET"]),
        Route("/v1/chat/completions", completions.complete, methods=["POST"]),
        *mcp.routes,
    ]
    handlers = {HTTPException: _http_error, Exception: _error}
    return Guard(Starlette(routes=routes, lifespan=running, exception_handlers=handlers), key, port)


def footnote_version() -> str:
    """Of the package that is installed, "" where it is not."""
    try:
        return version("footnote")
    except PackageNotFoundError:
        return ""


async def _health(_: Request) -> Response:
    """GET /health: whether the server answers at all. It needs no key and tells nothing."""
    return JSONResponse({"status": "ok"})


async def _http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = _SAID.get(error.status_code, error.detail)
    return refusal(FootnoteError(problem, "see docs/serve.md", "invalid"), error.status_code)


async def _error(_: Request, error: Exception) -> Response:
    return refusal(told(error), 500)
