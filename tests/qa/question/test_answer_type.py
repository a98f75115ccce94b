"""What kind of answer a question asks for, and which words are of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.answer_type import AnswerType


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the ship refloated?", AnswerType.TIME),
        ("  and since when?", AnswerType.TIME),
        ("In what year did the canal open?", AnswerType.TIME),
        ("The canal opened on which day?", AnswerType.TIME),
        ("Who led the talks?", AnswerType.NAME),
        ("“Whose” idea was it?", AnswerType.NAME),
        ("With whom did she meet?", AnswerType.NAME),
        ("Where did they meet?", AnswerType.NAME),
        ("How long is the tunnel?", AnswerType.AMOUNT),
        ("The tunnel cost how much?", AnswerType.AMOUNT),
        ("Which country won?", None),
        ("How does it work?", None),
        ("What happened when the ship ran aground?", None),
        ("Which man, who had no ticket, won?", None),
        ("Which day-care closed?", None),
        ("He solved the cube in what time?", None),
        ("When the canal opened, who opened it?", None),
        ("Why does nobody know how many people died?", None),
        ("How often does it meet?", None),
        ("And who drew it? (What year was the tower finished?)", AnswerType.NAME),
        ("And what is it called? (How much did the bridge cost?)", None),
        ("", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: AnswerType | None) -> None:
    assert AnswerType.of(question) is kind


@pytest.mark.parametrize(
    "words",
    [
        "March 29, 2021",
        "on Monday",
        "1869",
        "last month",
        "three years ago",
        "8 p.m.",
        "11 PM",
        "Oct. 4",
        "5 Jan",
        "the 1990s",
        "the 19th century",
        "the 10th and 11th Centuries",
        "last night",
        "Mayor Lee's third May",
    ],
)
def test_times(words: str) -> None:
    assert AnswerType.TIME.has(words)


@pytest.mark.parametrize(
    "words", ["six days", "40 miles", "2000 miles", "$1200", "Mayor Lee", "2,021 people", "they may march", "19000"]
)
def test_what_is_no_time(words: str) -> None:
    assert not AnswerType.TIME.has(words)


def test_names() -> None:
    assert all(map(AnswerType.NAME.has, ["Scott Bessent", "the Treasury", "on Madrid's edge"]))
    assert not any(map(AnswerType.NAME.has, ["six days", "the importer", "He", "2021"]))


def test_amounts() -> None:
    assert all(
        map(
            AnswerType.AMOUNT.has,
            ["50.45 kilometers", "six days", "half", "Thousands", "one", "Forty people", "a year", "none"],
        )
    )
    assert not any(map(AnswerType.AMOUNT.has, ["Scott Bessent", "very long", "behalf", ""]))


@given(st.text(), st.text(), st.sampled_from(AnswerType))
def test_any_text_has_an_answer(question: str, words: str, kind: AnswerType) -> None:
    assert AnswerType.of(question) in (None, *AnswerType)
    assert kind.has(words) in (True, False)
