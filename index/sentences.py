"""Where sentences begin and end, as character offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_BLANK_LINE = re.compile(r"\n\s*\n")


def sentence_spans(text: str) -> list[Span]:
    """The sentences of `text` as (start, end) character offsets, in order, without surrounding white space.

    A blank line always ends a sentence. Everything that is not white space belongs to exactly one sentence.
    """
    from sentencex import get_sentence_boundaries

    spans = []
    for start, end in _paragraphs(text):
        for boundary in get_sentence_boundaries("en", text[start:end]):
            span = strip(text, start + boundary["start_index"], start + boundary["end_index"])
            if span[0] < span[1]:
                spans.append(span)
    return spans


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        yield start, blank.start()
        start = blank.end()
    yield start, len(text)


def strip(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
