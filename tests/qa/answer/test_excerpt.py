"""What the language model is given of a passage: the sentences that matter, as they stand in it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.prompts import Excerpt, heading
from qa.evidence.candidates import Found
from qa.evidence.reader import AnswerSpan, Reading
from tests.fakes import hit_of

SENTENCES = ["The mill is old.", "Ann Lee ran it.", "It rained.", "She sold it to Bo Carr.", "Nobody came."]
HIT = hit_of(" ".join(SENTENCES), before="Something else was said first.", source="Gazette", date="2024-03-05")


def _excerpt(*words: str, text: str | None = None) -> Excerpt:
    hit = HIT if text is None else hit_of(text)
    spans = [(hit.passage.text.index(one), len(one)) for one in words]
    return excerpt(Found(hit, Reading(1.0, tuple(AnswerSpan(at, at + size, 1.0) for at, size in spans)), 0))


def test_a_sentence_with_an_answer_comes_with_the_one_before_it() -> None:
    assert _excerpt("Bo Carr").text == "It rained. She sold it to Bo Carr."


def test_sentences_keep_their_order_and_come_once() -> None:
    assert _excerpt("Nobody", "Ann Lee", "Bo Carr").text == " ".join(SENTENCES)
    assert _excerpt("Nobody", "The mill").text == "The mill is old. She sold it to Bo Carr. Nobody came."
    assert _excerpt("Ann", "ran it").text == "The mill is old. Ann Lee ran it."


def test_the_first_sentence_has_none_before_it() -> None:
    assert _excerpt("mill").text == "The mill is old."


def test_words_across_two_sentences_keep_both() -> None:
    assert _excerpt("rained. She").text == "Ann Lee ran it. It rained. She sold it to Bo Carr."


def test_without_any_words_the_passage_is_whole() -> None:
    assert _excerpt() == Excerpt.of(HIT)


def test_the_heading_stays() -> None:
    assert _excerpt("mill").heading == heading(HIT)


@pytest.mark.parametrize(
    ("chances", "read"),
    [([], 0), ([0.4], 1), ([0.6, 0.2, 0.1], 2), ([0.6, 0.5, 0.4, 0.4], 3), ([0.9, 0.29, 0.29], 1), ([0.0, 0.0], 2)],
)
def test_passages_far_less_likely_than_the_best_are_not_read(chances: list[float], read: int) -> None:
    found = [Found(replace(hit_of("It rained."), score=chance), Reading(0.0, ()), 0) for chance in chances]
    assert worth_reading(found, 3) == found[:read]


@given(st.text(min_size=1), st.data())
def test_an_excerpt_stands_in_the_passage_and_holds_the_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    kept = excerpt(Found(hit_of(text), Reading(1.0, (AnswerSpan(start, end, 1.0),)), 0)).text
    assert _bare(kept) in _bare(text)
    assert _bare(text[start:end]) in _bare(kept)


def _bare(text: str) -> str:
    return "".join(text.split())
