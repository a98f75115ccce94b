"""The passages of a search in the pair reader's order, and the words in them that may be the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.facts import stems
from index.sentences import sentence_spans
from index.types import Hit
from qa.evidence.calibration import ANSWER_ALONE, PASSAGE, Signals, Weights, probability
from qa.evidence.lead import heading, lead
from qa.evidence.reader import AnswerSpan, PairReader, Reading, SentenceScore
from qa.question.answer_type import AnswerType

# The score of a passage without any words in it.
NO_SPAN = -15.0


@dataclass(frozen=True, slots=True)
class Found:
    """A retrieved passage and what the pair reader makes of it. `hit.score` is the chance, 0..1, that it answers;
    `rank` is its place in the search, from 0; `kind` is what the question asks for. `share` (0..1) is what it counts
    for, less than 1 where its article does not mention what the question names.
    """

    hit: Hit
    reading: Reading
    rank: int
    kind: AnswerType | None = None
    share: float = 1.0

    def signals(self, span: AnswerSpan | None, words: str | None = None) -> Signals:
        """What is known of a span of this passage, and of words as an answer."""
        is_of_kind = None if words is None or self.kind is None else self.kind.has(words)
        score = span.score if span else NO_SPAN
        return Signals(self.reading.relevance, score, self.rank, self.hit.similarity, is_of_kind=is_of_kind)


@dataclass(frozen=True, slots=True)
class Option:
    """Words that may be the answer: `hit.article.text[start:end] == text`. `weights` make a chance of the signals."""

    text: str
    hit: Hit
    start: int
    end: int
    signals: Signals
    weights: Weights

    @property
    def logit(self) -> float:
        """How likely they are to be the answer."""
        return self.weights.logit(self.signals)

    @property
    def steady_logit(self) -> float:
        """The same, as if the search had found their passage first: an article that comes into the library moves
        others from their places, which should not change how an answer is put.
        """
        return self.weights.logit(replace(self.signals, rank=0))


def read_all(question: str, hits: Sequence[Hit], reader: PairReader, rank: int = 0) -> list[Found]:
    """The passages as the reader orders them, the one likeliest to answer first. `rank` is the first one's place in the
    search, from 0.
    """
    leads = {hit.article.id: lead(hit.article) for hit in hits}
    headed = [
        (heading(hit.article, hit.passage.start, hit.passage.end, leads[hit.article.id]), hit.passage.text)
        for hit in hits
    ]
    readings = reader.read(question, headed)
    found, kind = [], AnswerType.of(question)
    for rank, (hit, reading) in enumerate(zip(hits, readings, strict=True)):
        reading = _as_cut(reading, hit)
        one = Found(hit, reading, rank, kind)
        chance = probability(PASSAGE.logit(one.signals(reading.spans[0] if reading.spans else None)))
        found.append(replace(one, hit=replace(hit, score=chance)))
    return sorted(found, key=lambda one: -one.hit.score)


def _as_cut(reading: Reading, hit: Hit) -> Reading:
    """The reading with the sentences of the article's own language: the reader cuts as English does, which most often
    makes two of one.
    """
    if hit.article.language in (None, "en"):
        return reading
    joined: list[SentenceScore] = []
    for start, end in sentence_spans(hit.passage.text, hit.article.language):
        held = [one for one in reading.sentences if one.start < end and start < one.end]
        if held and held[-1].end >= end:  # else it was not read to its end
            joined.append(SentenceScore(start, end, max(one.score for one in held)))
    return replace(reading, sentences=tuple(joined))


def options(found: Sequence[Found]) -> list[Option]:
    """Every span that the reader considers, over all passages, best first."""
    return sorted((option for one in found for option in _options(one)), key=lambda option: -option.logit)


def agree(one: str, other: str) -> bool:
    """Whether two answers say the same: the words of one are all in the other, names in short or in full."""
    ours, theirs = stems(one), stems(other)
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _options(one: Found) -> Iterator[Option]:
    first = one.hit.passage.start
    for span in one.reading.spans:
        text = one.hit.passage.text[span.start : span.end]
        if any(character.isalnum() for character in text):
            seen = one.signals(span, text)
            yield Option(text, one.hit, first + span.start, first + span.end, seen, ANSWER_ALONE)
