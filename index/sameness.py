"""Whether two sentences say the same: one sentence, printed twice and perhaps lightly reworded.

Wire stories are printed in several papers with a word changed here and there. Reports of one form, and corrections,
also differ in a word, but in one that counts: a figure, a name, a "not". So both sentences need the same figures and
the same names in the same order, the same denials and doubts, and most other words. Where that is not clear they are
two sentences: to read one twice costs little, to take a correction for a copy hides it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from index.facts import NEGATION, PERCENT, THOUSANDS, facts, ordered_stems, stem
from index.words import words

# The share of two sentences' content words that both hold in the same order: twice the common ones by all.
SAME_WORDS = 0.8
# Content words that one sentence may have more than the other: more is a clause that the other does not say.
_MORE = 2
# Sentences whose wording is kept for the next comparison: some 10 MB.
_KEPT = 4096

# "MARSH (Wire) — ", with which agencies and papers open a story in different ways.
_DATELINE = re.compile(
    r"^[A-Z][A-Z .,'’/-]+(?:, [A-Z][a-z]+\.?)*(?: \d{1,2})? ?(?:\([^)]{1,30}\) ?(?:[—–]|--?)|[—–]|--) "
)
# Words that join a sentence to the one before it and are no names, though they open it.
_JOINT = re.compile(r"^(?:However|Instead|Meanwhile|Moreover|Still),? ")
_MONEY = re.compile(r"([$€£¥])\s?(\d(?:[\d.,]*\d)?(?: (?:thousand|million|billion|trillion))?)")
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_BELOW_ZERO = re.compile(r"(?<!\S)[-−](?=\d)")
_DOUBT = re.compile(r"\b(?:may|might|could|[Pp]erhaps|[Pp]ossibly|[Pp]robably|[Aa]llegedly|alleged|[Rr]eportedly)\b")

# Words that belong to a figure, beside those that stand for a number by themselves.
_OF_FIGURES = frozenset(
    ordered_stems(
        "hundred thousand million billion trillion dozen half quarter twice double triple minus percent dollars euros "
        "pounds yen"
    )
)
# Words of opposite meaning, between which reports of one form choose.
_OPPOSITES = (
    (
        "up over above more higher rise rose risen raise increase grow grew grown gain climb climbed jump",
        "down under below less fewer lower fall fell fallen cut decrease shrink shrank lose lost drop dropped slip",
    ),
    ("win won beat", "lose lost"),
    ("before", "after"),
    ("guilty convict", "innocent acquit"),
    ("approve accept agree back support", "reject refuse decline oppose deny"),
    ("open reopen", "close shut"),
    ("first", "last"),
    ("survive", "die dead"),
    ("man men boy", "woman women girl"),
)
_SIDES: tuple[dict[str, bool], ...] = tuple(
    {stem(word): side for side, text in ((False, one), (True, other)) for word in text.split()}
    for one, other in _OPPOSITES
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a sentence is compared. `plain` is the sentence in small letters, without punctuation and dateline;
    `stems`, `names` and `figures` are in the order of the text. `turns` says for each pair of opposites which of the
    two the sentence uses, in order.
    """

    plain: str
    stems: tuple[str, ...]
    names: tuple[str, ...]
    figures: tuple[str, ...]
    denials: int
    doubted: bool
    turns: tuple[tuple[bool, ...], ...]


@lru_cache(maxsize=_KEPT)
def wording(sentence: str) -> Wording:
    """What is compared of that sentence; computed once for many comparisons."""
    text = _in_one_form(sentence)
    stems, names = ordered_stems(text), facts(text).names
    stemmed = [stem(word) for word in words(text)]
    return Wording(
        plain=" ".join(words(text)),
        stems=stems,
        names=tuple(dict.fromkeys(one for one in stems if one in names)),
        figures=tuple(one for one in stems if one[0].isdigit() or one in _OF_FIGURES),
        denials=len(NEGATION.findall(text)),
        doubted=bool(_DOUBT.search(text)),
        turns=tuple(tuple(sides[one] for one in stemmed if one in sides) for sides in _SIDES),
    )


def same_sentence(one: str, other: str) -> bool:
    """Whether two sentences say the same: the same figures, names and denials in, by and large, the same words."""
    return one == other or same_wording(wording(one), wording(other))


def same_wording(one: Wording, other: Wording) -> bool:
    """As `same_sentence`, of what is compared of two sentences."""
    if one.plain == other.plain:
        return bool(one.plain)
    if one.figures != other.figures or one.denials != other.denials or one.doubted != other.doubted:
        return False
    if not _same_names(one, other) or any(map(_opposed, one.turns, other.turns)):
        return False
    if abs(len(one.stems) - len(other.stems)) > _MORE:
        return False
    # sorted, since what it finds may depend on which comes first
    first, second = sorted((one.stems, other.stems))
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return bool(matcher.quick_ratio() >= SAME_WORDS and matcher.ratio() >= SAME_WORDS)


def _in_one_form(sentence: str) -> str:
    """The sentence with what is written in several ways written in one."""
    text = _JOINT.sub("", _DATELINE.sub("", sentence))
    text = _MONEY.sub(lambda match: f"{match[2]} {_CURRENCIES[match[1]]}", text)
    text = _BELOW_ZERO.sub("minus ", text)
    return THOUSANDS.sub("", PERCENT.sub(" percent", text))


def _same_names(one: Wording, other: Wording) -> bool:
    """Whether what is a name in one sentence is in the other too, and those that are names in both in the same order.

    A word that opens a sentence counts as a name, so it may be in small letters in the other.
    """
    if not (set(one.names) <= set(other.stems) and set(other.names) <= set(one.stems)):
        return False
    both = set(one.names) & set(other.names)
    return [name for name in one.names if name in both] == [name for name in other.names if name in both]


def _opposed(one: tuple[bool, ...], other: tuple[bool, ...]) -> bool:
    """Whether two sentences use words of opposite meaning where the other has the opposite."""
    if not one or not other:
        return False
    return one != other if len(one) == len(other) else set(one).isdisjoint(other)
