"""A sentence as its words in order, each with what is compared of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import ClassVar

from index.facts import NUMBER_WORDS, PRONOUNS, stem, undotted
from index.words import STOP_WORDS

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*(?!\w)|km/h|[^\W_]+(?:['’][^\W_]+)*|[%$€£¥]")
_SENTENCE_END = re.compile(r"[,]?[”\"]|[.!?](?=\W|$)")
_COMMA = re.compile(r"[,;:]|\s?[–—-]\s")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_PERCENT = re.compile(r"\bper\s?cent\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, case-folded, and its stem, which for a number is its digits. The first word of a sentence is a name only
    if it is written with capitals inside. `ends` is "," before a comma or the like, and "." where a sentence or a
    quotation
    ends inside the text.
    """

    word: str
    stem: str
    is_content: bool = False
    is_name: bool = False
    number: str | None = None
    ends: str = ""

    END: ClassVar[Token]

    @property
    def is_fact(self) -> bool:
        """Whether it is a name or a number."""
        return self.is_name or self.number is not None


# What stands between two sentences.
Token.END = Token("", "")


@lru_cache(maxsize=5_000)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of one sentence, and the signs for percent and currencies."""
    plain = _PERCENT.sub("%", undotted(text))
    found = list(_TOKEN.finditer(plain))
    return tuple(
        replace(_token(one.group(), is_first=not place), ends=_ending(plain, one.end()))
        for place, one in enumerate(found)
    )


def _ending(text: str, place: int) -> str:
    if _SENTENCE_END.match(text, place):
        return "."
    return "," if _COMMA.match(text, place) else ""


def _token(written: str, *, is_first: bool) -> Token:
    word = re.sub(r"['’]s$", "", written.casefold()).replace("’", "'")
    if word == "km/h":
        return Token(word, "kmh", is_content=True)
    if word in "%$€£¥":
        return Token(word, word)
    if word[0].isdigit() and not any(letter.isalpha() for letter in word):
        digits = _THOUSANDS.sub("", word)
        return Token(word, digits, is_content=True, number=digits)
    if word in NUMBER_WORDS:
        return Token(word, NUMBER_WORDS[word], is_content=True, number=NUMBER_WORDS[word])
    is_content = word not in STOP_WORDS
    rest = written[1:] if is_first else written
    is_name = is_content and rest != rest.lower() and written not in PRONOUNS
    return Token(word, stem(word), is_content=is_content, is_name=is_name)
