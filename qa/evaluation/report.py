"""What all questions together come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from qa.evaluation.bootstrap import Figure, mean, quantile, ratio
from qa.evaluation.questions import KINDS
from qa.evaluation.retrieval import retrieval
from qa.evaluation.risk import Curve, risk_coverage
from qa.evaluation.row import Row


@dataclass(frozen=True, slots=True)
class Report:
    """Figures by group and name; what each means is in docs/evaluation.md. Latencies are in milliseconds."""

    model: str
    counts: Mapping[str, int]
    groups: Mapping[str, Mapping[str, Figure]]
    curve: Curve


def report(rows: Sequence[Row]) -> Report:
    """All figures over the rows, with their intervals. Needs the libraries of `qa.evaluation.extras`."""
    curve = risk_coverage(rows)
    return Report(
        model=rows[0].model if rows else "",
        counts=_counts(rows),
        groups={
            "retrieval": retrieval(rows),
            "answers": answers(rows),
            "citations": citations(rows),
            "refusals": {kind: mean(row.abstained for row in rows if row.question.kind == kind) for kind in KINDS},
            "risk_coverage": {"coverage": curve.coverage, "risk": curve.risk, "aurc": curve.area},
            "latency_ms": latencies(rows),
        },
        curve=curve,
    )


def report_json(done: Report) -> dict[str, Any]:
    """The object that `footnote eval --json` prints."""
    groups = {
        name: {key: _figure_json(figure) for key, figure in figures.items()} for name, figures in done.groups.items()
    }
    points = [{key: round(value, 4) for key, value in asdict(point).items()} for point in done.curve.points]
    return {"model": done.model, "counts": dict(done.counts), **groups, "curve": points}


def answers(rows: Sequence[Row]) -> dict[str, Figure]:
    """Over answerable questions; a refusal is as wrong as a wrong answer, except in "correct_when_answered"."""
    rows = [row for row in rows if row.answerable]
    return {
        "exact_match": mean(row.exact for row in rows),
        "f1": mean(row.f1 for row in rows),
        "correct": mean(row.correct for row in rows),
        "correct_when_answered": mean(row.correct for row in rows if not row.abstained),
    }


def citations(rows: Sequence[Row]) -> dict[str, Figure]:
    """Whether citations are what they say, and whether they are the right ones."""
    known = [row for row in rows if row.with_support]
    answered = [row for row in known if not row.abstained]
    return {
        "validity": ratio((sum(one.valid for one in row.citations), len(row.citations)) for row in rows),
        "cited_correctly": mean(row.cited_correctly for row in known),
        "precision": ratio((sum(one.on_target for one in row.citations), len(row.citations)) for row in answered),
        "recall": mean(row.on_target for row in known),
        "facts_in_quotes": ratio(_facts_found(row) for row in rows),
    }


def latencies(rows: Sequence[Row]) -> dict[str, Figure]:
    """Milliseconds from the question: total and first token where it was answered, retrieval always."""
    answered = [row.timings for row in rows if not row.abstained]
    stages = {
        "total": [timings.total for timings in answered],
        "first_token": [timings.first_token for timings in answered if timings.first_token],
        "retrieve": [row.timings.retrieve for row in rows],
    }
    shares = {"median": 0.5, "p90": 0.9}
    return {
        f"{stage}_{name}": quantile(values, share) for stage, values in stages.items() for name, share in shares.items()
    }


def _facts_found(row: Row) -> tuple[int, int]:
    """How many of the sentences marked as supported have all their names and numbers in their quotes; how many
    sentences are marked so.
    """
    supported = [one for one in row.sentences if one.sentence.supported]
    return sum(one.facts_found for one in supported), len(supported)


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    facts = [_facts_found(row) for row in rows]
    return {
        "questions": len(rows),
        **{kind: sum(row.question.kind == kind for row in rows) for kind in KINDS},
        "answered": sum(not row.abstained for row in rows),
        "citations": sum(len(row.citations) for row in rows),
        "supported_sentences": sum(there for _, there in facts),
        "violations": sum(there - found for found, there in facts),
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(figure).items()}
