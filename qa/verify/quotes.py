"""Citation offsets: the quotes that passages offer, and where each of them stands in its article's text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.facts import facts
from index.sentences import sentence_spans
from index.types import Hit
from qa.verify.support import Given

# A quote is at most this many neighbouring sentences of one passage.
_LONGEST_QUOTE = 2


@dataclass(frozen=True, slots=True)
class Quote:
    """Consecutive sentences of a retrieved passage. `start` and `end` are offsets into the article's text."""

    hit: Hit
    start: int
    end: int
    given: Given

    @property
    def text(self) -> str:
        return self.given.text

    @property
    def stems(self) -> frozenset[str]:
        return self.given.stems

    @property
    def is_sentence(self) -> bool:
        return len(self.given.sentences) == 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """All quotes that the passages offer, in the passages' order."""

    quotes: tuple[Quote, ...]


def gather(hits: Sequence[Hit]) -> Evidence:
    """Every sentence of the passages, and every two neighbouring ones."""
    return Evidence(tuple(quote for hit in hits for quote in _quotes(hit)))


def quote_of(hit: Hit, start: int, end: int) -> Quote:
    """The quote of `hit` at these offsets of its article's text."""
    text = hit.article.text[start:end]
    spans = sentence_spans(text, hit.article.language)
    return Quote(hit, start, end, Given(text, tuple(facts(text[a:b]) for a, b in spans)))


def _quotes(hit: Hit) -> Iterator[Quote]:
    text = hit.passage.text
    spans = sentence_spans(text, hit.article.language)
    each = [facts(text[start:end]) for start, end in spans]
    for length in range(1, _LONGEST_QUOTE + 1):
        for first in range(len(spans) - length + 1):
            start, end = spans[first][0], spans[first + length - 1][1]
            given = Given(text[start:end], tuple(each[first : first + length]))
            yield Quote(hit, hit.passage.start + start, hit.passage.start + end, given)
