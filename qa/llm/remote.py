"""A language model on a server that speaks OpenAI's protocol: Ollama, llama-server, vLLM, LM Studio and others."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import closing

from index.errors import FootnoteError
from qa.llm.endpoint import Endpoint, Key
from qa.llm.generator import Message
from qa.llm.likelihood import GiveUp
from qa.llm.server import Served, Server
from qa.llm.streamed import streamed
from qa.llm.thinking import without_thinking
from qa.printable import one_line

# Servers list models that make embeddings beside those that write.
_NO_WRITER = re.compile(r"embed|rerank", re.IGNORECASE)
# Models that are named where the wanted one is not there.
_NAMED = 5
# English words have fewer tokens than one for every four bytes of each, and a tenth more, in the tokenizers of Qwen2.5
# and SmolLM2; words in other letters have more. Digits and signs have one each, and every message some of its own.
_WORD = re.compile(r"[^\W\d_]+|\S")
_BYTES_A_TOKEN, _FOREIGN_BYTES_A_TOKEN = 4, 3
_MARGIN = 1.1
_FORM_TOKENS = 8


class RemoteGenerator:
    """One model on one server. What it is given goes over the network to that server."""

    is_adapted = False

    def __init__(self, server: Server, model: Served, host: str, context: int) -> None:
        """`context` is the most tokens that prompt and reply may have, if the server does not say less."""
        self.name = one_line(f"{model.name} at {host}")
        self.context = min(context, model.context or context)
        self._server = server
        self._model = model.name

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """At least as many as there are: servers do not count for others."""
        return sum(estimated_tokens(message.content) + _FORM_TOKENS for message in messages)

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:  # noqa: ARG002
        """As `Generator` has it; only adapted models are given an `opening`. Closing it closes the connection. Raises
        FootnoteError where the server is gone, slow, or makes no sense.
        """
        given = [{"role": message.role, "content": message.content} for message in messages]

        def reply() -> AsyncGenerator[str, None]:
            return self._server.reply(self._model, given, max_tokens)

        with closing(streamed(reply)) as pieces:
            yield from without_thinking(pieces)

    def likelihoods(
        self,
        messages: Sequence[Message],  # noqa: ARG002
        replies: Sequence[str],  # noqa: ARG002
        opening: str = "",  # noqa: ARG002
        give_up: GiveUp = lambda *_: False,  # noqa: ARG002
    ) -> list[float]:
        """Raises FootnoteError: the protocol has no question for it. Only adapted models are asked."""
        raise FootnoteError(f"{self.name} cannot weigh answers", "take a model in this process for that", "failed")


def connect(endpoint: Endpoint, key: Key | None, *, context: int, patience: float) -> RemoteGenerator:
    """The model that is wanted, once its server has said that it has it.

    Raises FootnoteError where the server is not there, wants another key, makes no sense, or has no such model.
    """
    import anyio

    server = Server(endpoint, key, patience)
    model = chosen(endpoint, anyio.run(server.models))
    return RemoteGenerator(server, model, endpoint.host, context)


def chosen(endpoint: Endpoint, served: Sequence[Served]) -> Served:
    """The model that is wanted, or the first that writes. A server without a list is believed to have the wanted one.

    Raises FootnoteError where there is none.
    """
    if endpoint.model is None:
        writers = [one for one in served if not _NO_WRITER.search(one.name)]
        if not writers:
            raise FootnoteError(
                f"{endpoint.url} does not say which models it has", f"name one, as {endpoint.url}#NAME", "remote"
            )
        return writers[0]
    if not served:
        return Served(endpoint.model)
    # Ollama says "llama3.2:latest" for what everybody calls "llama3.2"
    wanted = (endpoint.model, f"{endpoint.model}:latest")
    found = next((one for one in served if one.name in wanted), None)
    if found is None:
        names = ", ".join(one_line(one.name)[:60] for one in served[:_NAMED])
        more = f" and {len(served) - _NAMED} more" if len(served) > _NAMED else ""
        raise FootnoteError(f"{endpoint.url} has no model '{endpoint.model}'", f"it has {names}{more}", "not-found")
    return found


def estimated_tokens(text: str) -> int:
    """How many tokens a tokenizer makes of that text, rather more than less."""
    return round(_MARGIN * sum(_tokens_of(word) for word in _WORD.findall(text)))


def _tokens_of(word: str) -> int:
    each = _BYTES_A_TOKEN if word.isascii() else _FOREIGN_BYTES_A_TOKEN
    return -(-len(word.encode("utf-8", "replace")) // each)
