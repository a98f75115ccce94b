"""Follow-up questions: whether a question leans on the conversation, and the same question standing alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.words import content_words, words
from qa.types import Turn

_OPENING = re.compile(
    r"^\W*(?:and|but|or|so|also|then|what about|how about|why|how so|which one|who else|what else)\b", re.IGNORECASE
)
_PRONOUNS = frozenset(
    "he him his she her hers it its they them their theirs this that these those there one ones both former "
    "latter".split()
)
# How many turns back a chain of follow-ups is read.
_MEMORY = 3


def leans(question: str) -> bool:
    """Whether a question can hardly be understood without what was said before."""
    if _OPENING.search(question) or len(content_words(question)) <= 1:
        return True
    return any(word in _PRONOUNS for word in words(question)) and not _has_own_name(question)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it can be understood alone: a follow-up is put behind the question that it leans on."""
    chain = [question]
    for turn in reversed(history[-_MEMORY:]):
        if not leans(chain[0]):
            break
        chain.insert(0, turn.question)
    return " ".join(chain)


def _has_own_name(question: str) -> bool:
    """Whether a capitalised word other than the first names what the question is about."""
    return any(word[:1].isupper() and word not in ("I", "I'm") for word in question.split()[1:])
