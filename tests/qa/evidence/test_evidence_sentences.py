"""Sentences of the passages that were read: which are whole, where they begin, and their scores."""

from __future__ import annotations

import pytest

from index.sentences import sentence_spans
from qa.evidence.candidates import Found
from qa.evidence.reader import Reading, SentenceScore
from qa.evidence.sentences import is_whole, sentences_of
from tests.fakes import hit_of

QUESTION = "When did the mill close?"


def _found(text: str, *scores: float, number: int = 1, before: str = "") -> Found:
    spans = sentence_spans(text)
    scored = tuple(SentenceScore(a, b, score) for (a, b), score in zip(spans, scores, strict=True))
    return Found(hit_of(text, number, before=before), Reading(0.0, (), scored), 0)


def test_the_likeliest_comes_first_and_each_stands_in_its_article() -> None:
    one = _found("The mill closed on Tuesday. The river rose two metres.", -4.0, 2.0, before="Another paragraph.")
    two = _found("Sixty workers were sent home.", 1.0, number=2)
    found = sentences_of(QUESTION, [one, two])
    assert [each.text for each in found] == [
        "The river rose two metres.",
        "Sixty workers were sent home.",
        "The mill closed on Tuesday.",
    ]
    assert all(each.quote == each.text for each in found)
    assert all(0 < each.score < 1 for each in found)
    assert sorted((each.score for each in found), reverse=True) == [each.score for each in found]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("MARSH\nThe mill by the river closed on Tuesday.", "MARSH\n"),
        ("MARSH, Norland (AP) — The mill by the river closed on Tuesday.", "MARSH, Norland (AP) — "),
        ("▸ The mill by the river closed on Tuesday.", "▸ "),
        ("NEW MARSH — The mill by the river closed on Tuesday.", "NEW MARSH — "),
        ("Marsh (Reuters) - The mill by the river closed on Tuesday.", "Marsh (Reuters) - "),
    ],
)
def test_a_dateline_is_no_part_of_a_sentence(text: str, opening: str) -> None:
    (only,) = sentences_of(QUESTION, [_found(text, 1.0)])
    assert only.quote == text.removeprefix(opening)
    assert only.hit.article.text[only.start : only.end] == only.quote


@pytest.mark.parametrize(
    "text",
    [
        "The mill closed on Tuesday.",
        "“It was our mill,” said Ann Lee.",
        "What did she say then?",
        "4.5 million euros are needed.",
        "iPhones were sold out by noon.",
        "工厂 在 星期二 关闭 了。",
        'He called it "a sad day for us."',
    ],
)
def test_whole_sentences(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "3 minute read",
        "By Ann Lee",
        "–With help from Bo Carr.",
        "and the mill by the river closed.",
        "Read more",
        "",
        "The mill by the river closed on",
        "Mill closes.",
    ],
)
def test_fragments_are_no_sentences(text: str) -> None:
    assert not is_whole(text)
