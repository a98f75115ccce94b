"""What the language model is given for a question, and writes: to be measured against the bare model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.engine import Engine
from qa.llm.generator import Generator, Message
from qa.llm.likelihood import GiveUp


@dataclass(frozen=True, slots=True)
class Written:
    """A prompt as token ids, how many tokens were written behind it, and the files and options of the model."""

    prompt: tuple[int, ...]
    reply: int
    model: str
    adapter: str | None
    context: int


class Recorder:
    """A generator that passes everything on and remembers the last prompt and reply."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator
        self.prompt: tuple[Sequence[Message], str] | None = None
        self.reply = ""
        self.name, self.context, self.is_adapted = generator.name, generator.context, generator.is_adapted

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._generator.count_tokens(messages)

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:
        self.prompt, self.reply = (messages, opening), ""
        for piece in self._generator.generate(messages, max_tokens, opening):
            self.reply += piece
            yield piece

    def likelihoods(
        self, messages: Sequence[Message], replies: Sequence[str], opening: str = "", give_up: GiveUp = lambda *_: False
    ) -> list[float]:
        return self._generator.likelihoods(messages, replies, opening, give_up)


def written_for(library: Path, question: str) -> Written:
    """Ask once and see what the model was given. Raises ValueError where it was not asked: the question is refused."""
    engine = Engine.open(library)
    generator = engine._generator
    recorder = engine._generator = Recorder(generator)
    engine.answer(question)
    if recorder.prompt is None:
        raise ValueError(f"'{question}' is refused before the model is asked: choose another question")
    llama = generator._llama  # type: ignore[attr-defined]
    ids = generator._tokens(*recorder.prompt)  # type: ignore[attr-defined]
    reply = len(llama.tokenize(recorder.reply.encode(), add_bos=False)) + 1  # and the end
    return Written(tuple(ids), reply, llama.model_path, llama.lora_path, generator.context)
