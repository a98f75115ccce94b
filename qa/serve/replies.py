"""What goes wrong, as OpenAI's clients read it: a JSON object with one clear line."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse

from index.errors import FootnoteError
from qa.printable import one_line
from qa.serve.line import Busy

# By status code, as OpenAI names them.
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}

# By the sort of trouble; 500 for every other.
_STATUS = {"invalid": 400, "not-found": 400, "busy": 503, "remote": 502}


def status_of(error: FootnoteError) -> int:
    """Whether the client or the server has to do something about it, as HTTP says that."""
    return _STATUS.get(error.code, 500)


def error_object(error: FootnoteError, status: int, code: str | None = None) -> dict[str, Any]:
    """The object that a reply of that status, or an event of a stream, holds; `code` is OpenAI's, where it has one."""
    kind = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    said = {"message": one_line(str(error)), "type": kind, "param": None, "code": code or error.code}
    return {"error": {**said, "problem": one_line(error.problem), "advice": one_line(error.advice)}}


def refusal(error: FootnoteError, status: int, code: str | None = None, **headers: str) -> JSONResponse:
    """A reply that says what is wrong; `headers` have "_" for "-"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return JSONResponse(error_object(error, status, code), status, headers=named)


def busy(error: Busy) -> JSONResponse:
    """Too many wait: when to try again is in a header too, which clients heed."""
    return refusal(error, status_of(error), Retry_After=str(error.seconds))
