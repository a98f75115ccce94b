"""Evidence as the search and the reader would have gathered it, with the probabilities that a test wants."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import Hit
from qa.evidence.candidates import Found
from qa.evidence.gather import Gathered, PartEvidence
from qa.evidence.reader import AnswerSpan, Reading
from qa.evidence.sentences import EvidenceSentence
from qa.question.kind import Kind
from qa.question.understood import Order, Part, Place, Understood
from tests.fakes import hit_of


def passage(number: int, *sentences: str, date: str | None = None, similarity: float = 0.5) -> Hit:
    """An article of one passage of those sentences."""
    return hit_of(" ".join(sentences), number, before="Something else.", similarity=similarity, date=date)


def scored(hit: Hit, text: str, score: float, label: str | None = None) -> EvidenceSentence:
    """A sentence of a passage."""
    start = hit.article.text.index(text)
    return EvidenceSentence(hit, start, start + len(text), text, score, label)


def part(
    *sentences: EvidenceSentence,
    kind: Kind = Kind.WHY,
    label: str | None = None,
    missing: str | None = None,
    found: Sequence[Found] = (),
    question: str = "What happened?",
) -> PartEvidence:
    """What was found for one part of a question, in any order."""
    ordered = sorted(sentences, key=lambda one: -one.score)
    return PartEvidence(Part(question, kind, label, missing), tuple(found), tuple(ordered))


def found(hit: Hit, *spans: str, relevance: float = 2.0, score: float = 8.0) -> Found:
    """A passage that was read: the words that may be the answer, likeliest first."""
    starts = [hit.passage.text.index(span) for span in spans]
    read = tuple(
        AnswerSpan(start, start + len(span), score - at)
        for at, (start, span) in enumerate(zip(starts, spans, strict=True))
    )
    return Found(hit, Reading(relevance, read), 0)


def gathered(*parts: PartEvidence) -> Gathered:
    """All of it, each passage once."""
    hits = [hit for each in parts for hit in (*(one.hit for one in each.found), *(one.hit for one in each.sentences))]
    return Gathered(parts, tuple({hit.passage.id: hit for hit in hits}.values()))


def understood(
    evidence: Gathered,
    kind: Kind = Kind.WHY,
    *,
    shown: frozenset[Place] = frozenset(),
    more: bool = False,
    order: Order = "relevance",
) -> Understood:
    """A question of that kind, with the parts that the evidence is for."""
    asked = "What happened?"
    parts = tuple(one.part for one in evidence.parts)
    return Understood(asked, asked, kind, (asked,), parts, order=order, shown=shown, more=more)
