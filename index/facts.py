"""What a fact-checker compares: the names, numbers and quoted words of a sentence, and its other content words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from index.words import STOP_WORDS, content_words

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# The commas in "1,250,000", and what stands behind the figure in "4.5 percent".
THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
PERCENT = re.compile(r"(?<=\d)\s?(?:%|per\s?cent\b)", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^“”\"]{2,200})[”\"]")
NEGATION = re.compile(r"\b(?:not|never|no|none|nobody|neither|nor|without)\b|n['’]t\b", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
# Two countries whose abbreviations would be taken for a pronoun, or for another name.
_COUNTRIES = (
    (re.compile(r"\b(?:United States(?: of America)?|USA?)\b"), "Usa"),
    (re.compile(r"\b(?:United Kingdom|UK)\b"), "Uk"),
)

NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
NUMBER_WORDS |= {
    word: str(place) for place, word in enumerate("first second third fourth fifth sixth".split(), start=1)
}
NUMBER_WORDS |= {
    word: str(10 * tens) for tens, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), start=3)
}
# "one" is more often a pronoun than a number
NUMBER_WORDS.pop("one")
PRONOUNS = frozenset("I He She It We They You Nobody Nothing None Everyone Someone Something".split())


@dataclass(frozen=True, slots=True)
class Facts:
    """The checkable parts of a text, normalised so that they can be compared between texts."""

    names: frozenset[str]
    numbers: frozenset[str]
    stems: frozenset[str]
    quoted: tuple[str, ...]
    negated: bool


def facts(text: str) -> Facts:
    """The facts of `text`. Every capitalised word counts as a name, also one that opens a sentence: to ask too much of
    a quote costs an answer its own words, to ask too little would let a wrong name pass.
    """
    plain = undotted(text)
    quoted = tuple(_flat(match) for match in _QUOTED.findall(text))
    return Facts(_names(plain), _numbers(plain), stems(plain), quoted, bool(NEGATION.search(plain)))


def stems(text: str) -> frozenset[str]:
    """The stems of a text's content words, numbers as digits."""
    return frozenset(ordered_stems(text))


def ordered_stems(text: str) -> tuple[str, ...]:
    """The stems of a text's content words as they follow one another, numbers as digits."""
    return tuple(NUMBER_WORDS.get(word) or stem(word) for word in content_words(undotted(text)))


def contains_words(text: str, quoted: str) -> bool:
    """Whether `quoted`, as `Facts.quoted` gives it, occurs in `text` word for word."""
    return quoted in _flat(text)


def _names(text: str) -> frozenset[str]:
    found: set[str] = set()
    for match in _WORD.finditer(text):
        word = re.sub(r"['’]s$", "", match.group())
        if word == word.lower() or word.casefold() in STOP_WORDS or word in PRONOUNS:
            continue
        found.update(stem(part) for part in content_words(word) if part not in NUMBER_WORDS)
    return frozenset(found)


def undotted(text: str) -> str:
    """The text with abbreviations undotted, and each of a few things that are written in several ways in one way."""
    text = _DOTTED.sub(lambda match: match.group().replace(".", ""), text)
    for pattern, name in _COUNTRIES:
        text = pattern.sub(name, text)
    return text


def _numbers(text: str) -> frozenset[str]:
    text = PERCENT.sub("%", text)
    digits = {THOUSANDS.sub("", number) for number in _NUMBER.findall(text)}
    spelled = {NUMBER_WORDS[word] for word in content_words(text) if word in NUMBER_WORDS}
    return frozenset(digits | spelled)


def _flat(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word in lower case without its ending, so that its forms agree."""
    # one for each word, since they are not for two threads
    return str(Stemmer.Stemmer("english", 0).stemWord(word))
