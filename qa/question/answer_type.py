"""What kind of answer a question asks for, and whether words are of it: a time for "when", a name for "who".

Both models are small and at times prefer "six days" to "March 29" when they are asked when.
"""

from __future__ import annotations

import calendar
import re
from enum import Enum

from index.facts import facts

_MONTHS_AND_DAYS = "|".join(name for names in (calendar.month_name, calendar.day_name) for name in names if name)
_SHORT = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
_TIME = re.compile(
    rf"\b(?:{_MONTHS_AND_DAYS}|(?:{_SHORT})\.? \d+|\d+ (?:{_SHORT})|"
    r"(?<![$€£])(?:1\d|20)\d\ds?(?! (?:miles|kilomet|met|feet|people|dollars|euros|pounds|tons|tonnes)|,\d)|"
    r"\d+ ?[aApP]\.?[mM]|\d+(?:st|nd|rd|th) [cC]entur(?:y|ies)|[Nn]oon|[Mm]idnight|ago|"
    r"[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|"
    r"(?:[Ll]ast|[Nn]ext|[Tt]his|[Ee]arlier this|[Ll]ater this) "
    r"(?:night|evening|morning|week|weekend|month|year|decade|century|spring|summer|fall|autumn|winter))\b"
)
_AMOUNT = re.compile(
    r"\b(?:one|once|twice|half|quarter|third|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|none|several|"
    r"(?:thir|for|fif|six|seven|eigh|nine)ty\b|double|triple|"
    r"an? (?:second|minute|hour|day|week|month|year|decade|century|couple|few))\b",
    re.IGNORECASE,
)
# Words that ask, each as what it asks for; a question with several asks in a clause what this cannot tell.
_ASKING = re.compile(
    r"\b(?:(?P<TIME>when|(?:what|which) (?:year|month|day|date)\b(?!-))|(?P<NAME>who|whom|whose|where)|"
    r"(?P<AMOUNT>how (?:many|much|old|long|far|big|large|tall|high|deep|wide|fast|heavy))|what|which|why|how)\b",
    re.IGNORECASE,
)
# Where a follow-up leans on the question before it, that one stands behind it in brackets.
_BEFORE = re.compile(r" \(")


class AnswerType(Enum):
    """What an answer has to be, or have in it."""

    TIME = "a time"
    NAME = "a name"
    AMOUNT = "an amount"

    @classmethod
    def of(cls, question: str) -> AnswerType | None:
        """What the question asks for, None where its words do not tell."""
        asking = list(_ASKING.finditer(_BEFORE.split(question, maxsplit=1)[0]))
        if len(asking) != 1 or asking[0].lastgroup is None:
            return None
        return cls[asking[0].lastgroup]

    def has(self, words: str) -> bool:
        """Whether an answer in these words is of this kind, or has something of it."""
        if self is AnswerType.TIME:
            return bool(_TIME.search(words))
        said = facts(words)
        return bool(said.names) if self is AnswerType.NAME else bool(said.numbers or _AMOUNT.search(words))
