"""Whether a quote supports a sentence: the check behind every citation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.facts import Facts, contains_words

# The share of a sentence's content words that its quote must hold, once names, figures and quoted words agree.
ENOUGH_WORDS = 0.5
# The share of the words taken over from the question that must stand in the very sentence that holds the figures: the
# day a ship ran aground is not the day it was refloated, though one passage may name both.
ENOUGH_ASKED = 2 / 3


@dataclass(frozen=True, slots=True)
class Given:
    """What a quote offers as evidence: its text, and the facts of each of its sentences."""

    text: str
    sentences: tuple[Facts, ...]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(one.stems for one in self.sentences))

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset().union(*(one.numbers for one in self.sentences))


def missing_facts(claim: Facts, given: Given) -> list[str]:
    """The names, numbers and quoted words of a claim that are not in the quote."""
    missing = sorted(claim.names - given.stems) + sorted(claim.numbers - given.numbers)
    return missing + [words for words in claim.quoted if not contains_words(given.text, words)]


def word_share(stems: frozenset[str], given: frozenset[str]) -> float:
    """The share of some stems that are among the given ones, 0..1; 1 where there are none to look for."""
    return len(stems & given) / len(stems) if stems else 1.0


def supports(claim: Facts, given: Given, asked: frozenset[str] = frozenset()) -> bool:
    """Whether every name, figure and quoted word of the claim is in the quote, and enough of its other words.

    `asked` are the stems of the question: an answer may repeat them without evidence, but figures must stand in one
    sentence with those that it repeats. A claim that denies something needs a quote that does,
    and one that does not, a quote that does not.
    """
    if not claim.stems & given.stems or missing_facts(claim, given):
        return False
    if claim.negated != any(one.negated for one in given.sentences):
        return False
    if word_share(claim.stems - asked, given.stems) < ENOUGH_WORDS:
        return False
    return not claim.numbers or _figures_belong(claim, given.sentences, asked)


def _figures_belong(claim: Facts, sentences: Sequence[Facts], asked: frozenset[str]) -> bool:
    """Whether one sentence holds all figures of the claim and most of what the claim says that was asked about."""
    repeated = (claim.stems & asked) - claim.names - claim.numbers
    return any(claim.numbers <= one.numbers and word_share(repeated, one.stems) >= ENOUGH_ASKED for one in sentences)
