"""Retrieving and reading what a question wants: as deep as its kind needs, a ranking for each of its parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.library import Library
from index.types import Filters, Hit
from qa.evidence.bywords import by_words
from qa.evidence.candidates import Found, read_all
from qa.evidence.introduced import holding, introduced
from qa.evidence.reader import PairReader
from qa.evidence.sentences import EvidenceSentence, sentences_of
from qa.evidence.speaking import spoken_by
from qa.evidence.subject import Subject
from qa.question.answer_type import AnswerType
from qa.question.casing import with_names
from qa.question.kind import Kind
from qa.question.speaker import speaker_of
from qa.question.term import role_of, term_of
from qa.question.understood import Part, Period, Understood
from qa.stages import FOOTNOTE, Stages

Lap = Callable[[str], None]


# What these kinds ask need not all stand in one article.
_BROAD = frozenset({Kind.COMPARISON, Kind.TIMELINE, Kind.OVERVIEW, Kind.LIST})
# What a sentence counts for that has nothing of the type of answer that is asked for.
_OF_NO_TYPE = 0.5


@dataclass(frozen=True, slots=True)
class PartEvidence:
    """What was found for one part of a question: passages, the one likeliest to answer first, and their sentences, the
    one likeliest to belong first.
    """

    part: Part
    found: tuple[Found, ...]
    sentences: tuple[EvidenceSentence, ...]

    @property
    def answers(self) -> float:
        """How likely the best passage is to answer, 0..1."""
        return self.found[0].hit.score if self.found else 0.0


@dataclass(frozen=True, slots=True)
class Gathered:
    """The evidence for all parts of a question, and every passage of it once, best first."""

    parts: tuple[PartEvidence, ...]
    hits: tuple[Hit, ...]

    @property
    def sentences(self) -> list[EvidenceSentence]:
        """The sentences of all parts, likeliest first, each once."""
        best: dict[tuple[str, int, int], EvidenceSentence] = {}
        for one in sorted((one for part in self.parts for one in part.sentences), key=lambda one: -one.score):
            best.setdefault((one.hit.article.id, one.start, one.end), one)
        return list(best.values())


def gather_in_period(
    understood: Understood,
    library: Library,
    reader: PairReader,
    filters: Filters,
    lap: Lap = lambda _: None,
    stages: Stages = FOOTNOTE,
) -> Gathered:
    """The evidence from the time that the question names, or from any time where that time has no answer."""
    if understood.period is not None and (within := _within(filters, understood.period)):
        gathered = gather(understood, library, reader, within, lap, stages)
        if gathered.sentences and gathered.sentences[0].score >= stages.configuration.sure_sentence:
            return gathered
    return gather(understood, library, reader, filters, lap, stages)


def _within(filters: Filters, period: Period) -> Filters | None:
    """The filters and the period both; None where they exclude each other."""
    since = max(filter(None, (filters.since, period.since)), default=None)
    until = min(filter(None, (filters.until, period.until)), default=None)
    return None if since and until and since > until else replace(filters, since=since, until=until)


def gather(
    understood: Understood,
    library: Library,
    reader: PairReader,
    filters: Filters,
    lap: Lap = lambda _: None,
    stages: Stages = FOOTNOTE,
) -> Gathered:
    """The evidence for a question among the articles that the filters allow. `lap` hears of each stage as it ends."""
    parts = tuple(_part(understood, part, library, reader, filters, lap, stages) for part in understood.parts)
    hits: dict[int, Hit] = {}
    for hit in sorted((one.hit for part in parts for one in part.found), key=lambda hit: -hit.score):
        hits.setdefault(hit.passage.id, hit)
    return Gathered(parts, tuple(hits.values()))


def _part(
    understood: Understood,
    part: Part,
    library: Library,
    reader: PairReader,
    filters: Filters,
    lap: Lap,
    stages: Stages,
) -> PartEvidence:
    limits = stages.configuration
    is_only = len(understood.parts) == 1
    # the embedder knows English: what another language asks for may be found by its words, and far down
    shallow = limits.depths if understood.language == "en" else {}
    depth = shallow.get(part.kind, limits.deep) if is_only else limits.of_parts
    queries = understood.forms if is_only else (part.question, *understood.forms)
    question = understood.standalone if is_only else part.question
    most = max(depth.passages, depth.further)
    hits = library.search(queries, most, filters=filters, per_article=depth.per_article, lap=lap)
    named = with_names(question, (hit.passage.text for hit in hits), understood.unmentioned)
    subject = stages.subject(named, understood.unmentioned)
    read = read_all(question, hits[: depth.passages], reader)
    found = _of_subject(subject, part.kind, read)
    if found and found[0].hit.score < limits.threshold:
        nearest = {hit.article.id for hit in hits[: limits.nearest]}
        further = [hit for hit in hits[depth.passages :] if hit.article.id in nearest]
        read += read_all(question, further, reader, rank=depth.passages)
        found = _of_subject(subject, part.kind, read)
    lap("pair reader")
    sentences = of_type(part, spoken_by(speaker_of(question), sentences_of(question, found)))
    if part.kind is Kind.DEFINITION:
        sentences = introduced(term_of(question), sentences)
    sentences = holding(role_of(question), sentences)
    if understood.language != "en":
        found, sentences = by_words(understood.language, question, found, sentences)
    part = replace(part, label=_as_written(part.label, found))
    return PartEvidence(part, tuple(found), tuple(replace(one, label=part.label) for one in sentences))


def _as_written(label: str | None, found: Sequence[Found]) -> str | None:
    """A label that was typed without capitals, as the passages write it."""
    if label is None or label != label.lower():
        return label
    pattern = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.IGNORECASE)
    texts = (text for one in found for text in (one.hit.passage.text, one.hit.article.title))
    return next((match.group() for text in texts for match in pattern.finditer(text) if match.group() != label), label)


def of_type(part: Part, sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The sentences, likeliest first, those that have nothing of what is asked for as less likely: a time for "when"
    and in a timeline, a name for "who", an amount for "how much".
    """
    wanted = AnswerType.TIME if part.kind is Kind.TIMELINE else AnswerType.of(part.question)
    if wanted is None:
        return list(sentences)
    counted = [one if wanted.has(one.text) else replace(one, score=one.score * _OF_NO_TYPE) for one in sentences]
    return sorted(counted, key=lambda one: -one.score)


def _of_subject(subject: Subject, kind: Kind, found: Sequence[Found]) -> list[Found]:
    """The passages, those of articles that do not mention what the question names as less likely to answer."""
    share = {one.hit.article.id: subject.share(one.hit.article, every=kind not in _BROAD) for one in found}
    counted = [_counted(one, share[one.hit.article.id]) for one in found]
    return sorted(counted, key=lambda one: -one.hit.score)


def _counted(one: Found, share: float) -> Found:
    return replace(one, hit=replace(one.hit, score=one.hit.score * share), share=share)
