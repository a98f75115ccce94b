"""Follow-up questions: whether one leans on the conversation, the same question standing alone, and the forms in which
it is searched for.

Rules only: no model, no network, about a millisecond. docs/followups.md has what they gain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from index.words import content_words
from qa.question.mentions import MEMORY, person, said, topic
from qa.question.rewrite import rewritten
from qa.types import Turn
from qa.verify.facts import stems

_OPENING = re.compile(
    r"^\W*(?:and|but|or|so|also|then|what about|how about|why|how so|which one|who else|what else)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# These stand for something unless a name goes before them in the question; those, unless there is a name anywhere.
_PRONOUNS = frozenset("he him his she her hers it its they them their theirs".split())
_POINTERS = frozenset("this that these those there one ones both former latter".split())
# "Is it true that", "how long does it take to", "are there": here they stand for nothing.
_EMPTY = re.compile(
    r"\bis it\s+(?:\w+\s+){1,2}(?:to|that)\b|\bit (?:take|takes|took|cost|costs)(?=\s+(?:\w+\s+){0,3}to\b)"
    r"|\b(?:is|are) there\b|\bthere (?:is|are)\b",
    re.IGNORECASE,
)
# Before a capital, "He" is a family name.
_PERSON = re.compile(r"\b(?i:he|him|his|she|her|hers)\b(?!\s+[A-Z])")
# In place of a person, to see what else a question leans on: two words of content, as a name has, and no capitals.
_SOMEBODY = "jane doe"
# How many questions back one that leans is put behind.
_CHAIN = 3
# The conversation is about this many words, and as many are carried into a search. 3 to 6 differ little.
_CARRIED = 4


def leans(question: str) -> bool:
    """Whether a question can hardly be understood without what was said before."""
    if _OPENING.search(question) or len(content_words(question)) <= 1:
        return True
    spoken = _WORD.findall(_EMPTY.sub("", question))
    # the first word is capitalised anyway
    names = [at for at, word in enumerate(spoken) if at and word[:1].isupper() and word not in ("I", "I'm", "I’m")]
    return any(
        (word.casefold() in _PRONOUNS and not (names and names[0] <= at))
        or (word.casefold() in _POINTERS and not names)
        for at, word in enumerate(spoken)
    )


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question as it can be understood alone, for people and for the models that read.

    "He" and "she" give way to the name they stand for. What then still leans is put into the words of the question that
    it leans on, or else before that question in brackets: the first question is the one that models answer.
    """
    chain: list[str] = []
    who: str | None = None
    alone = answer = ""
    for turn in [*history[-MEMORY:], Turn(question, "")]:
        if turn.question.strip():
            chain = _linked(turn.question, chain, who)
            alone = chain[0] if len(chain) == 1 else _reworded(chain, alone, answer)
            answer = said(turn)
            who = person(chain[-1], answer) or who
    return alone or question


def _reworded(chain: Sequence[str], before: str, answer: str) -> str:
    if "(" in before:
        return f"{chain[-1]} ({' '.join(chain[:-1])})"
    return rewritten(chain[-1], before, answer) or f"{chain[-1]} ({before})"


def forms(question: str, history: Sequence[Turn]) -> list[str]:
    """What to search for, best first: the question with the words that the conversation is about, and as it was typed.

    The words are added where the question leans or holds one of them. Any other is a new subject, and its only form.
    """
    about = topic(history)
    named = _chain(question, history)[-1]
    own = stems(named)
    if not leans(question) and not any(stem in own for stem in islice(about, _CARRIED)):
        return [question]
    carried = [word for stem, word in about.items() if stem not in own]
    return list(dict.fromkeys([" ".join([named, *carried[:_CARRIED]]), question]))


def _chain(question: str, history: Sequence[Turn]) -> list[str]:
    """The question with names for pronouns, behind those it leans on."""
    chain: list[str] = []
    who: str | None = None
    for turn in history[-MEMORY:]:
        if turn.question.strip():
            chain = _linked(turn.question, chain, who)
            who = person(chain[-1], said(turn)) or who
    return _linked(question, chain, who)


def _linked(question: str, before: Sequence[str], who: str | None) -> list[str]:
    """The question with its person named, behind those before if it then leans on anything else."""
    if not leans(question):
        return [question]
    if who is None or not _PERSON.search(question):
        return [*before[-_CHAIN:], question]
    named = _with_name(question, who)
    return [*before[-_CHAIN:], named] if leans(_PERSON.sub(_SOMEBODY, question)) else [named]


def _with_name(question: str, who: str) -> str:
    """The question with a name for its first "he" or "she"; a second one then refers to the name."""
    found = _PERSON.search(question)
    assert found is not None
    rest = question[found.end() :]
    # "her" owns what follows, unless that is a function word or nothing: "Who met her in Paris?"
    owns = {"his": True, "hers": True, "her": bool(content_words(" ".join(rest.split()[:1])))}
    return question[: found.start()] + who + ("'s" if owns.get(found.group().casefold()) else "") + rest
