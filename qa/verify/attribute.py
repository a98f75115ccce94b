"""Which words of which passage an answer's sentence rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.facts import Facts, facts, stems
from index.sentences import sentence_spans
from index.types import Hit
from qa.verify.support import Given, supports, word_share

# The cosines of one text to several others.
Similarity = Callable[[str, Sequence[str]], Sequence[float]]

# A quote is at most this many neighbouring sentences of one passage.
_LONGEST_QUOTE = 2
# Only this many quotes, those with most words in common, are compared by embedding.
_COMPARED = 12


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """All quotes that the passages offer, in the passages' order."""

    quotes: tuple[Quote, ...]


def gather(hits: Sequence[Hit]) -> Evidence:
    """Every sentence of the passages, and every two neighbouring ones."""
    return Evidence(tuple(quote for hit in hits for quote in _quotes(hit)))


def attribute(sentence: str, question: str, evidence: Evidence, similarity: Similarity) -> Quote | None:
    """The quote that best supports a sentence of an answer to `question`, or None if nothing supports it.

    Among the quotes that pass the check, the one closest to sentence and question wins: the shares of their content
    words that it holds, and its cosine to both together. Ties go to the better ranked passage.
    """
    if sentence.rstrip("\"'”’)").endswith("?"):
        # a question asserts nothing; small models like to repeat the one they were asked
        return None
    claim = facts(sentence)
    asked = stems(question)
    passing = [quote for quote in evidence.quotes if supports(claim, quote.given, asked)]
    passing.sort(key=lambda quote: -_word_closeness(claim, asked, quote))
    candidates = passing[:_COMPARED]
    if not candidates:
        return None
    cosines = similarity(f"{question} {sentence}", [quote.text for quote in candidates])
    closeness = [
        _word_closeness(claim, asked, quote) + cosine for quote, cosine in zip(candidates, cosines, strict=True)
    ]
    return candidates[max(range(len(candidates)), key=lambda place: (closeness[place], -place))]


def _word_closeness(claim: Facts, asked: frozenset[str], quote: Quote) -> float:
    return word_share(claim.stems, quote.stems) + word_share(asked, quote.stems)


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
