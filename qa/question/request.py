"""Questions that say what form of answer they want, or whom they ask of, and leave the rest to the conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.words import STOP_WORDS, words
from qa.question.grammar import YEAR
from qa.question.kind import Kind
from qa.question.kinds import OVERVIEW, TIMELINE, kind_of
from qa.question.period import period_of
from qa.question.plain import AUX, WH, plain

# "And", "but what about": what is asked is behind it, or before.
_OPENING = re.compile(r"^\W*(?:(?:and|but|or|so|also|then)\b\W*)*(?:(?:(?:what|how)\s+)?about\b)?\W*", re.IGNORECASE)
_WH = re.compile(rf"\b{WH}\b", re.IGNORECASE)
# The kinds that words have which only name something, or a month.
_OF_NAMES = frozenset({Kind.OVERVIEW, Kind.YES_NO})
# In small letters, and before another word: "and May?" is a month.
_AUX = re.compile(rf"{AUX}\s+[^\W\d]")
# What asks to be told, and says how long it may be.
_REQUESTS = frozenset(
    "give show make write put draw create provide prepare present list describe explain get see hear read know want"
    " need like can could short shorter brief quick long longer full complete detailed simple".split()
)
# The words that name a form or a time are at most so many; those of a longer request are about something.
_PHRASE = 4
_LONGEST = 16
# Any day behind all that can be named: whether a time is named does not depend on it.
_LATE = "9000-01-01"


def is_bare(question: str) -> bool:
    """Whether it says only in what form, or of what time, to tell what was asked about: "give me a timeline", "just the
    last month". Not "what happened in 1930?", which asks a whole question.
    """
    text = plain(question)
    said = words(text)
    if not said or len(said) > _LONGEST or _WH.search(text):
        return False
    while phrase := _form_or_time(said):
        said = said[: phrase.start] + said[phrase.stop :]
    return all(word in STOP_WORDS or word in _REQUESTS or re.fullmatch(YEAR, word) for word in said)


def _form_or_time(said: Sequence[str]) -> range | None:
    """Where the shortest phrase stands that names a form or a time: in "the mill's timeline" the mill is none of it."""
    spans = (range(at, at + length) for length in range(1, _PHRASE + 1) for at in range(len(said) - length + 1))
    return next((span for span in spans if _names_form_or_time(said[span.start : span.stop])), None)


def _names_form_or_time(phrase: Sequence[str]) -> bool:
    text = " ".join(phrase)
    # whatever stands behind "about", or between "from" and "to", is the subject
    is_form = not {"about", "from"} & set(phrase) and (TIMELINE.search(text) or OVERVIEW.search(text))
    return bool(is_form) or period_of(text, _LATE) is not None


def asks_nothing(question: str) -> bool:
    """Whether it only names something, of which was asked before: "and in Tokyo?", "what about the mayor?"."""
    rest = _OPENING.sub("", question)
    opened = rest != question
    if _WH.search(rest) or _AUX.match(rest if opened else rest.casefold()):
        return False
    asked = rest.casefold()
    return not (TIMELINE.search(asked) or OVERVIEW.search(asked)) and kind_of(rest) in _OF_NAMES
