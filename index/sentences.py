"""Where sentences begin and end, as character offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

Span = tuple[int, int]

# Characters that are looked at together. Behind a quote that is never closed, sentencex takes quadratic time.
_WINDOW = 10_000
# German writes "am 3. Dezember": the dot makes an ordinal, and ends nothing.
_DAY = re.compile(r"(?<!\d)\d{1,2}\.\s*$")
_MONTH = re.compile(r"\s*(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b")
# "Der 2. Weltkrieg", "im 19. Jahrhundert": so does one behind an article, where German capitalises the noun.
_GERMAN_ORDINAL = re.compile(
    r"\b(?:der|die|das|dem|den|des|im|am|vom|zum|zur|beim|ins|ab|bis|seit|vor|nach|ihr\w*|sein\w*|jede\w*)\s+\d{1,3}\.\s*$",
    re.IGNORECASE,
)
# What a number follows, and a name written with initials.
_BEFORE_NUMBER = re.compile(
    r"(?:No|Nr|n|núm|num|art|Art|pág|p|S|vol|Bd|cap|Kap|fig|Fig|Abb|séc|sec|s|tab|Tab|рис|табл|ст|гл|с)\.\s*$"
)
_NUMBER = re.compile(r"\d|[IVXLC]+\b")
_INITIALS = re.compile(r"(?<!\w)[^\W\d_]\.-[^\W\d_]\.\s*$")
# Behind a full stop of Chinese or Japanese no space stands, and sentencex takes a figure there for a decimal's.
_BEFORE_FIGURE = re.compile(r"[。！？](?=[0-9０-９A-Za-z])")
# Japanese tells what was said with a particle behind the closing bracket.
_TOLD = re.compile(r"[」』]\s*$")
_TELLING = re.compile(r"と|って")
_BLANK_LINE = re.compile(r"\n\s*\n")
# "At 10:34 p.m. ET on Monday": behind a time of day stands its zone or its day. "R-N.Y.": within initials nothing ends.
_OF_DAY = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_ZONE_OR_DAY = re.compile(
    r"(?:[A-Z]{2,4}\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
    r"|(?:Eastern|Central|Mountain|Pacific|Greenwich)\b)"
)
_INITIAL = re.compile(r"(?<!\w)(?:[A-Z]-)?[A-Z]\.$")
_NEXT_INITIAL = re.compile(r"[A-Z]\.")
# "… to Bell Corp. Lee is also …": a name and its verb behind a firm begin a sentence, where a title and a name do not.
_BEHIND_FIRM = re.compile(
    r"\b(?:Corp|Inc|Co|Ltd|LLC|PLC|Plc)\.[”\"’)]?\s+"
    r"(?=[A-Z][\w’'-]+ (?:is|are|was|were|has|have|had|will|would|can|could|may|did|does|also|said|says)\b)"
)
# How far before a sentence's end it is looked for what makes it none.
_NEAR = 24


def sentence_spans(text: str, language: str | None = None) -> list[Span]:
    """The sentences of `text` as (start, end) character offsets, in order, without surrounding white space. `language`
    is an ISO 639 code; without one, English rules cut.

    A blank line always ends a sentence. Everything that is not white space belongs to exactly one sentence.
    """
    spans: list[Span] = []
    for start, end in _paragraphs(text):
        for boundary in _boundaries(text, start, end, language or "en"):
            span = strip(text, *boundary)
            if span[0] >= span[1]:
                continue
            if spans and spans[-1][0] >= start and _goes_on(text, spans[-1], span, language or "en"):
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.extend(_behind_firms(text, span))
    return spans


def _behind_firms(text: str, span: Span) -> Iterator[Span]:
    """The sentences of a span in which an abbreviated firm ended one."""
    start, end = span
    for firm in _BEHIND_FIRM.finditer(text, start, end):
        yield strip(text, start, firm.end())
        start = firm.end()
    yield start, end


def _goes_on(text: str, before: Span, span: Span, language: str) -> bool:
    """Whether what was taken for the end of a sentence is none."""
    near = max(before[0], before[1] - _NEAR)
    if _MONTH.match(text, span[0]) and _DAY.search(text, max(before[0], before[1] - 8), before[1]):
        return True
    if language == "en":
        end = text[near : before[1]]
        if _OF_DAY.search(end):
            return bool(_ZONE_OR_DAY.match(text, span[0]))
        return bool(_INITIAL.search(end) and _NEXT_INITIAL.match(text, span[0]))
    if text[span[0]].islower():  # in no language does a sentence begin so, while abbreviations are without number
        return True
    if _INITIALS.search(text, near, before[1]):
        return True
    if _NUMBER.match(text, span[0]) and _BEFORE_NUMBER.search(text, near, before[1]):
        return True
    if language == "de":
        return bool(_GERMAN_ORDINAL.search(text, near, before[1]))
    return language == "ja" and bool(_TOLD.search(text, near, before[1]) and _TELLING.match(text, span[0]))


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[Span]:
    """The sentences of a paragraph. One that reaches the end of a window is looked at again, from its beginning."""
    while end - start > _WINDOW:
        cut = max(text.rfind(" ", start + _WINDOW // 2, start + _WINDOW), start + _WINDOW // 2) + 1
        found = _cut(text[start:cut], language)
        whole = found[:-1] or found
        yield from ((start + first, start + last) for first, last in whole)
        start += whole[-1][1]
    for first, last in _cut(text[start:end], language):
        yield start + first, start + last


def _cut(text: str, language: str) -> list[Span]:
    """The sentences of a window: each ends where both the language's own rules and those for English say so, since
    either knows abbreviations that the other does not ("z. B.", "No. 4").
    """
    from sentencex import get_sentence_boundaries

    found = [(one["start_index"], one["end_index"]) for one in get_sentence_boundaries("en", text)]
    if language == "en":
        return found
    theirs = {one["end_index"] for one in get_sentence_boundaries(language, text)}
    ends = {end for _, end in found if end in theirs or end == found[-1][1]}
    ends.update(stop.end() for stop in _BEFORE_FIGURE.finditer(text))
    begins = [0, *sorted(ends)]
    return list(pairwise(begins))


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
