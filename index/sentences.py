"""Where sentences begin and end, as character offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

# Characters that are looked at together. Behind a quote that is never closed, sentencex takes quadratic time.
_WINDOW = 10_000
# German writes "am 3. Dezember": the dot makes an ordinal, and ends nothing.
_DAY = re.compile(r"(?<!\d)\d{1,2}\.\s*$")
_MONTH = re.compile(r"\s*(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
_BLANK_LINE = re.compile(r"\n\s*\n")


def sentence_spans(text: str) -> list[Span]:
    """The sentences of `text` as (start, end) character offsets, in order, without surrounding white space.

    A blank line always ends a sentence. Everything that is not white space belongs to exactly one sentence.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        for boundary in _boundaries(text, start, end):
            span = strip(text, *boundary)
            if span[0] >= span[1]:
                continue
            if spans and spans[-1][0] >= start and _goes_on(text, spans[-1], span):
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
    return spans


def _goes_on(text: str, before: Span, span: Span) -> bool:
    """Whether a date was taken for the end of a sentence."""
    return bool(_MONTH.match(text, span[0])) and bool(_DAY.search(text, max(before[0], before[1] - 8), before[1]))


def _boundaries(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a paragraph. One that reaches the end of a window is looked at again, from its beginning."""
    from sentencex import get_sentence_boundaries

    while end - start > _WINDOW:
        cut = max(text.rfind(" ", start + _WINDOW // 2, start + _WINDOW), start + _WINDOW // 2) + 1
        found = get_sentence_boundaries("en", text[start:cut])
        whole = found[:-1] or found
        yield from ((start + one["start_index"], start + one["end_index"]) for one in whole)
        start += whole[-1]["end_index"]
    for one in get_sentence_boundaries("en", text[start:end]):
        yield start + one["start_index"], start + one["end_index"]


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
