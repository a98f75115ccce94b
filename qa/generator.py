"""Language models: the protocol, and any GGUF file through llama-cpp-python."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from index.errors import FootnoteError
from index.llama import load_llama
from qa.template import ChatTemplate


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt. Its content is plain text: whatever looks like a special token in it is not one."""

    role: Literal["system", "user", "assistant"]
    content: str


class Generator(Protocol):
    """Writes text after a prompt. One generation at a time; callers need no lock."""

    @property
    def name(self) -> str: ...

    @property
    def context(self) -> int:
        """How many tokens prompt and answer may have together."""
        ...

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The tokens of the whole prompt that these messages make."""
        ...

    def generate(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        """The reply in pieces as they are written, greedily decoded. Closing the iterator stops the model."""
        ...


class LlamaGenerator:
    """A GGUF model in this process, with the chat template it carries. Source: llama-cpp-python."""

    def __init__(self, file: Path, *, name: str | None = None, context: int = 4096, threads: int | None = None) -> None:
        """Load `file`. Raises FootnoteError where it is missing or no model that can be loaded."""
        if not file.is_file():
            raise FootnoteError(f"{file} does not exist: --model takes a .gguf file or a model's name")
        self.name = name or file.stem
        self._llama = _load(file, context, threads)
        self.context = int(self._llama.n_ctx())
        self._template = ChatTemplate.of(self._llama)
        self._lock = threading.Lock()

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return len(self._tokens(messages))

    def generate(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        with self._lock:
            pieces = self._llama.create_completion(
                self._tokens(messages),
                max_tokens=max_tokens,
                temperature=0.0,
                repeat_penalty=1.0,
                stop=list(self._template.stops),
                stream=True,
            )
            for piece in pieces:
                if text := piece["choices"][0]["text"]:
                    yield text

    def _tokens(self, messages: Sequence[Message]) -> list[int]:
        return self._template.tokens([(message.role, message.content) for message in messages])


def _load(file: Path, context: int, threads: int | None) -> Any:
    try:
        return load_llama(file, threads=threads, n_ctx=context, n_batch=512, seed=0)
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise FootnoteError(f"cannot load {file} as a GGUF model ({reason}): choose another with --model") from None
