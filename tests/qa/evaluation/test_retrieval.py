"""The figures of retrieval, by hand."""

from __future__ import annotations

import pytest

from qa.evaluation.retrieval import measure, retrieval
from tests.fakes import hit_of
from tests.qa.evaluation.invented import COST, MAYOR, answer, refusal, row


def test_hits_and_reciprocal_ranks_by_hand() -> None:
    others = [f"other {number}" for number in range(20)]
    rankings = [
        (["a", *others], ["a", "b"]),
        ([*others[:4], "b", "a"], ["a", "b"]),
        ([*others[:5], "a"], ["a"]),
        ([*others[:10], "a"], ["a"]),
        (others, ["a"]),
        ([], ["a"]),
    ]
    values = measure(rankings)
    assert values["hit@1"] == [1, 0, 0, 0, 0, 0]
    assert values["hit@5"] == [1, 1, 0, 0, 0, 0]
    assert values["hit@10"] == [1, 1, 1, 0, 0, 0]
    assert values["mrr"] == pytest.approx([1, 1 / 5, 1 / 6, 1 / 11, 0, 0])


def test_nothing_retrieved() -> None:
    assert measure([([], ["a"])])["mrr"] == [0.0]
    assert measure([])["mrr"] == []


def test_only_answerable_questions_with_supporting_articles_count() -> None:
    second = answer(retrieved=(hit_of(COST, 2), hit_of(MAYOR, 1)))
    rows = [row(), row(second), row(refusal(retrieved=())), row(supporting=()), row(kind="near_miss")]
    figures = retrieval(rows)
    assert {figure.n for figure in figures.values()} == {3}
    assert list(figures) == ["hit@1", "hit@5", "hit@10", "mrr", "answer@4"]
    assert figures["hit@1"].value == pytest.approx(1 / 3)
    assert figures["hit@5"].value == pytest.approx(2 / 3)
    assert figures["mrr"].value == pytest.approx((1 + 1 / 2) / 3)
    assert figures["answer@4"].value == pytest.approx(2 / 3)
