"""Language models: the protocol, and any GGUF file through llama-cpp-python."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from index.errors import FootnoteError
from index.installing import INSTALL_AGAIN
from index.llama import load_llama
from qa.llm.likelihood import GiveUp, judged, log_chances
from qa.llm.template import ChatTemplate
from qa.llm.threads import threads_for

# Replies are judged by so many tokens at most: a few words are far fewer.
_LONGEST_REPLY = 128
# Tokens of a prompt that are read at once, after which the model can be stopped: about half a second. With half as many
# 470 tokens take an eighth longer.
_READ_AT_ONCE = 256


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

    @property
    def is_adapted(self) -> bool:
        """Whether the model was trained for this very job and takes `prompts.reading`."""
        ...

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """The tokens of the whole prompt that these messages make."""
        ...

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:
        """The reply in pieces as they are written, greedily decoded; behind `opening`, where the reply begins so.
        Empty pieces come while the prompt is read. Closing the iterator stops the model, at any piece.
        """
        ...

    def likelihoods(
        self, messages: Sequence[Message], replies: Sequence[str], opening: str = "", give_up: GiveUp = lambda *_: False
    ) -> list[float]:
        """How likely the model is to write each reply behind `opening`, and nothing behind it: natural logarithms. What
        `give_up` says is out gets the most that it could still come to.
        """
        ...


class LlamaGenerator:
    """A GGUF model in this process, with the chat template it carries. Source: llama-cpp-python."""

    def __init__(
        self,
        file: Path,
        *,
        name: str | None = None,
        context: int = 4096,
        threads: int | None = None,
        gpu_layers: int = 0,
        adapter: Path | None = None,
        is_merged: bool = False,
    ) -> None:
        """Load `file`, and a LoRA `adapter` for it, unless it `is_merged` into the weights already. `gpu_layers` of it
        go to the GPU, -1 for all, where llama.cpp is built for one.

        Raises FootnoteError where one is missing or cannot be loaded.
        """
        if not file.is_file():
            raise FootnoteError(f"{file} does not exist", "--model takes a .gguf file or a model's name", "not-found")
        self.name = name or file.stem
        self.is_adapted = is_merged or adapter is not None
        self._llama = _load(file, context, threads or threads_for(file), gpu_layers, adapter)
        self.context = int(self._llama.n_ctx())
        self._template = ChatTemplate.of(self._llama)
        self._lock = threading.Lock()

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return len(self._tokens(messages))

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:
        with self._lock:
            prompt = self._tokens(messages, opening)
            for _ in self._read(prompt):
                yield ""
            pieces = self._llama.create_completion(
                prompt,
                max_tokens=max_tokens,
                temperature=0.0,
                repeat_penalty=1.0,
                stop=list(self._template.stops),
                stream=True,
            )
            for piece in pieces:
                if text := piece["choices"][0]["text"]:
                    yield text

    def likelihoods(
        self, messages: Sequence[Message], replies: Sequence[str], opening: str = "", give_up: GiveUp = lambda *_: False
    ) -> list[float]:
        with self._lock:
            prompt = self._tokens(messages, opening)
            # what was read for the draft is not read again, nor what is read here for a draft that follows
            for _ in self._read(prompt):
                pass
            self._llama.eval(prompt[self._llama.n_tokens :])
            first = log_chances(self._llama, -1)
            end = self._llama.token_eos()
            # what is longer is judged by its beginning
            room = min(_LONGEST_REPLY, self.context - len(prompt)) - 1
            tokens = [[*self._llama.tokenize(reply.encode(), add_bos=False)[:room], end] for reply in replies]
            found = judged(self._llama, len(prompt), first, tokens, give_up)
            # else it would go on from the logits of the last reply, when the same prompt is continued
            self._llama.n_tokens = len(prompt) - 1
            return found

    def _read(self, prompt: Sequence[int]) -> Iterator[None]:
        """Read the prompt but for its last piece, a piece at a time, and nothing twice that was read just before."""
        llama = self._llama
        shared = llama.longest_token_prefix(llama.input_ids[: llama.n_tokens].tolist(), prompt[:-1])
        if shared < llama.n_tokens and not llama._ctx.kv_cache_seq_rm(-1, shared, -1):
            shared = 0  # recurrent models cannot forget a part
            llama._ctx.kv_cache_clear()
        llama.n_tokens = shared
        while len(prompt) - llama.n_tokens > _READ_AT_ONCE:
            llama.eval(prompt[llama.n_tokens :][:_READ_AT_ONCE])
            yield

    def _tokens(self, messages: Sequence[Message], opening: str = "") -> list[int]:
        prompt = self._template.tokens([(message.role, message.content) for message in messages])
        return [*prompt, *self._llama.tokenize(opening.encode(), add_bos=False)] if opening else prompt


def _load(file: Path, context: int, threads: int | None, gpu_layers: int, adapter: Path | None) -> Any:
    options = {"lora_path": str(adapter)} if adapter else {}
    try:
        llama = load_llama(
            file,
            threads=threads,
            n_ctx=context,
            n_gpu_layers=gpu_layers,
            n_batch=_READ_AT_ONCE,
            n_ubatch=_READ_AT_ONCE,
            seed=0,
            flash_attn=True,
            **options,
        )
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise FootnoteError(
            f"cannot load {file} as a GGUF model ({reason})", "choose another with --model", "invalid"
        ) from None
    # llama-cpp-python goes on with a null pointer where an adapter cannot be loaded
    if adapter and not llama._lora_adapter:
        raise FootnoteError(f"cannot load the adapter {adapter}", INSTALL_AGAIN, "not-installed")
    return llama
