"""Footnote without one of the parts that answers to open questions rest on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.embed import Embedder
from index.library import Library
from index.types import Hit
from qa.configuration import Budget, Configuration
from qa.engine import Engine
from qa.evidence.reader import PairReader, Reading
from qa.evidence.sentences import EvidenceSentence
from qa.evidence.subject import Subject
from qa.llm.generator import Generator
from qa.question.kind import Kind
from qa.question.understand import InConversation, understand
from qa.question.understood import Part, Place, Understood
from qa.stages import FOOTNOTE, Stages

# Passages that are read, and sentences that are said, where the kind of a question has no say.
PASSAGES = 6
SENTENCES = 6
# The kind that all questions count as: told in a few sentences, without an order of its own.
ONE_KIND = Kind.HOW


@dataclass(frozen=True, slots=True)
class Models:
    """A library and the models that answer from it."""

    library: Library
    embedder: Embedder
    reader: PairReader
    generator: Generator


def without(part: str, models: Models) -> Engine:
    """Footnote without that part, one of `PARTS`."""
    return PARTS[part](models)


def _engine(models: Models, stages: Stages = FOOTNOTE) -> Engine:
    return Engine(models.library, models.embedder, models.reader, models.generator, stages=stages)


class Shallow:
    """A library in which no search goes deep."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def search(self, queries: str | Sequence[str], k: int = PASSAGES, **options: Any) -> list[Hit]:
        """As `Library.search`, at most six passages."""
        return self._library.search(queries, min(k, PASSAGES), **options)


class CosineReader:
    """A pair reader whose sentences are ranked by their cosine to the question.

    The reader's own scores are dealt out anew in that order, so that as many sentences as before are likely: what
    changes is which ones, and no threshold has to be set again.
    """

    def __init__(self, reader: PairReader, embedder: Embedder) -> None:
        self._reader = reader
        self._embedder = embedder

    def prepare(self) -> None:
        """Load what reading needs."""
        self._reader.prepare()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """The reader's own relevance and spans, with other scores for the sentences."""
        readings = self._reader.read(question, passages)
        pairs = list(zip(readings, (text for _, text in passages), strict=True))
        texts = [" ".join(text[one.start : one.end].split()) for reading, text in pairs for one in reading.sentences]
        vectors = self._embedder.embed([question, *texts])
        scores = [one.score for reading in readings for one in reading.sentences]
        dealt = iter(_dealt(scores, (vectors[1:] @ vectors[0]).tolist()))
        return [
            replace(reading, sentences=tuple(replace(one, score=next(dealt)) for one in reading.sentences))
            for reading in readings
        ]


def _dealt(scores: Sequence[float], worth: Sequence[float]) -> list[float]:
    """The scores, the highest to what is worth most, and so on."""
    places = sorted(range(len(worth)), key=lambda place: -worth[place])
    dealt = dict(zip(places, sorted(scores, reverse=True), strict=True))
    return [dealt[place] for place in range(len(scores))]


def _of_one_kind(question: str, resolved: InConversation, newest: str | None) -> Understood:
    """Every question as one of the same kind, of one part."""
    understood = understand(question, resolved, newest)
    return replace(understood, kind=ONE_KIND, parts=(Part(understood.standalone, ONE_KIND),))


def _of_one_part(question: str, resolved: InConversation, newest: str | None) -> Understood:
    """The question with all that it asks as its one part."""
    understood = understand(question, resolved, newest)
    return replace(understood, parts=(Part(understood.standalone, understood.kind),))


def _likeliest(
    sentences: Sequence[EvidenceSentence],
    budget: Budget,
    *,
    least: float,  # noqa: ARG001
    said: Sequence[EvidenceSentence] = (),
    shown: Collection[Place] = (),  # noqa: ARG001
) -> list[EvidenceSentence]:
    """As many as the budget has room for, likely or not; only what another part has said already is left out."""
    places = {(one.hit.article.id, one.start) for one in said}
    return [one for one in sentences if (one.hit.article.id, one.start) not in places][: budget.most]


def _as_it_is(one: EvidenceSentence) -> EvidenceSentence:
    return one


def _about_nothing(_question: str, _unmentioned: Collection[str]) -> Subject:
    return Subject(frozenset(), frozenset())


_SIX_OF_ANY = Configuration(budgets=dict.fromkeys(Kind, Budget(SENTENCES, SENTENCES)))

PARTS: Mapping[str, Callable[[Models], Engine]] = {
    "nothing": _engine,
    "kinds": lambda models: _engine(models, Stages(understand=_of_one_kind)),
    "parts": lambda models: _engine(models, Stages(understand=_of_one_part)),
    "depth": lambda models: _engine(replace(models, library=Shallow(models.library))),  # type: ignore[arg-type]
    "selection": lambda models: _engine(models, Stages(select=_likeliest, configuration=_SIX_OF_ANY)),
    "reader": lambda models: _engine(replace(models, reader=CosineReader(models.reader, models.embedder))),
    "readable": lambda models: _engine(models, Stages(readable=_as_it_is)),
    "subject": lambda models: _engine(models, Stages(subject=_about_nothing)),
}
