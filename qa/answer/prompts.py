"""Every word that is put before a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Hit
from qa.llm.generator import Message

# What Footnote says when it has no answer, and what a model is asked to write then; tests and code share it.
REFUSAL = "The articles do not say."

SYSTEM = f"You answer questions from the text that you are given. If it holds no answer, reply: {REFUSAL}"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a model is given of a passage: what it is from, and sentences of it in their order."""

    heading: str
    text: str

    @classmethod
    def of(cls, hit: Hit, text: str | None = None) -> Excerpt:
        """`text` of a passage; by default, all of it."""
        return cls(heading(hit), hit.passage.text if text is None else text)


def messages(question: str, excerpts: Sequence[Excerpt]) -> list[Message]:
    """The prompt for a stand-alone question over the passages, best first.

    The best passage stands last, next to the question, and a few words are asked for: on 24 questions of realtimeqa
    2022-2023 the embedded model's draft held the answer 12 times so, and 8 to 10 times with sentences asked for, the
    best passage first, or no headings.
    """
    passages = "\n\n".join(f"{one.heading}\n{one.text}" for one in reversed(excerpts))
    asking = f"Using the text, answer in a few words: {question}"
    return [Message("system", SYSTEM), Message("user", f"Read this text.\n\n{passages}\n\n{asking}")]


# How a reply of the adapted model begins, and the whole of one that says that no passage answers.
OPENING = "["
NONE = "[0]"
# The beginnings of lines by which a passage could pass for the next one, for the question or for the reply.
_FORM = re.compile(r"^[^\S\n]*(?:\[(\d+)\]|(Question):)", re.MULTILINE)


def reply(number: int, answer: str) -> str:
    """A reply in the form that the adapted model was taught: the number of a passage and a few words of it."""
    return f"[{number}] {answer}"


def reading(question: str, excerpts: Sequence[Excerpt]) -> list[Message]:
    """The prompt that the adapter of the embedded model was trained on, passages best first. It saw them whole."""
    numbered = reading_text([(one.heading, one.text) for one in excerpts])
    return [Message("user", numbered + reading_question(question))]


def reading_text(passages: Sequence[tuple[str, str]]) -> str:
    """Passages as (heading, text), numbered from 1."""
    plain = ((title, _FORM.sub(r"(\1\2)", text)) for title, text in passages)
    return "".join(f"[{number}] {title}\n{text}\n\n" for number, (title, text) in enumerate(plain, start=1))


def reading_question(question: str) -> str:
    """The question as it stands behind the passages."""
    return f"Question: {question}"


def heading(hit: Hit) -> str:
    """A passage's first line: what it is from, and of when."""
    origin = ", ".join(part for part in (hit.article.source, hit.article.date) if part)
    return f"{hit.article.title} ({origin})" if origin else hit.article.title
