"""What goes wrong, as OpenAI's clients read it: a JSON object with one clear line."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from qa.printable import one_line
from qa.serve.line import Busy

# By status code, as OpenAI names them.
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


def error_object(message: str, status: int, code: str | None = None) -> dict[str, Any]:
    """The object that a reply of that status, or an event of a stream, holds."""
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"error": {"message": one_line(message), "type": kind, "param": None, "code": code}}


def refusal(message: str, status: int, code: str | None = None, **headers: str) -> JSONResponse:
    """A reply that says what is wrong; `headers` have "_" for "-"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse(error_object(message, status, code), status, headers=named)


def busy(error: Busy) -> JSONResponse:
    """Too many wait: when to try again is in a header too, which clients heed."""
    return refusal(str(error), 503, "busy", Retry_After=str(error.seconds))
