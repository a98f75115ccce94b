"""The sentence that says what an article is about: its first that is one, not a dateline, a byline or a caption."""

from __future__ import annotations

import re

from index.sentences import Span, sentence_spans, strip
from index.types import Article

# So far into an article the sentence is looked for, in characters.
_BEGINNING = 4000
_FEWEST_WORDS = 8
_SHORTEST = 40
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z’'.,-]+ ?){1,5}(?:[A-Z][a-z]+\.?,? ?){0,3}(?:\([^)\n]{2,24}\) ?)?[—–‒-]{1,2} ?(?=[A-Z\"“‘'])"
    r"|(?:[A-Z][\w’'.-]+,? ?){0,5}\([A-Z][\w/ ]{1,20}\) ?[—–‒-]{1,2} ?(?=[A-Z\"“‘'])"
    r"|(?:[A-Z][\w’'.-]+,? ?){1,3} [—–‒] (?=[A-Z\"“‘'])"
)
_FRAGMENT = re.compile(
    r"^(?:by |photo|image|video|picture|caption|file|credit|source:|updated|published|posted|advertisement|read more|"
    r"related|follow |the views expressed|subscribe|sign up|click|share|watch|listen|editor['’]s note|"
    r"this (?:article|story)|\d+ min)|"
    r"\b(?:getty images|all rights reserved|minute read|min read)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|do|does|did|says?|said|"
    r"went|won|lost|took|made|came|began|left|met|told|found|held|gave|got|fell|rose|hit|put|set|cut|saw|"
    r"[a-z]{2,}(?:ed|ught))\b|['’](?:s|re|ve) [a-z]"
)
_ENDS = re.compile(r"[.!…][\"'”’)\]]*$")


def lead(article: Article) -> Span:
    """Where that sentence stands in the article's text; where none is one, the first that is nearest to it."""
    text = article.text
    told = sentence_spans(text[:_BEGINNING], article.language)
    spans = [(start + _opening(text[start:end]), end) for start, end in told]
    for is_good in (_is_lead, _is_told):
        for start, end in spans:
            if is_good(text[start:end]):
                return start, end
    return strip(text, *spans[0]) if spans else (0, 0)


def heading(article: Article, start: int, end: int, led: Span) -> str:
    """What a reader is told beside the passage of an article from `start` to `end`: the title, and the lead, which
    stands at `led`, where the passage does not hold it. So "the talks" in it are known to be those in Madrid.
    """
    if led[0] >= led[1] or start <= led[0] < end:
        return article.title
    said = " ".join(article.text[slice(*led)].split())
    return f"{article.title}. {said}" if article.title else said


def _opening(text: str) -> int:
    """How many characters of a dateline stand before the sentence."""
    opening = _DATELINE.match(text)
    return opening.end() if opening and opening.end() < len(text) else 0


def _is_lead(text: str) -> bool:
    told = _is_told(text) and len(text.split()) >= _FEWEST_WORDS
    return told and bool(_VERB.search(text)) and not text.rstrip("\"'”’").endswith("?")


def _is_told(text: str) -> bool:
    return len(text) > _SHORTEST and bool(_ENDS.search(text)) and not _FRAGMENT.search(text)
