"""Which words of which passage an answer's sentence rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.facts import Facts, facts, stems
from qa.verify.quotes import Evidence, Quote
from qa.verify.support import supports, word_share

# The cosines of one text to several others.
Similarity = Callable[[str, Sequence[str]], Sequence[float]]

# Only this many quotes, those with most words in common, are compared by embedding.
_COMPARED = 12


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
