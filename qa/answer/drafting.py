"""Letting a language model write, piece by piece, until it is done or stopped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Generator as PythonGenerator
from typing import TypeVar

from qa.clock import Clock
from qa.llm.generator import Generator, Message
from qa.types import Token

_Outcome = TypeVar("_Outcome")
ShouldStop = Callable[[], bool]
# Gives out the pieces of a draft, and comes to something in the end.
Drafting = PythonGenerator[Token, None, _Outcome]


def draft(
    prompt: Sequence[Message],
    generator: Generator,
    tokens: int,
    clock: Clock,
    should_stop: ShouldStop,
    opening: str = "",
) -> Drafting[tuple[str, bool]]:
    """Pass the model's tokens on as it writes them, at most `tokens`. Returns the draft, and whether it was stopped.

    Behind an `opening`, as an adapted model has it, the number of the passage comes first, which is not for reading.
    """
    text, stopped = "", False
    for piece in generator.generate(prompt, tokens, opening):
        if piece:
            if not text:
                clock.lap("reading the prompt")
            clock.token()
            said = piece if not opening or "]" in text else piece.partition("]")[2]
            text += piece
            if said:
                yield Token(said)
        if stopped := should_stop():
            break
    clock.lap("writing the draft")
    return text, stopped


def timed(drafting: Drafting[_Outcome], clock: Clock) -> Drafting[_Outcome]:
    """The same draft; the clock notes when its first word came."""
    try:
        while True:
            token = next(drafting)
            clock.token()
            yield token
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]
    finally:
        drafting.close()
