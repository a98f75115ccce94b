"""The sentence of the passages that fits the question best, and how well it fits.

It says how likely an answer is before the model has begun, and stands in for the model's words when they fail.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.attribute import Evidence, Quote, Similarity
from qa.facts import stems
from qa.support import word_share

# Only this many sentences, those with most of the question's words, are compared by embedding.
_COMPARED = 12


@dataclass(frozen=True, slots=True)
class KeySentence:
    """A sentence of the evidence and its closeness to the question, about -1..2: share of words plus cosine."""

    quote: Quote
    closeness: float


def key_sentence(question: str, evidence: Evidence, similarity: Similarity) -> KeySentence | None:
    """The sentence closest to the question by words in common and by embedding, or None without passages."""
    asked = stems(question)
    shared = [(word_share(asked, quote.stems), quote) for quote in evidence.quotes if quote.is_sentence]
    candidates = sorted(shared, key=lambda pair: -pair[0])[:_COMPARED]
    if not candidates:
        return None
    cosines = similarity(question, [quote.text for _, quote in candidates])
    scored = [KeySentence(quote, share + cosine) for (share, quote), cosine in zip(candidates, cosines, strict=True)]
    return max(scored, key=lambda one: one.closeness)
