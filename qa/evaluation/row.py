"""One scored question, and the line of JSON that `footnote eval --rows` writes for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa.evaluation.questions import Question
from qa.types import Sentence, Timings


@dataclass(frozen=True, slots=True)
class ScoredCitation:
    """A citation. `valid`: the quote stands where it says, and a sentence refers to it. `on_target`: it is of a
    supporting article and holds a gold answer.
    """

    article_id: str
    quote: str
    valid: bool
    on_target: bool


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence of an answer. `facts_found`: its names and numbers all stand in the quotes that it cites."""

    sentence: Sentence
    facts_found: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A question, what was answered, and how right that is.

    `correct` means answered and right: a refusal is not, nor is any answer to a question that has none. `exact` and
    `f1` are 0..1. `ranking` are the distinct articles retrieved, best first, supporting ones under the question's own
    ids for them. `read_holds_answer`: a gold answer stands in the passages that the model read.
    """

    question: Question
    model: str
    answer: str
    abstained: bool
    confidence: float
    correct: bool
    exact: float
    f1: float
    ranking: tuple[str, ...]
    read_holds_answer: bool
    citations: tuple[ScoredCitation, ...]
    sentences: tuple[ScoredSentence, ...]
    timings: Timings

    @property
    def answerable(self) -> bool:
        return self.question.kind == "answerable"

    @property
    def with_support(self) -> bool:
        """Whether it can be told which articles ought to be found and cited."""
        return self.answerable and bool(self.question.supporting)

    @property
    def on_target(self) -> bool:
        """Whether any citation is."""
        return any(citation.on_target for citation in self.citations)

    @property
    def cited_correctly(self) -> bool:
        return self.correct and self.on_target

    @property
    def supporting_rank(self) -> int | None:
        """The place of the first supporting article among the distinct articles retrieved, from 1."""
        places = (place for place, name in enumerate(self.ranking, start=1) if name in self.question.supporting)
        return next(places, None)


def row_json(row: Row) -> dict[str, Any]:
    """The object for one question; keys as docs/evaluation.md describes them."""
    return {
        "id": row.question.id,
        "type": row.question.kind,
        "question": row.question.text,
        "answers": list(row.question.answers),
        "answer": row.answer,
        "abstained": row.abstained,
        "confidence": round(row.confidence, 4),
        "correct": row.correct,
        "cited_correctly": row.cited_correctly,
        "exact_match": row.exact,
        "f1": round(row.f1, 4),
        "citations": [
            {"article_id": one.article_id, "quote": one.quote, "valid": one.valid, "on_target": one.on_target}
            for one in row.citations
        ],
        "sentences": [
            {
                "text": one.sentence.text,
                "citations": list(one.sentence.citations),
                "supported": one.sentence.supported,
                "facts_in_quotes": one.facts_found,
            }
            for one in row.sentences
        ],
        "supporting_rank": row.supporting_rank,
        "answer@4": row.read_holds_answer,
        "timings_ms": {
            "retrieve": round(row.timings.retrieve, 1),
            "first_token": round(row.timings.first_token, 1),
            "total": round(row.timings.total, 1),
        },
    }
