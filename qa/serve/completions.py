"""OpenAI's chat completions: the last message is the question, those before it are the conversation."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from sse_starlette import EventSourceResponse
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from index.errors import FootnoteError
from qa.contract import answer_json
from qa.serve.asked import Asked, asked_of
from qa.serve.content import Content, content_of
from qa.serve.failures import told
from qa.serve.line import Busy
from qa.serve.recall import Recall
from qa.serve.replies import busy, error_object, refusal, status_of
from qa.serve.service import Service
from qa.types import Answer

MODEL = "footnote"
"""The one model that there is; which language model reads is the server's business."""
MOST_BYTES = 2**20
"""The longest body that is taken."""
PATIENCE = 30.0
"""Seconds that a body may take to come."""
PING = 15
"""Seconds between two signs of life in a stream that waits."""
_TOO_LONG = FootnoteError(
    f"the request is longer than {MOST_BYTES:,} bytes", "send less of the conversation", "invalid"
)
_TOO_SLOW = FootnoteError(f"the request did not come within {PATIENCE:.0f} s", "send it at once", "invalid")
Ask = Callable[[], Coroutine[Any, Any, Answer]]
_Result = TypeVar("_Result")


class Completions:
    """The three addresses of OpenAI's that Footnote answers at."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._recall = Recall()
        self._created = int(time.time())

    async def models(self, _: Request) -> Response:
        """GET /v1/models"""
        return JSONResponse({"object": "list", "data": [self._model()]})

    async def model(self, request: Request) -> Response:
        """GET /v1/models/{model}"""
        named = request.path_params["model"]
        return JSONResponse(self._model()) if named == MODEL else _unknown(named)

    async def complete(self, request: Request) -> Response:
        """POST /v1/chat/completions"""
        try:
            async with asyncio.timeout(PATIENCE):
                body = await _body(request)
            if body is None:
                return refusal(_TOO_LONG, 413)
            asked = asked_of(body)
            if asked.model != MODEL:
                return _unknown(asked.model)
            return await self._answered(request, asked)
        except TimeoutError:
            return refusal(_TOO_SLOW, 408)
        except Busy as error:
            return busy(error)
        except FootnoteError as error:
            return refusal(error, status_of(error))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read it

    async def _answered(self, request: Request, asked: Asked) -> Response:
        caller = asked.safety_identifier or asked.user or request.headers.get("user-agent", "")
        history = asked.history(self._recall)
        ask = partial(self._service.ask, asked.question, history, filters=asked.filters, caller=caller)
        if asked.stream:
            self._service.line.expect_room(caller)  # while the status can say so
            return EventSourceResponse(self._stream(asked, ask), ping=PING, sep="\n")
        try:
            answer = await _while_there(request, ask())
        except (FootnoteError, ClientDisconnect):
            raise
        except Exception as error:
            return refusal(told(error), 500)
        content = self._content(answer)
        message = {"role": "assistant", "content": content.text, "refusal": None, "annotations": content.annotations}
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        more = {"usage": _usage(asked, content), "footnote": answer_json(answer)}
        return JSONResponse({**self._head("chat.completion"), "choices": [choice], **more})

    async def _stream(self, asked: Asked, ask: Ask) -> AsyncIterator[Mapping[str, str]]:
        """The checked answer, sentence by sentence: what is not checked is never sent."""
        head = self._head("chat.completion.chunk")
        yield _event({**head, "choices": [_choice({"role": "assistant", "content": ""})]})
        try:
            answer = await ask()
        except Exception as error:
            known = told(error)
            yield _event(error_object(known, status_of(known)))
            return
        content = self._content(answer)
        for piece in content.pieces:
            yield _event({**head, "choices": [_choice({"content": piece})]})
        last = _choice({"annotations": content.annotations}, "stop")
        yield _event({**head, "choices": [last], "footnote": answer_json(answer)})
        if asked.stream_options and asked.stream_options.include_usage:
            yield _event({**head, "choices": [], "usage": _usage(asked, content)})
        yield {"data": "[DONE]"}

    def _content(self, answer: Answer) -> Content:
        content = content_of(answer)
        self._recall.keep(content.text, answer)
        return content

    def _model(self) -> dict[str, Any]:
        return {"id": MODEL, "object": "model", "created": self._created, "owned_by": "footnote"}

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": f"chatcmpl-{uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


async def _body(request: Request) -> bytes | None:
    """What the client sent; None, as soon as that is known, where it is too long."""
    if int(request.headers.get("content-length", "0")) > MOST_BYTES:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


async def _while_there(request: Request, work: Coroutine[Any, Any, _Result]) -> _Result:
    """What `work` comes to; it is cancelled when the client goes away. Raises ClientDisconnect then."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return await task
    finally:
        task.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _unknown(model: str) -> JSONResponse:
    error = FootnoteError(f"there is no model {model!r} here", f"the one there is goes by '{MODEL}'", "not-found")
    return refusal(error, 404, "model_not_found")


def _usage(asked: Asked, content: Content) -> dict[str, int]:
    """Words, where OpenAI counts tokens: nobody pays for them here."""
    prompt = sum(len(message.text.split()) for message in asked.messages)
    said = len(content.text.split())
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}


def _choice(delta: Mapping[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}


def _event(value: object) -> dict[str, str]:
    return {"data": json.dumps(value, ensure_ascii=True)}
