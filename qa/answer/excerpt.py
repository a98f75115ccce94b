"""The passages, and the sentences of them, that matter to a question: less for the language model to read."""

from __future__ import annotations

from collections.abc import Sequence

from index.sentences import sentence_spans
from qa.answer.prompts import Excerpt
from qa.evidence.candidates import Found

# A passage is read if it is at least so likely to answer as the best, as a share of the best one's chance.
_WORTH = 1 / 3


def worth_reading(found: Sequence[Found], most: int) -> list[Found]:
    """Of the likeliest passages, at most so many, those that are not far less likely to answer than the best.

    The others hardly ever answer, take time to read, and sway what a small model makes of the one that does: so might
    an article that somebody wrote to be found for a question.
    """
    return [one for one in found[:most] if one.hit.score >= _WORTH * found[0].hit.score]


def excerpt(found: Found) -> Excerpt:
    """Every sentence with words that the pair reader takes for a possible answer, and the sentence before it, which
    says what its pronouns stand for. Where the reader found no words, all of the passage.

    This leaves out a sixth to a quarter of the text. Shorter excerpts answered as well on realtimeqa 2024, but some
    questions on the sample no longer: the adapter was trained on whole passages. See docs/performance.md.
    """
    text = found.hit.passage.text
    sentences = sentence_spans(text, found.hit.article.language)
    held = {
        number
        for number, (start, end) in enumerate(sentences)
        if any(span.start < end and start < span.end for span in found.reading.spans)
    }
    kept = sorted(held | {number - 1 for number in held if number})
    return Excerpt.of(found.hit, " ".join(text[slice(*sentences[number])] for number in kept) or None)
