"""What a question wants introduced: "who is Ann Lee?", "what's a sluice", "what does tidal flat mean"."""

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
