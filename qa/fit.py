"""Fitting a prompt into a model's context by counting tokens."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import FootnoteError
from index.types import Hit
from qa.generator import Generator, Message
from qa.prompts import messages, reading


def fit(question: str, hits: Sequence[Hit], generator: Generator, reply_tokens: int) -> tuple[list[Message], int]:
    """The prompt with as many passages as fit, and how many that is.

    Passages are dropped from the end, whole; the question is never cut. Raises FootnoteError where not even the
    question fits.
    """
    write = reading if generator.is_adapted else messages
    room = generator.context - reply_tokens
    for count in range(len(hits), -1, -1):
        prompt = write(question, hits[:count])
        if generator.count_tokens(prompt) <= room:
            return prompt, count
    raise FootnoteError(
        f"the question alone fills the {generator.context} tokens that {generator.name} takes: ask a shorter one"
    )
