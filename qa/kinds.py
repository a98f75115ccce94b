"""What kind of answer a question asks for, and whether words are of it: a time for "when", a name for "who".

Both models are small and at times prefer "six days" to "March 29" when they are asked when.
"""

from __future__ import annotations

import calendar
import re
from enum import Enum

from qa.facts import facts

_MONTHS_AND_DAYS = "|".join(name for names in (calendar.month_name, calendar.day_name) for name in names if name)
_TIME = re.compile(
    rf"\b(?:{_MONTHS_AND_DAYS}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d+|(?:1\d|20)\d\d(?!,\d)|"
    r"[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|[Nn]oon|[Mm]idnight|ago|\d+ ?[ap]\.?m|"
    r"(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arlier this|[Ll]ater this) (?:week|month|year|spring|summer|fall|autumn|winter)|"
    r"\d+(?:st|nd|rd|th) centur(?:y|ies))\b"
)
_AMOUNT = re.compile(r"\b(?:one|once|twice|half|dozens?|hundreds?|thousands?|millions?|billions?|trillions?)\b", re.I)


class Kind(Enum):
    """What an answer has to be, or have in it."""

    TIME = re.compile(
        r"^\W*(?:(?:and|but|so|since|until|by) )*when\b|\b(?:what|which) (?:year|month|day|date)\b(?!-)", re.I
    )
    NAME = re.compile(r"^\W*(?:(?:and|but|so|to|by|with|from|for|in) )*(?:who|whom|whose|where)\b", re.I)
    AMOUNT = re.compile(r"\bhow (?:many|much|old|long|far|often|big|large|tall|high|deep|wide|fast|heavy)\b", re.I)

    @classmethod
    def of(cls, question: str) -> Kind | None:
        """What the question asks for, None where its words do not tell."""
        return next((kind for kind in cls if kind.value.search(question)), None)

    def has(self, words: str) -> bool:
        """Whether an answer in these words is of this kind, or has something of it."""
        if self is Kind.TIME:
            return bool(_TIME.search(words))
        said = facts(words)
        return bool(said.names) if self is Kind.NAME else bool(said.numbers or _AMOUNT.search(words))
