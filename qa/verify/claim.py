"""A sentence and its evidence, side by side, as the rules of `faithful` compare them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qa.verify.tokens import Token

# Stems with so many letters in common are of one word family: negoti and negotiator.
_FAMILY = 5


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says and what is `given` to carry it, as tokens, `Token.END` behind each sentence of the latter.
    `asked` are the stems of the question.
    """

    said: tuple[Token, ...]
    given: tuple[Token, ...]
    asked: frozenset[str] = frozenset()

    @property
    def content(self) -> list[Token]:
        """The content words of the claim."""
        return [one for one in self.said if one.is_content]

    @property
    def words(self) -> frozenset[str]:
        """All words of the claim."""
        return frozenset(one.word for one in self.said)

    @property
    def given_words(self) -> frozenset[str]:
        return frozenset(one.word for one in self.given)

    @property
    def given_stems(self) -> frozenset[str]:
        return frozenset(one.stem for one in self.given)

    @property
    def sentences(self) -> list[list[Token]]:
        """The evidence by sentences."""
        return [list(group) for is_end, group in groupby(self.given, lambda one: one is Token.END) if not is_end]


def alike(one: str, other: str) -> bool:
    """Whether two stems are of one word family."""
    if one == other:
        return True
    return min(len(one), len(other)) >= _FAMILY and one[:_FAMILY] == other[:_FAMILY] and not one[0].isdigit()


def figures(text: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The numbers of a text and where they stand."""
    return ((place, one) for place, one in enumerate(text) if one.number)


def behind(text: Sequence[Token], is_one: Callable[[Sequence[Token], int], bool], count: int) -> Iterator[str]:
    """The stems of the first content words behind certain words, within their sentence. `is_one` is asked of a text and
    a place in it.
    """
    for place in range(len(text)):
        if is_one(text, place):
            found = 0
            for other in range(place + 1, len(text)):
                if text[other] is Token.END or found == count:
                    break
                if text[other].is_content and not is_one(text, other):
                    found += 1
                    yield text[other].stem
