"""Whether an article is about what a question names: somebody else's age, or another model's price, is no answer."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from index.types import Article
from qa.evidence.countries import country

# What the evidence of an article counts for that mentions not all names of the question, or none of them; where no
# article mentions one of them; and where it mentions no thing of that number.
PARTLY_NAMED = 0.4
UNNAMED = 0.35
UNMENTIONED = 0.2
OTHER_NUMBER = 0.1

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_TIMES = frozenset(name.casefold() for names in (calendar.month_name, calendar.day_name) for name in names if name)
# What is left out where a name is looked for, so that "Canadian" is found in "Canada" and "Europe" in "European"; but
# not "Navalny" in "naval". So many letters are left at least.
_ENDING = re.compile(r"(?<=\w{4})(?:ians?|ans?|ese|ish|is?|s|[aeio])$", re.IGNORECASE)
# Shorter names are abbreviations that an article may write out.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question names: names by what finds them in a text, and things told apart by a number ("f35")."""

    names: frozenset[re.Pattern[str]]
    numbered: frozenset[str]
    is_mentioned: bool = True

    @classmethod
    def of(cls, question: str, unmentioned: Collection[str] = ()) -> Subject:
        """Names are seen by their capitals; the first word of a question is none. `unmentioned` are words that no
        article has.
        """
        words = [match.group() for match in _WORD.finditer(question)]
        names = {
            country(word) or _beginning(word)
            for place, word in enumerate(words)
            if place and word[:1].isupper() and _is_name(word)
        }
        absent = {word.casefold() for word in unmentioned}
        is_mentioned = not any(word[:1].isupper() and word.casefold() in absent for word in words)
        return cls(frozenset(names), frozenset(_numbered(words)), is_mentioned)

    def share(self, article: Article, *, every: bool) -> float:
        """What evidence of this article counts for, 0..1.

        It has to mention `every` name, or else one of them: an article on one side of a comparison need not name both.
        """
        if not self.is_mentioned:
            return UNMENTIONED
        if not self.names and not self.numbered:
            return 1.0
        text = f"{article.title}\n{article.text}"
        if self.numbered and not all(one in _bare(text.casefold()) for one in self.numbered):
            return OTHER_NUMBER
        named = [bool(name.search(text)) for name in self.names]
        if all(named) or (any(named) and not every):
            return 1.0
        return PARTLY_NAMED if any(named) else UNNAMED


def _beginning(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(_ENDING.sub('', name.casefold()))}", re.IGNORECASE)


def _is_name(word: str) -> bool:
    return word.isalpha() and len(word) >= _SHORTEST and word.casefold() not in _TIMES


def _numbered(words: list[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        if word.isdigit() and before[:1].isupper() and place > 1 and before.casefold() not in _TIMES:
            if not _YEAR.fullmatch(word):
                yield _bare(f"{before}{word}".casefold())
        elif any(one.isdigit() for one in word) and word.upper() == word and any(one.isalpha() for one in word):
            yield _bare(word.casefold())


def _bare(text: str) -> str:
    """Letters and figures alone: "F-35" and "F 35" are one thing."""
    return re.sub(r"[\W_]+", "", text)
