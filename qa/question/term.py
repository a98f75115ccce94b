"""What a question wants introduced: "who is Ann Lee?", "what's a sluice", "what does tidal flat mean"; and the office
or relation it asks after: "who's the mayor of Marsh?", "who was Ann Lee's second husband?".
"""

from __future__ import annotations

import re

from qa.question.plain import AUX, WH, plain

_TERM = re.compile(
    r"^(?:what|who) (?:is|are|was|were) (?:exactly |actually )?(?:an? |the |this |that |these )?(?P<term>[^,?]+?)"
    rf"(?: exactly| again| anyway)?(?:\?|,|\.|$| (?:and|&) (?:{WH}|{AUX}|should)\b)"
    r"|^what (?:do|does|did) (?:an? |the )?(?P<meant>[^,?]+?) mean\b",
    re.IGNORECASE,
)


def term_of(question: str) -> str | None:
    """The term or name, without its article; None where the question does not ask in this form."""
    match = _TERM.match(plain(question).strip(" .!\"'"))
    return (match["term"] or match["meant"]).strip(" \"'“”") if match else None


# Words before an office that are none of it.
_OF_NOW = r"(?:the |a |an )?(?:current |currently |new |newly elected |present |acting )*"
_ROLE = re.compile(
    rf"^who (?:is|was|are|were) (?:now )?(?:{_OF_NOW}(?P<role>[a-z][a-z -]{{2,40}}?) (?:of|in|for|at) \S.*|"
    rf"(?:the )?\S.*?(?:'s|s') (?:{_OF_NOW})(?P<whose>[a-z][a-z -]{{2,40}}))$",
    re.IGNORECASE,
)
_FUNCTION = re.compile(
    r"^(?:in|on|at|to|from|with|behind|under|that|this|he|she|it|they|there|\w+ing|\w+ed)\b", re.IGNORECASE
)


def role_of(question: str) -> str | None:
    """The office or relation, as it is asked for; None where the question does not ask in this form."""
    match = _ROLE.match(plain(question).strip(" .?!\"'"))
    role = match and (match["role"] or match["whose"]).strip()
    return role if role and not _FUNCTION.match(role) else None
