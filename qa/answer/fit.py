"""Fitting a prompt into a model's context by counting tokens."""

from __future__ import annotations

from collections.abc import Sequence

from index.errors import FootnoteError
from qa.answer.prompts import Excerpt, messages, reading, writing
from qa.evidence.sentences import EvidenceSentence
from qa.llm.generator import Generator, Message
from qa.question.kind import Kind


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
    raise _too_long(generator)


def fit_evidence(
    question: str,
    kind: Kind,
    evidence: Sequence[EvidenceSentence],
    generator: Generator,
    reply_tokens: int,
    *,
    may_refuse: bool = True,
) -> tuple[list[Message], list[EvidenceSentence]]:
    """The prompt with as much of the evidence as fits, and that evidence in its order.

    The least likely sentences are dropped first, whole. Raises FootnoteError where not even the question fits.
    """
    room = generator.context - reply_tokens
    kept = list(evidence)
    while True:
        prompt = writing(question, kind, kept, may_refuse=may_refuse)
        if generator.count_tokens(prompt) <= room:
            return prompt, kept
        if not kept:
            raise _too_long(generator)
        # of equally likely ones, the last
        kept.remove(min(reversed(kept), key=lambda one: one.score))


def _too_long(generator: Generator) -> FootnoteError:
    return FootnoteError(
        f"the question alone fills the {generator.context} tokens that {generator.name} takes",
        "ask a shorter one",
        "invalid",
    )
