"""What a server that speaks OpenAI's protocol is asked, over HTTP: which models it has, and a reply of one of them.

Source: httpx2, which huggingface-hub needs as well.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qa.llm.endpoint import Endpoint, Key
from qa.llm.refusals import Refusals

if TYPE_CHECKING:
    from httpx2 import AsyncClient, Response

# Seconds to connect in.
_CONNECT = 5.0
# A list of models, or an error, of more bytes than this is none.
_MOST_BYTES = 2**20
# A token has some four characters. A server that writes so many for each that was asked for has not kept to the limit.
_MOST_CHARACTERS = 20
# Under what names servers say how many tokens prompt and reply may have: vLLM, LM Studio, routers; llama.cpp in "meta".
_CONTEXTS = ("max_model_len", "loaded_context_length", "max_context_length", "context_length", "context_window")
_CONTEXTS_IN_META = ("n_ctx", "n_ctx_train")
# What the protocol has not. No thoughts, which would use up the few tokens of an answer: for llama-server and vLLM, and
# for Ollama. And no penalty for words that were said before, which some have by default: evidence is to be repeated.
_BEYOND: Mapping[str, Any] = {
    "chat_template_kwargs": {"enable_thinking": False},
    "reasoning_effort": "none",
    "repeat_penalty": 1.0,
}
_NOT_UNDERSTOOD = (400, 422)


@dataclass(frozen=True, slots=True)
class Served:
    """A model that a server has, and how many tokens prompt and reply may have together, where it says so."""

    name: str
    context: int | None = None


class Server:
    """One server. Every question is a connection of its own, to this server and nowhere else: proxies, redirects and
    passwords that the environment names are left alone.
    """

    def __init__(self, endpoint: Endpoint, key: Key | None, patience: float) -> None:
        """`patience`: seconds to wait for the list of models, for the first token, and from one to the next."""
        self._endpoint = endpoint
        self._key = key
        self._patience = patience
        self._refusals = Refusals(endpoint, key, patience)

    async def models(self) -> list[Served]:
        """What it lists, in its order; nothing where it knows no such list. Raises FootnoteError."""
        from anyio import fail_after

        with self._refusals.translated():
            with fail_after(self._patience):
                async with self._client() as client, client.stream("GET", f"{self._endpoint.url}/models") as response:
                    body = await _body(response)
            if response.status_code in (404, 405):
                return []
            self._refusals.check(response, body)
            return _served(json.loads(body))

    async def reply(
        self, model: str, messages: Sequence[Mapping[str, str]], max_tokens: int
    ) -> AsyncGenerator[str, None]:
        """The reply in pieces, greedily decoded; empty ones where the model thinks. Raises FootnoteError."""
        plain = {
            "model": model,
            "messages": list(messages),
            "max_tokens": max_tokens,
            "temperature": 0.0,
            "stream": True,
        }
        with self._refusals.translated():
            async with self._client() as client:
                # what a server does not know it mostly leaves aside; some refuse it
                response = await self._asked(client, {**plain, **_BEYOND})
                if response.status_code in _NOT_UNDERSTOOD:
                    await response.aclose()
                    response = await self._asked(client, plain)
                async for piece in self._pieces(response, max_tokens * _MOST_CHARACTERS):
                    yield piece

    def _client(self) -> AsyncClient:
        from httpx2 import AsyncClient, Timeout

        headers = {"Accept-Encoding": "identity"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key.value}"
        return AsyncClient(
            headers=headers,
            timeout=Timeout(self._patience, connect=_CONNECT),
            trust_env=False,
            verify=self._endpoint.is_encrypted,  # certificates take a while to load
        )

    async def _asked(self, client: AsyncClient, question: Mapping[str, Any]) -> Response:
        """The response, whose body has not been read; it is closed with the client."""
        from anyio import fail_after

        request = client.build_request("POST", f"{self._endpoint.url}/chat/completions", json=question)
        with fail_after(self._patience):
            return await client.send(request, stream=True)

    async def _pieces(self, response: Response, most: int) -> AsyncIterator[str]:
        from anyio import fail_after
        from httpx2 import EventSource

        if response.status_code != 200:
            with fail_after(self._patience):
                self._refusals.check(response, await _body(response))
        events = aiter(EventSource(response))
        read, has_said, thought, is_ended = 0, False, False, False
        while read <= most:
            # from token to token: a server may send comments without end
            with fail_after(self._patience):
                event = await anext(events, None)
            if event is None:
                break
            if event.data.strip() == "[DONE]":
                is_ended = True
                break
            chunk = json.loads(event.data)
            self._refusals.check_chunk(chunk)
            text, thoughts, finished = _said(chunk)
            is_ended = is_ended or finished
            thought = thought or thoughts
            has_said = has_said or bool(text)
            read += max(1, len(text))  # thoughts and empty pieces count as well, else they could go on for ever
            yield text
        if not is_ended and read <= most:
            raise self._refusals.broken_off
        if thought and not has_said:
            raise self._refusals.only_thoughts


async def _body(response: Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ValueError("too long")
    return body


def _served(found: Any) -> list[Served]:
    """Raises ValueError and its like for what is no list of models."""
    return [Served(_text(one["id"]), _context(one)) for one in found["data"]]


def _context(model: Mapping[str, Any]) -> int | None:
    meta = model.get("meta")
    told = [model.get(name) for name in _CONTEXTS]
    told += [meta.get(name) for name in _CONTEXTS_IN_META] if isinstance(meta, Mapping) else []
    return next((number for number in told if type(number) is int and number > 0), None)


def _said(chunk: Mapping[str, Any]) -> tuple[str, bool, bool]:
    """What a piece of a reply says, whether the model is thinking, and whether it is the last."""
    choices = chunk["choices"]
    if not choices:  # how many tokens it took, in the end
        return "", False, False
    delta = choices[0].get("delta") or {}
    thinking = bool(delta.get("reasoning_content") or delta.get("reasoning"))
    return _text(delta.get("content") or ""), thinking, bool(choices[0].get("finish_reason"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")
    return value
