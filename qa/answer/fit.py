"""Fitting a prompt into a model's context by counting tokens."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import FootnoteError
from qa.answer.prompts import Excerpt, messages, reading
from qa.llm.generator import Generator, Message


def fit(
    question: str, excerpts: Sequence[Excerpt], generator: Generator, reply_tokens: int
) -> tuple[list[Message], int]:
    """The prompt with as many passages as fit, and how many that is.

    Passages are dropped from the end, whole; the question is never cut. Raises FootnoteError where not even the
    question fits.
    """
    write = reading if generator.is_adapted else messages
    room = generator.context - reply_tokens
    for count in range(len(excerpts), -1, -1):
        prompt = write(question, excerpts[:count])
        if generator.count_tokens(prompt) <= room:
            return prompt, count
    raise FootnoteError(
        f"the question alone fills the {generator.context} tokens that {generator.name} takes: ask a shorter one"
    )
