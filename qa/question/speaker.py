"""Whose words a question asks for: "What did the mayor say?", "according to Ann Lee"."""

from __future__ import annotations

import re

from index.facts import stems

_SAYS = (
    r"(?:say|said|think|thought|feel|felt|believe|believed|argue|argued|claim|claimed|answer|answered|respond|responded|"
    r"react|reacted|reply|replied|criticise|criticize|tell|told|want|expect|propose|demand|warn|recommend|describe|call|"
    r"make of|see|view)"
)
_SUBJECT = r"(?P<who>(?:(?!\b(?:say|said)\b)[^,?;:]){2,80}?)"
_PATTERNS = (
    re.compile(
        r"\baccording to\s+(?P<who>[^,?;:]{2,60}?)(?:[,?;:]|\s+(?:did|does|do|is|are|was|were|will|why|what)\b|$)", re.I
    ),
    re.compile(rf"\b(?:did|does|do|has|have|had|would|is|are|was|were)\s+{_SUBJECT}\s+{_SAYS}\b", re.IGNORECASE),
    re.compile(rf"\bwhat\s+{_SUBJECT}\s+(?:says|said|thinks|thought)\b", re.IGNORECASE),
)


def speaker_of(question: str) -> frozenset[str]:
    """The stems of whoever is to speak; none where the question does not ask for somebody's words."""
    for pattern in _PATTERNS:
        if match := pattern.search(question):
            return stems(match["who"])
    return frozenset()
