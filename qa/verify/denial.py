"""Whether a sentence denies what a question takes for granted: "Who was found guilty?" of one found not guilty."""

from __future__ import annotations

import re

from index.facts import stems

_DENIED = re.compile(r"(?:\b(?:not|never|no longer|nor)|n['’]t)\s+(?:\w+ly\s+)?(?P<what>\w+)", re.IGNORECASE)


def denies(sentence: str, question: str) -> bool:
    """Whether the sentence says "not" of a word of the question that the question does not deny itself."""
    denied = _denied(sentence) & stems(question)
    return bool(denied - _denied(question))


def _denied(text: str) -> frozenset[str]:
    return frozenset().union(*(stems(match["what"]) for match in _DENIED.finditer(text)))
