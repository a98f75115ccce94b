"""What kind of answer a question asks for."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of an answer, as `ask --json` names it."""

    FACT = "fact"
    COUNT = "count"
    LIST = "list"
    OVERVIEW = "overview"
    WHY = "why"
    HOW = "how"
    COMPARISON = "comparison"
    TIMELINE = "timeline"
    OPINION = "opinion"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    SMALL_TALK = "small_talk"
    LIBRARY = "library"


# Kinds that a few words answer.
SHORT = frozenset({Kind.FACT, Kind.COUNT})
# Kinds that ask nothing of what the articles say.
ASIDES = frozenset({Kind.SMALL_TALK, Kind.LIBRARY})
