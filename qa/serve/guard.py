"""Who may come in: whoever has the key, from this machine, and no page that a browser shows."""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from index.errors import FootnoteError
from qa.serve.rate import Bucket
from qa.serve.replies import refusal

HOST = "127.0.0.1"
# Requests a second in the long run, and at once: of those who have the key, and of all others together.
KNOWN, UNKNOWN = (50.0, 200), (5.0, 20)
_NAMES = (HOST, "localhost", "[::1]")
_OPEN = {"/health"}


class Guard:
    """Lets a request through to `app`, or says why not."""

    def __init__(self, app: ASGIApp, key: str, port: int) -> None:
        self._app = app
        self._key = key.encode()
        self._hosts = {f"{name}:{port}" for name in _NAMES} | ({*_NAMES} if port == 80 else set())
        self._origins = {f"http://{host}" for host in self._hosts}
        self._known, self._unknown = Bucket(*KNOWN), Bucket(*UNKNOWN)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] == "http":
            refused = self._refused(Headers(scope=scope), scope["path"])
            await (refused or self._app)(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def _refused(self, headers: Headers, path: str) -> JSONResponse | None:
        if headers.get("host", "").lower() not in self._hosts:  # another name that was made to lead here
            return _refusal("this server goes by other names", "use 127.0.0.1 or localhost", 403, "host")
        if not self._is_own(headers):
            return _refusal("this server is not for pages in a browser", "ask from a program", 403, "origin")
        has_key = self._has_key(headers.get("authorization", ""))
        seconds = (self._known if has_key else self._unknown).wait()
        if seconds:
            return _refusal("too many requests", f"try again in {seconds} s", 429, "rate", Retry_After=str(seconds))
        if has_key or path in _OPEN:
            return None
        return _refusal(
            "the key is wrong or missing",
            "send 'Authorization: Bearer KEY' with the key that footnote serve printed",
            401,
            "invalid_api_key",
            WWW_Authenticate="Bearer",
        )

    def _is_own(self, headers: Headers) -> bool:
        """Whether no page from elsewhere is behind the request, by what browsers say of it."""
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none")
        return (origin is None or origin in self._origins) and site in ("none", "same-origin")

    def _has_key(self, authorization: str) -> bool:
        scheme, _, given = authorization.partition(" ")
        return scheme.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), self._key)


def _refusal(problem: str, advice: str, status: int, code: str, **headers: str) -> JSONResponse:
    return refusal(FootnoteError(problem, advice, "invalid"), status, code, **headers)
