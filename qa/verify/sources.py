"""Which evidence sentences a written sentence rests on: those it cites, or any others that say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.facts import stems
from qa.verify.faithful import REPORTING, Faithful
from qa.verify.support import word_share
from qa.verify.tokens import tokens

# So many evidence sentences may carry a sentence together.
_TOGETHER = 3
# Beside what is cited, so many evidence sentences are looked at, the nearest in words.
_LOOKED_AT = 4
# A sentence with this share of names among its content words is an enumeration.
_ENUMERATION = 0.75
_LONGEST_ENUMERATION = 5


@dataclass(frozen=True, slots=True)
class Sources:
    """A sentence, and the places of the evidence that its writer cites."""

    text: str
    cites: tuple[int, ...] = ()


def sources(sentence: Sources, question: str, evidence: Sequence[str], faithful: Faithful) -> tuple[int, ...]:
    """The places of the evidence that carries the sentence, in the order of the evidence; none where nothing does.

    What is cited comes first: each by itself, then together. Then the rest of the evidence, each by itself, the nearest
    first: what nobody cites together is not taken together, or one's words would come into another's mouth. `faithful`
    is the check of each.
    """
    if sentence.text.rstrip("\"'”’)").endswith("?"):
        return ()  # a question asserts nothing
    if _only_reports(sentence.text):
        return ()
    asked = stems(question)
    said = stems(sentence.text)

    def carries(*places: int) -> bool:
        return faithful(sentence.text, [evidence[place] for place in places], asked)

    cites = tuple(sorted(set(sentence.cites)))
    if alone := tuple(place for place in cites if carries(place)):
        return alone
    if 1 < len(cites) <= _TOGETHER and carries(*cites):
        return cites
    nearest = sorted(range(len(evidence)), key=lambda place: -word_share(said, stems(evidence[place])))
    for place in nearest[:_LOOKED_AT]:
        if carries(place):
            return (place,)
    return _enumerated(sentence.text, evidence)


def _only_reports(text: str) -> bool:
    """Whether a sentence says that somebody said something, and not what: "The Wall Street Journal reported."."""
    words = [one for one in tokens(text) if one.is_content]
    reports = [one for one in words if one.stem in REPORTING]
    return bool(reports) and all(one.is_name or one.stem in REPORTING for one in words)


def _enumerated(text: str, evidence: Sequence[str]) -> tuple[int, ...]:
    """For a sentence that only lists names: few evidence sentences that hold them all, each of its words in one."""
    listed = [one for one in tokens(text) if one.is_content]
    if not listed or sum(one.is_name for one in listed) < _ENUMERATION * len(listed):
        return ()
    wanted = stems(text)
    held = [stems(one) for one in evidence]
    found: list[int] = []
    while wanted and len(found) < _LONGEST_ENUMERATION:
        best = max(range(len(held)), key=lambda place: len(wanted & held[place]), default=0)
        if not held or not wanted & held[best]:
            return ()
        wanted -= held[best]
        found.append(best)
    return () if wanted else tuple(sorted(found))
