"""Short answers whole: with the words that a figure or a verdict would be wrong without."""

from __future__ import annotations

import re

_NUMBER = (
    r"(?:(?:[$€£¥]\s?)?\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|"
    r"(?:thir|for|fif|six|seven|eigh|nine)ty|half|an?)"
)
_FIGURE = re.compile(rf"{_NUMBER}\b|hundreds?\b|thousands?\b|dozens?\b", re.IGNORECASE)
# What limits a figure, and what denies anything else, in front of it.
_LIMITS = re.compile(
    r"\b(?:(?:(?:just|well|slightly|no|not) )?(?:(?:more|less|fewer|greater|higher|lower) than|over|under|above|below)"
    r"|at (?:least|most)|up to|as (?:many|much|few|little) as|an estimated|some|about|around|nearly|almost|"
    r"approximately|roughly|only|not)\s+$",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|never|no|without)\s+$", re.IGNORECASE)
# What belongs to a figure behind it: its scale, a second figure of a time or a length, what it is compared with.
_BEHIND = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\s?(?:percent|per cent|%|million|billion|trillion|hundred|thousand)(?!\w)",
        rf"\s+and\s+(?:a\s+)?{_NUMBER}\s+(?:second|minute|hour|day|week|month|year|inch|feet|foot|pound|ounce|cent)\w*",
        r"(?:\s+(?!and|or|to)[a-z]+)?\s+(?:more|less|fewer|higher|lower|earlier|later|longer)\b",
    )
)


# Of "four hours and two minutes" the second figure alone is another time.
_MEASURE = r"(?:second|minute|hour|day|week|month|year|inch|feet|foot|pound|ounce|cent)s?"
_FIRST_FIGURE = re.compile(rf"\b{_NUMBER}\s+{_MEASURE}\s+and\s+$", re.IGNORECASE)


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of `text` with its qualifier: "more than 1 billion", "not guilty", "95 crowns more"."""
    is_figure = bool(_FIGURE.match(text, start, end))
    if is_figure and (first := _FIRST_FIGURE.search(text, max(0, start - 40), start)):
        start = first.start()
    before = (_LIMITS if is_figure else _DENIES).search(text, max(0, start - 40), start)
    if is_figure:
        for pattern in _BEHIND:
            behind = pattern.match(text, end)
            end = behind.end() if behind else end
    return before.start() if before else start, end
