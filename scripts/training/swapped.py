"""Questions that a passage nearly answers: one name, year or number of a question that it does answer, exchanged.

What the search returns for a question on the news that no article answers is of this kind: the same sort of event,
of another year, place or person. The idea is that of the rule-made questions of Rajpurkar et al. 2018 (SQuAD 2.0).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.words import content_words
from scripts.training.groups import Candidate, Group, occurrences

# After a lower-case word, so that no word counts that is capitalised only because it opens the question.
_NAME = r"(?<=[a-z,] )[A-Z][\w'’-]+(?: (?:of (?:the )?)?[A-Z][\w'’-]+)*"
_DETAIL = re.compile(_NAME + r"|\b\d+(?:[.,]\d+)*\b")
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_MONTHS = frozenset("January February March April May June July August September October November December".split())
# What the exchanged question's id ends with, behind that of the question it was made from.
SWAPPED = "-swapped"
# How many replacements are drawn before a question is given up.
_TRIES = 20


def swapped_groups(groups: Sequence[Group], seed: int = 1) -> Iterator[Group]:
    """For each question with a detail that its passage holds, the same with another of its kind, which nothing in the
    passage matches; the passage is no longer relevant. Other questions are passed over. The replacement comes from
    a question on the same article where there is one.
    """
    draw = random.Random(seed)
    known: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for group in groups:
        for match in _DETAIL.finditer(group.question):
            for scope in (group.origin, _article(group)):
                known[scope, _kind(match.group())].append(match.group())
    for group in groups:
        passage = next((one for one in group.candidates if one.spans), None)
        question = _swapped(group, passage, known, draw) if passage else None
        if passage and question:
            unanswered = Candidate(passage.title, passage.text)
            yield Group(f"{group.id}{SWAPPED}", f"{group.origin}_swapped", question, "", (unanswered,))


def _swapped(
    group: Group, passage: Candidate, known: dict[tuple[str, str], list[str]], draw: random.Random
) -> str | None:
    text = f"{passage.title} {passage.text}"
    held = [
        match
        for match in _DETAIL.finditer(group.question)
        if occurrences(text, match.group()) and not occurrences(group.answer, match.group())
    ]
    if not held:
        return None
    match = draw.choice(held)
    own = known[_article(group), _kind(match.group())]
    everyone = known[group.origin, _kind(match.group())]
    words = set(content_words(text))
    for attempt in range(_TRIES):
        other = draw.choice(own if own and attempt < _TRIES // 2 else everyone)
        if words.isdisjoint(content_words(other)):
            return group.question[: match.start()] + other + group.question[match.end() :]
    return None


def _article(group: Group) -> str:
    return f"{group.origin}: {group.candidates[0].title}"


def _kind(detail: str) -> str:
    if _YEAR.fullmatch(detail):
        return "year"
    if detail[0].isdigit():
        return "number"
    return "month" if detail in _MONTHS else f"name of {len(detail.split())} words"
