"""What a conversation is about: the words that it keeps coming back to, and the person it spoke of last."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.sentences import sentence_spans
from index.words import STOP_WORDS, content_words
from qa.answer.prompts import REFUSAL
from qa.types import Turn
from qa.verify.check import UNSUPPORTED
from qa.verify.facts import stems

# What a turn weighs, as against the one after it. The figures hardly move between .65 and 1.
DECAY = 0.8
# Turns read. The twelfth weighs a tenth of the last.
MEMORY = 12
# A question or an answer is read up to here, in characters.
_LONGEST = 2000

_MARK = re.compile(rf"\[\d+\]|{re.escape(UNSUPPORTED)}")
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:;\"“”\n])\s*$")
_PLACE = re.compile(r"\b(?:in|at|near)\s+$", re.IGNORECASE)
_WHO = re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:who|whom|whose|name)\b", re.IGNORECASE)
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


def topic(history: Sequence[Turn]) -> dict[str, str]:
    """The content words of a conversation by weight, as {stem: the word as it was said last}.

    A word weighs one for each question, and for each answer's first sentence, that holds it; less by `DECAY` for every
    turn since. Of equal ones the later come first, those of a question before those of its answer.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    heard: dict[str, str] = {}
    for age, turn in enumerate(reversed(history[-MEMORY:])):
        for text in (turn.question, said(turn)):
            for stem, word in _stemmed(text).items():
                weights[stem] += DECAY**age
                heard.setdefault(stem, word)
    return {stem: heard[stem] for stem in sorted(weights, key=lambda stem: -weights[stem])}


def said(turn: Turn) -> str:
    """The first sentence of the answer, without marks; the first with a footnote where the answer has marks.

    Empty where the answer was refused or nothing in it is supported: nothing of it may be carried on.
    """
    answer = turn.answer[:_LONGEST].strip()
    if answer == REFUSAL:
        return ""
    marks = _MARK.findall(answer)
    texts = [text.strip() for text in _MARK.split(answer)]
    cited = [text for text, mark in zip(texts, marks, strict=False) if text and mark != UNSUPPORTED]
    text = next(iter(cited if marks else texts), "")
    return next((text[start:end] for start, end in sentence_spans(text)), "")


def person(question: str, answer: str) -> str | None:
    """Whom "he" or "she" means behind that question and its answer, or None where neither holds a name.

    After "Who ...?" it is the answer's first name that was not in the question, otherwise the question's first. Names
    of two words and more go before single ones, which are more often places.
    """
    question, answer = question[:_LONGEST], answer[:_LONGEST]
    asked, known = list(_names(question)), stems(question)
    told = [name for name in _names(answer) if not stems(name) <= known]
    names = told + asked if _WHO.search(question) else asked + told
    return next((name for name in names if " " in name), names[0] if names else None)


def _stemmed(text: str) -> dict[str, str]:
    """The content words of a text by their stems, single letters left out."""
    found: dict[str, str] = {}
    for word in content_words(text[:_LONGEST]):
        for stem in stems(word) if len(word) > 1 else ():
            found.setdefault(stem, word)
    return found


def _names(text: str) -> Iterator[str]:
    """What may be somebody's name, in the order of the text. A single word that opens a sentence is not taken."""
    for run in _capitalised(text):
        name = _trimmed(run)
        words = [match.group() for match in name]
        if not words or _NO_PERSON & {word.casefold() for word in words}:
            continue
        before = text[: name[0].start()]
        if not _PLACE.search(before) and not (len(run) == 1 and _SENTENCE_OPENS.search(before)):
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
