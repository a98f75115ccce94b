"""The sentences of the passages that were read, each with how likely it is to belong in the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.facts import stems
from index.types import Hit
from qa.evidence.calibration import SentenceSignals
from qa.evidence.candidates import NO_SPAN, Found
from qa.evidence.reader import SentenceScore
from qa.verify.quotes import Quote, quote_of

# Fewer words are a label, a byline or a cut-off end.
_FEWEST_WORDS = 4
_DATELINE = re.compile(
    r"[A-Z][A-Z’'.-]+(?:[ ,]+[A-Z][A-Z’'.-]+)*(?:, [A-Z][a-z]+\.?)?\s*(?:\([^)]{2,20}\)\s*)?(?:\n|[—–-]{1,2}\s+|:\s+)"
)
_BULLET = re.compile(r"[▸►▶•●▪◦‣·]\s+")
_CREDIT = re.compile(r"(?:[A-Z][\w’'.-]+,? ){0,4}\((?:[A-Z]{2,}[\w/ ]*|Reuters)\)\s*(?:[—–-]{1,2}|:)\s*")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_ENDS = re.compile(r"[.!?…。！？।؟۔] ?[\"'”’)»」』\]]*$")


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence that may belong in the answer: `hit.article.text[start:end]` is its quote.

    `text` is how it is said: the quote on one line, or with what it takes to be understood alone. `score` is the
    probability, 0..1, that it belongs, which `signals` make. `label` names the side or part of the question that it is
    about. `by_words`: whether only its words were compared with the question's. `share` is what its article counts for,
    less than 1 where it does not mention all that the question names.
    """

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    label: str | None = None
    signals: SentenceSignals | None = None
    by_words: bool = False
    share: float = 1.0

    @property
    def quote(self) -> str:
        """The article's own words."""
        return self.hit.article.text[self.start : self.end]

    def as_quote(self) -> Quote:
        """What a citation is made of."""
        return quote_of(self.hit, self.start, self.end)


def sentences_of(question: str, found: Sequence[Found]) -> list[EvidenceSentence]:
    """Every whole sentence of the passages, likeliest first; those equally likely in the passages' order."""
    asked = stems(question)
    nearest = max((passage.hit.similarity for passage in found), default=0.0)
    return sorted((one for passage in found for one in _sentences(passage, asked, nearest)), key=lambda one: -one.score)


def _sentences(passage: Found, asked: frozenset[str], nearest: float) -> Iterator[EvidenceSentence]:
    first, text = passage.hit.passage.start, passage.hit.passage.text
    for one in passage.reading.sentences:
        start = one.start + _opening(text[one.start : one.end])
        if is_whole(text[start : one.end]):
            said = " ".join(text[start : one.end].split())
            shared = len(asked & stems(said)) / max(1, len(asked))
            signals = _signals(passage, one, passage.hit.similarity - nearest, shared)
            score = passage.share * signals.probability()
            place = (first + start, first + one.end)
            yield EvidenceSentence(passage.hit, *place, said, score, signals=signals, share=passage.share)


def _signals(passage: Found, one: SentenceScore, behind: float, shared: float) -> SentenceSignals:
    spans = (span.score for span in passage.reading.spans if span.start < one.end and one.start < span.end)
    return SentenceSignals(
        belongs=one.score,
        relevance=passage.reading.relevance,
        span=max(spans, default=NO_SPAN),
        behind=behind,
        shared=shared,
    )


def is_whole(text: str) -> bool:
    """Whether a text reads as a sentence: not a byline, a heading or the cut-off end of another one."""
    begun = text.lstrip("\"“‘'([«„")
    first, second = begun[:1], begun[1:2]
    # a figure, a capital or a letter of a script without capitals, or a name like "iPhone"
    is_begun = (
        first.isdigit() or first in tuple("$€£¥") or (first.isalpha() and (not first.islower() or second.isupper()))
    )
    return is_begun and _count_words(text) >= _FEWEST_WORDS and bool(_ENDS.search(text))


def _count_words(text: str) -> int:
    """Words; of scripts that put no space between them, two signs are taken for one."""
    return len(text.split()) + len(_UNSPACED.findall(text)) // 2


def _opening(text: str) -> int:
    """How many characters of a bullet, a dateline or an agency's name stand before the sentence itself."""
    opening = _BULLET.match(text) or _DATELINE.match(text) or _CREDIT.match(text)
    return opening.end() if opening and opening.end() < len(text) else 0
