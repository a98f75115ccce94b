"""Training sequences for the reader: a few passages, then several questions over them with their answers.

Several questions share one reading of the passages, which makes training several times cheaper than one at a time.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.training.groups import Candidate, Group, occurrences
from scripts.training.swapped import SWAPPED

# Passages in a sequence, as the reader is shown them.
_PASSAGES = 3
# Of these, so many have questions of their own where every passage may have some; the last one only looks alike.
_ASKED_ABOUT = 2
# A lesson about an article that is not shown, so that none of its questions is answered, in one of so many.
_ONE_WITHOUT = 8
# Where a title ends; what stands behind it is the article's first sentence, which the language model is not shown.
_TITLE = re.compile(r"(?:(?<=[^.\s]{3})|(?<=\.{3}))\. (?=\S+ \S+ \S+ \S+)")
_MOST_QUESTIONS = 8
_MOST_WRITTEN = 14
# Beside this many questions that the passages answer, at least one is asked that they do not; at most half as many.
_ABSENT = 4


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with the number of the passage that answers it, from 1, and the answer; 0 and "" for none."""

    question: str
    number: int
    answer: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """Passages as (title, text) and what is asked about them."""

    passages: tuple[tuple[str, str], ...]
    exchanges: tuple[Exchange, ...]


def news_sequences(groups: Sequence[Group], draw: random.Random) -> Iterator[Lesson]:
    """One question over passages that the search returned for it: a third of those with an answer come without it.
    Where there is a group of the same question with a detail exchanged, that is asked too.
    """
    swapped = {group.id.removesuffix(SWAPPED): group.question for group in groups if group.id.endswith(SWAPPED)}
    for group in groups:
        if group.id.endswith(SWAPPED):
            continue
        good = [one for one in group.candidates if one.spans]
        bad = [one for one in group.candidates if not one.relevant]
        if group.answer and not good:
            continue
        shown = [*good[: 1 if draw.random() < 2 / 3 else 0], *bad][:_PASSAGES]
        if not shown:
            continue
        draw.shuffle(shown)
        number = next((place for place, one in enumerate(shown, start=1) if one.spans), 0)
        exchanges = [Exchange(group.question, number, _words(shown[number - 1]) if number else "")]
        if group.id in swapped:
            exchanges.append(Exchange(swapped[group.id], 0, ""))
        draw.shuffle(exchanges)
        yield Lesson(_titled(shown), tuple(exchanges))


def written_sequences(groups: Sequence[Group], draw: random.Random) -> Iterator[Lesson]:
    """Two passages with all questions that were written for them, those that they only seem to answer among them, and
    one of like words from one of their articles. Now and then a passage is shown without the one asked about.
    """
    about: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        about[group.candidates[0].text].append(group)
    homes = sorted(about)
    draw.shuffle(homes)
    for first in range(0, len(homes) - 1, _ASKED_ABOUT):
        asked = homes[first : first + _ASKED_ABOUT]
        near = [
            one for home in asked for group in about[home] for one in group.candidates[1:2] if one.text not in homes
        ]
        shown = [about[home][0].candidates[0] for home in asked] + draw.sample(near, min(len(near), 1))
        if draw.randrange(_ONE_WITHOUT) == 0:
            shown = shown[1:]
        draw.shuffle(shown)
        numbers = {one.text: number for number, one in enumerate(shown, start=1)}
        exchanges = [_exchange(group, numbers) for home in asked for group in about[home]]
        draw.shuffle(exchanges)
        yield Lesson(tuple((_title(one.title), one.text) for one in shown), tuple(exchanges[:_MOST_WRITTEN]))


def _exchange(group: Group, numbers: Mapping[str, int]) -> Exchange:
    home = group.candidates[0]
    number = numbers.get(home.text, 0) if home.spans else 0
    return Exchange(group.question, number, _words(home) if number else "")


def _title(heading: str) -> str:
    """The title alone of what the pair reader is told beside a passage."""
    return _TITLE.split(heading, maxsplit=1)[0]


def paragraph_sequences(groups: Sequence[Group], count: int, draw: random.Random) -> Iterator[Lesson]:
    """Passages that are hard to tell apart, with questions about each of them and some about none."""
    about: dict[tuple[str, str], list[Group]] = defaultdict(list)
    near: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    by_title: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        first = group.candidates[0]
        about[first.title, first.text].append(group)
        near[first.title, first.text] += group.candidates[1:]
        by_title[first.title].append(group)
    homes = sorted(about)
    draw.shuffle(homes)
    for home in homes[:count]:
        others = list({(one.title, one.text): one for one in near[home] if (one.title, one.text) != home})
        draw.shuffle(others)
        if len(others) < _PASSAGES - 1:
            rest = [one for one in homes if one != home and one not in others]
            others += draw.sample(rest, min(len(rest), _PASSAGES - 1))
        passages = [home, *others[: _PASSAGES - 1]]
        draw.shuffle(passages)
        exchanges = list(_exchanges(passages, about, by_title[home[0]], draw))
        if exchanges:
            yield Lesson(tuple(passages), tuple(exchanges))


def _exchanges(
    passages: Sequence[tuple[str, str]],
    about: dict[tuple[str, str], list[Group]],
    related: Sequence[Group],
    draw: random.Random,
) -> Iterator[Exchange]:
    here: list[Exchange] = []
    for number, passage in enumerate(passages, start=1):
        for group in about.get(passage, ()):
            here.append(
                Exchange(group.question, number, _words(group.candidates[0]))
                if group.candidates[0].spans
                else Exchange(group.question, 0, "")
            )
    absent = []
    for group in draw.sample(list(related), min(len(related), 12)):
        home = (group.candidates[0].title, group.candidates[0].text)
        if group.answer and home not in passages and not any(occurrences(text, group.answer) for _, text in passages):
            absent.append(Exchange(group.question, 0, ""))
    draw.shuffle(here)
    answered = [one for one in here if one.number][:_MOST_QUESTIONS]
    unanswered = [one for one in here if not one.number][: len(answered) // 2 + 1]
    missing = max(0, len(answered) // _ABSENT - len(unanswered))
    chosen = [*answered, *unanswered, *absent[:missing]]
    draw.shuffle(chosen)
    return iter(chosen)


def _words(candidate: Candidate) -> str:
    start, end = candidate.spans[0]
    return " ".join(candidate.text[start:end].split())


def _titled(candidates: Sequence[Candidate]) -> tuple[tuple[str, str], ...]:
    return tuple((one.title, one.text) for one in candidates)
