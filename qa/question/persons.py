"""The persons that a conversation has named, and whom "he" and "she" stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from index.facts import stems
from index.words import STOP_WORDS, content_words
from qa.question.casing import with_names
from qa.question.grammar import DOES, QUESTION
from qa.question.plain import plain
from qa.question.term import term_of

Gender = Literal["he", "she"]
# A question or an answer is read up to here, in characters.
LONGEST = 2000
# How many persons are remembered.
_MOST = 8

# Before a capital, "He" is a family name.
PRONOUN = re.compile(r"\b(?i:he|him|his|she|her|hers)\b(?!\s+[A-Z])")
_GENDERS: dict[str, Gender] = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
# Who is asked for by one of these is known by it.
_KIN: dict[str, Gender] = {
    **dict.fromkeys("husband father brother son grandfather uncle nephew king boyfriend widower".split(), "he"),
    **dict.fromkeys("wife mother sister daughter grandmother aunt niece queen girlfriend widow".split(), "she"),
}
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:;\"“”\n])\s*$")
# Behind these stands a place, or a thing: nobody is called "the Ann Lee".
_NOBODY = re.compile(r"\b(?:in|at|near|the|a|an)\s+$", re.IGNORECASE)
# Somebody without a name: "Who is the mayor?", "What did the Polish minister say?".
_ROLE = re.compile(
    rf"\W*(?:who\s+(?:is|was)\s+(?P<who>the\s+[\w’'-]+(?:\s+[\w’'-]+){{0,4}})"
    rf"|{QUESTION}\s+{DOES}\s+(?P<does>the\s+[\w’'-]+(?:\s+[\w’'-]+)?)\s+(?:say|said|tell|told|do|done|call|want|promise)\b.*)\W*",
    re.IGNORECASE,
)
_WHO = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:who|whom|whose|name)\b", re.IGNORECASE)
_TIME_OR_PLACE = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:where|when)\b", re.IGNORECASE)
_WHO_IS = re.compile(r"^\W*(?:(?:and|but|so)\s+)?who\s+(?:is|was|are|were)\s.*?\b(?P<kin>[a-z]+)\W*$", re.IGNORECASE)
# Words in lower case that stand inside a name.
_PARTICLES = frozenset("al bin da de del den der dos la van von".split())
# Capitalised, and in no person's name.
_NO_PERSON = frozenset(
    """
    january february march april june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday united states kingdom european union nations republic north south east west
    northern southern eastern western university college institute school party bank group company corporation inc ltd
    ministry department commission council court committee association organization organisation agency house senate
    congress parliament army navy war act treaty agreement movement street avenue road river sea ocean lake islands
    mountains city county province airport bridge canal tunnel olympics cup league championship however
    europe asia africa america american british chinese dutch english european french german japanese russian
    """.split()
)


@dataclass(frozen=True, slots=True)
class Person:
    """A name, and the pronoun by which the conversation has spoken of it, as far as it has."""

    name: str
    gender: Gender | None = None
    # the turn that spoke of them last
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Persons:
    """Those that were named, the last one last."""

    known: tuple[Person, ...] = ()
    turn: int = 0

    def meant(self, pronoun: str) -> Person | None:
        """The last one who can be meant by "he" or "her"; of one turn, rather somebody who was called so before."""
        gender = _GENDERS[pronoun.casefold()]
        fits = [one for one in reversed(self.known) if one.gender in (gender, None)]
        return max(fits, key=lambda one: (one.turn, one.gender is not None), default=None)

    def heard(self, question: str, answer: str) -> Persons:
        """With whom a question, its pronouns replaced, and its answer are about."""
        role = _ROLE.fullmatch(question[:LONGEST])
        name = person(question, answer) or (role and (role["who"] or role["does"]))
        if name is None:
            return replace(self, turn=self.turn + 1)
        kin = _WHO_IS.match(question)
        gender = _KIN.get(kin["kin"].casefold()) if kin and not stems(name) <= stems(question) else None
        others = [one for one in _names(question[:LONGEST]) if " " in one and one != name]
        now = self._with([*(Person(one) for one in others), Person(name, gender)])
        return replace(now, turn=self.turn + 1)

    def named(self, question: str) -> tuple[str, Persons]:
        """The question with names for its first "he" and its first "she", and what that tells of their gender.

        A second one of the same gender then refers to the name.
        """
        now, at, done = self, 0, set[Gender]()
        while found := PRONOUN.search(question, at):
            gender, who = _GENDERS[found.group().casefold()], now.meant(found.group())
            at = found.end()
            if who is None or gender in done:
                continue
            done.add(gender)
            name = f"{who.name}'s" if _owns(found.group(), question[at:]) else who.name
            question = question[: found.start()] + name + question[at:]
            at = found.start() + len(name)
            now = now._with([Person(who.name, gender)])
        return question, now

    def _with(self, heard: list[Person]) -> Persons:
        """Whoever was heard of goes last; a gender that was known stays known."""
        known = {one.name: one for one in self.known}
        for one in heard:
            before = known.pop(one.name, one)
            known[one.name] = Person(one.name, one.gender or before.gender, self.turn)
        return Persons(tuple(known.values())[-_MOST:], self.turn)


def person(question: str, answer: str) -> str | None:
    """Whom a question and its answer are about, or None where neither holds a name.

    After "Who is Ann Lee?" it is she, after any other "Who ...?" the answer's first name that was not in the question,
    otherwise the question's first, in full where the answer has it; after "where" and "when" none but that. Names of
    two words and more go before single ones, which are more often places.
    """
    answer = answer[:LONGEST]
    question = with_names(question[:LONGEST], [answer])
    asks_who = bool(_WHO.search(plain(question)))
    if asks_who and (introduced := stems(term_of(question) or "")):
        name = next((name for name in _names(answer) if introduced <= stems(name)), None)
        if name is not None:
            return name
    asked, known = list(_names(question)), stems(question)
    named = list(_names(answer))
    if not asks_who:
        for one in asked:
            if full := next((name for name in named if name.endswith(f" {one}")), None):
                return full
    told = [] if _TIME_OR_PLACE.search(question) else [name for name in named if not stems(name) <= known]
    names = told + asked if asks_who else asked + told
    return next((name for name in names if " " in name), names[0] if names else None)


def _owns(pronoun: str, rest: str) -> bool:
    """Whether it owns what follows: "her" does, unless that is a function word or nothing: "Who met her in Paris?"."""
    if pronoun.casefold() == "her":
        return bool(content_words(" ".join(rest.split()[:1])))
    return pronoun.casefold() in ("his", "hers")


def _names(text: str) -> Iterator[str]:
    """What may be somebody's name, in the order of the text. A single word that opens a sentence is not taken."""
    for run in _capitalised(text):
        name = _trimmed(run)
        words = [match.group() for match in name]
        if not words or _NO_PERSON & {word.casefold() for word in words}:
            continue
        before = text[: name[0].start()]
        if not _NOBODY.search(before) and not (len(run) == 1 and _SENTENCE_OPENS.search(before)):
            yield _POSSESSIVE.sub("", " ".join(words))


def _capitalised(text: str) -> Iterator[list[re.Match[str]]]:
    """The runs of capitalised words, and particles inside them, with single spaces between."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if run and text[run[-1].end() : match.start()] != " ":
            yield run
            run = []
        if match.group()[0].isupper() or (run and match.group() in _PARTICLES):
            run = [*run, match]
        elif run:
            yield run
            run = []
    if run:
        yield run


def _trimmed(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """The run without function words before it and particles behind it. "He" before a name is a family name."""
    while run and run[0].group().casefold() in STOP_WORDS and (run[0].group() != "He" or len(run) == 1):
        run = run[1:]
    while run and run[-1].group() in _PARTICLES:
        run = run[:-1]
    return run
