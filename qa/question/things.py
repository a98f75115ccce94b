"""The one thing that a question is about, which "it" and "they" in the next question stand for.

No grammar is parsed: a few shapes of question say for certain where the words for a thing begin and end. Where a
question names two things, or might, there is none.
"""

from __future__ import annotations

import re

from qa.question.grammar import ADJECTIVE, CAPITAL, DATE, DOES, IS, MONTH, NAME, PAST, PREPOSITION, QUESTION, YEAR

_TIME = rf"(?:\s+(?:in|on|by|since|until|before|after)\s+{DATE})"
_ATTRIBUTE = rf"(?:{CAPITAL}|\d+|new|old|first|second|third|last|next|big|long|[a-z]+(?:al|ic|ive|ous|est|ern))"
_WHERE = rf"(?:\s+(?:of|in|on|at|to|from|between|against)\s+(?:the\s+)?(?:[a-z]+\s+of\s+)?{NAME})"
_PARTICLE = "(?:down|up|out|off|over|away|back)"
# Nothing but a noun with what belongs to it: where a verb may follow.
_SUBJECT = rf"the\s+(?:(?:{_ATTRIBUTE}\s+)*[a-z][a-z-]+|{NAME}){_WHERE}?"
# All words up to the end of the question, where none may follow.
_END = rf"the(?:\s+(?!(?:{QUESTION}|{IS}|{DOES}|that|and|or|but|because|than)\b)[\w.’'-]+){{1,8}}"
_ASKS = (
    rf"(?:(?:(?:{PREPOSITION}\s+)?(?:{QUESTION}|(?:how\s+(?:much|many|long|far|often)|which|what)"
    r"(?:\s+[a-z]+){0,2}?))\s+)?"
)
_COUNTED = r"(?:which|what|how\s+many)\s+(?:[a-z]+\s+)?(?:[a-z]+s|people)"

# Something happened to the thing, or it did something: "it" may as well be that.
_TOLD_OF = [
    re.compile(rf"(?i:{_ASKS}{IS})\s+(?P<thing>{_SUBJECT})\s+{PAST}(?:\s+{_PARTICLE})?(?:\s+(?:in|on|at|by)\s.+)?"),
    re.compile(rf"(?i:{_ASKS}{DOES})\s+(?P<thing>{_SUBJECT})\s+[a-z]+(?:\s+{_PARTICLE})?{_TIME}?"),
]
_ASKED_OF = [
    re.compile(rf"(?i:who|{_COUNTED})\s+(?:{PAST}|[a-z]+[a-rt-z]s)\s+(?P<thing>{_END})"),
    re.compile(rf"(?i:what\s+(?:happened|changed)\s+(?:in|at|during|after|on|to))\s+(?P<thing>{_END})"),
    re.compile(rf"(?i:(?:how\s+many|which|who|what|where|was|were))\s.*?\s(?i:in|at|during)\s+(?P<thing>{_END})"),
    re.compile(rf"(?i:how\s+[a-z]+\s+{IS})\s+(?P<thing>{_END})"),
    re.compile(rf"(?i:(?:what|where)\s+{IS})\s+(?P<thing>{_END})"),
]
# A time is no thing.
_WHEN = re.compile(
    r"\b(?:quarter|year|month|week|weekend|day|decade|century|season|summer|autumn|winter|spring|morning|evening|night|end"
    r"|beginning|past|future|meantime)s?\b",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"\sof\s", re.IGNORECASE)
_DATED = re.compile(rf"\b(?:{MONTH}|{YEAR})")
_PREPOSITION = re.compile(r"\s(?:of|in|on|at|to|from|between|against|for|with|by|during|after)\s", re.IGNORECASE)
_PLURAL = re.compile(r"(?:[^sui]s|people|men|women|children)$")
# Where it happened, at the end of a question.
_PLACE = re.compile(rf"\s(?P<place>(?:in|at|during|on|after)\s+(?:{_END}|{NAME}))$")


def thing(question: str, *, told_of: bool = True, did: bool = True) -> str | None:
    """The words for the thing that is asked about, beginning with "the", None where that is not sure.

    Without `told_of`, only a thing of which nothing is told: not the canal in "When was the canal closed?". Without
    `did`, none that did something, and maybe to another thing: "What did the bank do?".
    """
    for pattern in [*_ASKED_OF, *(_TOLD_OF[: 2 if did else 1] if told_of else ())]:
        if found := pattern.fullmatch(question):
            named = found["thing"]
            return None if _is_doubtful(named, pattern) else named
    return None


def is_plural(named: str) -> bool:
    """Whether "they" stands for the thing, and not "it"."""
    return bool(_PLURAL.search(_PREPOSITION.split(named)[0]))


def place(question: str) -> str | None:
    """Where it happened that the question asks about: "in the earthquake", "on Vesk"; None where it does not end so."""
    found = _PLACE.search(question)
    return None if found is None or _DATED.search(found["place"]) else found["place"]


def _is_doubtful(named: str, pattern: re.Pattern[str]) -> bool:
    """A second thing in it, an adjective without its noun, a date, or one of two: "the capital of France"."""
    if _WHEN.search(named) or len(re.findall(r"\bthe\b", named)) > 1:
        return True
    if re.fullmatch(rf"the\s+{CAPITAL}", named) and re.search(ADJECTIVE, named):
        return True
    dated = pattern in _TOLD_OF and _DATED.search(named)
    return bool(dated or (pattern in _ASKED_OF[3:] and _WHOSE.search(named)))
