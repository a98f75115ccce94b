"""The parts of a question in the conversation that it leans on: each is searched for and read with that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.question.grammar import DOES, IS, PAST, PREPOSITION, plain_end
from qa.question.understood import Part, in_context

_POINTS = re.compile(r"(?:it|they|them|he|him|she|her|this|that|these|those)(?:\s+ones?)?", re.IGNORECASE)
_THING = r"(?:(?:the|an?)\s+)?(?P<thing>[\w’'-]+(?:\s+[\w’'-]+){0,3}?)"
# What a question is about, by where its words stand: behind "is" and "about", and between "did" and a verb.
_SUBJECTS = (
    re.compile(
        rf"\b(?:{IS}|about|happened\s+(?:to|in|at|with))\s+{_THING}(?=\s+(?:{PAST}|{PREPOSITION}|\w+ing)\b|$)", re.I
    ),
    re.compile(rf"\b{DOES}\s+{_THING}(?=\s+[a-z]+(?:\s+{PREPOSITION}\b|$))", re.IGNORECASE),
)


def placed(parts: tuple[Part, ...], head: str, context: Sequence[str]) -> tuple[Part, ...]:
    """The parts of `head` with its context. A side that is a pronoun ("compare it with Ian") has the name of what it
    stands for, and the other sides are asked the same as it; the question is one part where that name is not sure.
    """
    if not any(_POINTS.fullmatch(part.label or "") for part in parts) or not context:
        return tuple(replace(part, question=in_context(part.question, context)) for part in parts)
    named = _subject(context[0])
    if named is None:
        return (Part(in_context(head, context), parts[0].kind),)
    return tuple(_side(part, named, context) for part in parts)


def _side(part: Part, named: str, context: Sequence[str]) -> Part:
    label = part.label or named
    if _POINTS.fullmatch(label):
        return replace(part, question=in_context(named, context), label=named)
    same = [re.sub(rf"\b{re.escape(named)}\b", lambda _: label, one) for one in context]
    return replace(part, question=in_context(part.question, same))


def _subject(question: str) -> str | None:
    asked = plain_end(question)
    found = next((found for pattern in _SUBJECTS if (found := pattern.search(asked))), None)
    return None if found is None or _POINTS.fullmatch(found["thing"]) else found["thing"]
