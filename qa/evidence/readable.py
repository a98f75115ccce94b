"""Sentences that are understood alone: one that opens with "He" or "The company" brings the sentence that says who.

A name in brackets was tried and is not used: too many of the names that rules took for the person meant were not, and
a wrong name is worse than a longer quote.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.sentences import Span, sentence_spans
from qa.evidence.sentences import EvidenceSentence, is_whole

# How far back the sentence that names somebody is looked for, in characters and in sentences.
_BACK = 900
_SENTENCES_BACK = 2
# A quote with the sentences before it has at most this many words.
_MOST_WORDS = 75

_PERSON = re.compile(r"(?:But |And |Still, |However, )?(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er)\b(?! [A-Z][a-z])")
# As the speaker behind a quote: “…,” he added.
_SPEAKER = re.compile(r"[,?!.…][”\"’]? (?:he|she|they) (?:\w+ )?(?:\w+ed|said|says|told)\b")
_THING = re.compile(
    r"(?:But |And )?(?:(?P<expletive>[Ii]t)|[Tt]hey|Their|Its|These|Those|This|That|Such|Both|Others?)\b"
)
# "It is clear that", "It was not until": here "it" stands for nothing. "This week" points at a time.
_EXPLETIVE = re.compile(
    r"(?:But |And )?[Ii]t(?:['’]s| (?:is|was|will be|has been|would be|remains|takes|took))\b.*"
    r"\b(?:that|to|until|how|who|if|whether)\b"
)
_TIME = re.compile(
    r"(?:This|That|These|Those) (?:\w+ )?"
    r"(?:day|night|morning|evening|week|weekend|month|year|summer|winter|spring|fall|autumn|time)s?\b"
)
_JOINING = re.compile(r"(?:But|And),? (?=\w)(?!for\b)")
_NOUN = re.compile(r"The [a-z]")
_CAPITAL = re.compile(r"(?<![.!?] )(?<!^)(?<![\"“‘])\b[A-Z][a-z]")
_QUOTED = re.compile(r"[\"“][^\"”]*[\"”]?")


def readable(one: EvidenceSentence) -> EvidenceSentence:
    """The sentence as it can be read alone: quoted with those before it where it leans on them, and where all of it is
    not too long; without "But" or "And" before it, which join it to what is not said.
    """
    whole = _with_subject(one)
    return replace(whole, text=unjoined(whole.text))


def unjoined(text: str) -> str:
    """A sentence without the word that joins it to the one before."""
    found = _JOINING.match(text)
    return text[found.end()].upper() + text[found.end() + 1 :] if found else text


def _with_subject(one: EvidenceSentence) -> EvidenceSentence:
    if not _leans(one.text):
        return one
    text = one.hit.article.text
    for start, end in reversed(_before(one)):
        said = " ".join(text[start : one.end].split())
        first = " ".join(text[start:end].split())
        if len(said.split()) > _MOST_WORDS or not is_whole(first):
            return one
        if not _leans(first):
            return replace(one, start=start, text=said)
    return one


def leans_on_somebody(text: str) -> bool:
    """Whether a sentence is of, or in the words of, somebody whom it does not name."""
    return bool(_PERSON.match(text) or _SPEAKER.search(text))


def _leans(text: str) -> bool:
    """Whether a sentence points at something that it does not name."""
    if text[0] in '"“':
        # within a quote anything may be pointed at; who speaks must be named
        outside = _QUOTED.sub(" ", text)
        return bool(_SPEAKER.search(text)) or not re.search(r"[A-Z]", outside)
    if _PERSON.match(text) or _SPEAKER.search(text):
        return True
    if thing := _THING.match(text):
        return not (thing["expletive"] and _EXPLETIVE.match(text)) and not _TIME.match(text)
    return bool(_NOUN.match(text)) and not _CAPITAL.search(text)


def _before(one: EvidenceSentence) -> list[Span]:
    """The sentences before it in the article, the nearest last."""
    text = one.hit.article.text
    first = max(0, one.start - _BACK)
    told = sentence_spans(text[first : one.start], one.hit.article.language)
    spans = [(first + start, first + end) for start, end in told]
    # the first may have been cut into
    return (spans if first == 0 else spans[1:])[-_SENTENCES_BACK:]
