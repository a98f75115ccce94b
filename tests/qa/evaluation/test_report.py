"""All figures together, by hand, and the JSON that scripts rely on."""

from __future__ import annotations

import json

import pytest

from qa.evaluation.report import citations, latencies, report, report_json
from qa.evaluation.row import Row
from qa.types import Sentence, Timings
from tests.fakes import hit_of
from tests.qa.evaluation.invented import COST, answer, citation_of, refusal, row

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def rows() -> list[Row]:
    """Four answerable questions (right, wrong, uncited, refused), and one of each other kind."""
    cost = (Sentence("Repairs cost 9 million.", (1,), True),)
    return [
        row(answer("Mayor Ilse Brandt. [1]", confidence=0.9)),
        row(answer("4.5 million. [1]", confidence=0.8, sentences=cost, citations=(citation_of(hit_of(COST, 2)),))),
        row(answer(confidence=0.7, sentences=(Sentence("Ilse Brandt."),), citations=())),
        row(refusal(confidence=0.2)),
        row(answer(confidence=0.6), kind="near_miss", answers=(), supporting=()),
        row(refusal(confidence=0.1), kind="out_of_scope", answers=(), supporting=()),
    ]


def test_answers_by_hand(rows: list[Row]) -> None:
    figures = report(rows).groups["answers"]
    assert figures["exact_match"].value == 1 / 4
    assert figures["f1"].value == pytest.approx((4 / 5 + 0 + 1 + 0) / 4)
    assert figures["correct"].value == 2 / 4
    assert figures["correct_when_answered"].value == pytest.approx(2 / 3)
    assert (figures["correct"].n, figures["correct_when_answered"].n) == (4, 3)


def test_citations_by_hand(rows: list[Row]) -> None:
    # the article of the second citation is not there: not valid
    figures = citations(rows)
    assert (figures["validity"].value, figures["validity"].n) == pytest.approx((2 / 3, 3))
    assert figures["cited_correctly"].value == 1 / 4
    assert (figures["precision"].value, figures["precision"].n) == (1 / 2, 2)
    assert (figures["recall"].value, figures["recall"].n) == (1 / 4, 4)
    assert (figures["facts_in_quotes"].value, figures["facts_in_quotes"].n) == pytest.approx((2 / 3, 3))


def test_refusals_and_counts_by_hand(rows: list[Row]) -> None:
    done = report(rows)
    assert {kind: figure.value for kind, figure in done.groups["refusals"].items()} == {
        "answerable": 1 / 4,
        "near_miss": 0.0,
        "out_of_scope": 1.0,
    }
    assert done.counts == {
        "questions": 6,
        "answerable": 4,
        "near_miss": 1,
        "out_of_scope": 1,
        "answered": 4,
        "citations": 3,
        "supported_sentences": 3,
        "violations": 1,
    }


def test_latencies_by_hand() -> None:
    answered = [row(answer(timings=Timings(0, 1.0, first, total))) for first, total in ((10, 20), (0, 40), (30, 60))]
    figures = latencies([*answered, row(refusal(timings=Timings(0, 5.0, 0, 7)))])
    assert (figures["total_median"].value, figures["total_median"].n) == (40, 3)
    assert figures["total_p90"].value == pytest.approx(56)
    # one answer was not written by the model
    assert (figures["first_token_median"].value, figures["first_token_median"].n) == (20, 2)
    assert (figures["retrieve_median"].value, figures["retrieve_median"].n) == (1.0, 4)


def test_the_keys_of_the_json(rows: list[Row]) -> None:
    written = json.loads(json.dumps(report_json(report(rows)), allow_nan=False))
    curve = written.pop("curve")
    assert [list(point) for point in curve] == [["confidence", "coverage", "risk"]] * 6
    assert written.pop("model") == "scripted"
    written.pop("counts")
    assert {group: list(figures) for group, figures in written.items()} == {
        "retrieval": ["hit@1", "hit@5", "hit@10", "mrr", "answer@4"],
        "answers": ["exact_match", "f1", "correct", "correct_when_answered"],
        "citations": ["validity", "cited_correctly", "precision", "recall", "facts_in_quotes"],
        "refusals": ["answerable", "near_miss", "out_of_scope"],
        "risk_coverage": ["coverage", "risk", "aurc"],
        "latency_ms": [f"{stage}_{at}" for stage in ("total", "first_token", "retrieve") for at in ("median", "p90")],
    }
    for figures in written.values():
        for figure in figures.values():
            assert list(figure) == ["value", "low", "high", "n"]
            assert figure["low"] <= figure["value"] <= figure["high"]


def test_nothing_at_all_is_still_json() -> None:
    written = report_json(report([]))
    assert written["answers"]["f1"] == {"value": None, "low": None, "high": None, "n": 0}
    json.dumps(written, allow_nan=False)
