"""A question as the later stages take it: standing alone, its kind, its parts, its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from qa.question.kind import Kind

# An article's id, and start and end of a span in its text.
Place = tuple[str, int, int]
Order = Literal["relevance", "latest", "first"]


def in_context(question: str, context: Sequence[str]) -> str:
    """A question, and in brackets the earlier ones that it leans on. It is the first, which is what models answer."""
    return f"{question} ({' '.join(context)})" if context else question


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things that a question asks. `question` stands alone. `label` names the side of a comparison ("Ford",
    "2019"); `missing` is how it is named where the articles do not say it ("by how much").
    """

    question: str
    kind: Kind
    label: str | None = None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a question names: ISO dates, inclusive; None is open."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """`question` as typed, `standalone` as it can be understood without the conversation, `forms` what is searched for.

    `parts` has at least one part. `order` says whether the latest or the first is asked for. `shown` are sentences that
    the conversation has shown already and that are not to be repeated; `more` says that more of the same is asked for
    ("tell me more"), whatever it is. `unmentioned` are words that seem to be names, and that no article has. `language`
    is the question's, an ISO 639 code.
    """

    question: str
    standalone: str
    kind: Kind
    forms: tuple[str, ...]
    parts: tuple[Part, ...]
    period: Period | None = None
    order: Order = "relevance"
    shown: frozenset[Place] = frozenset()
    more: bool = False
    unmentioned: tuple[str, ...] = ()
    language: str = "en"
