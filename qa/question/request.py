"""Questions that say what form of answer they want, or whom they ask of, and leave the rest to the conversation."""

from __future__ import annotations

import re

from qa.question.kind import Kind
from qa.question.kinds import _OVERVIEW, _TIMELINE, kind_of
from qa.question.plain import AUX, WH

# "And", "but what about": what is asked is behind it, or before.
_OPENING = re.compile(r"^\W*(?:(?:and|but|or|so|also|then)\b\W*)*(?:(?:(?:what|how)\s+)?about\b)?\W*", re.IGNORECASE)
_WH = re.compile(rf"\b{WH}\b", re.IGNORECASE)
# The kinds that words have which only name something, or a month.
_OF_NAMES = frozenset({Kind.OVERVIEW, Kind.YES_NO})
# In small letters, and before another word: "and May?" is a month.
_AUX = re.compile(rf"{AUX}\s+[^\W\d]")


def asks_nothing(question: str) -> bool:
    """Whether it only names something, of which was asked before: "and in Tokyo?", "what about the mayor?"."""
    rest = _OPENING.sub("", question)
    opened = rest != question
    if _WH.search(rest) or _AUX.match(rest if opened else rest.casefold()):
        return False
    asked = rest.casefold()
    return not (_TIMELINE.search(asked) or _OVERVIEW.search(asked)) and kind_of(rest) in _OF_NAMES
