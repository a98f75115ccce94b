"""The sentences of a passage that matter to a question: less for the language model to read."""

from __future__ import annotations

from index.sentences import sentence_spans
from qa.found import Found
from qa.prompts import Excerpt


def excerpt(found: Found) -> Excerpt:
    """Every sentence with words that the pair reader takes for a possible answer, and the sentence before it, which
    says what its pronouns stand for. Where the reader found no words, all of the passage.

    This leaves out a sixth to a quarter of the text. Shorter excerpts answered as well on realtimeqa 2024, but some
    questions on the sample no longer: the adapter was trained on whole passages. See docs/performance.md.
    """
    text = found.hit.passage.text
    sentences = sentence_spans(text)
    held = {
        number
        for number, (start, end) in enumerate(sentences)
        if any(span.start < end and start < span.end for span in found.reading.spans)
    }
    kept = sorted(held | {number - 1 for number in held if number})
    return Excerpt.of(found.hit, " ".join(text[slice(*sentences[number])] for number in kept) or None)
