"""What kind of answer a question asks for, and which words are of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.answer_type import Kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was the ship refloated?", Kind.TIME),
        ("  and since when?", Kind.TIME),
        ("In what year did the canal open?", Kind.TIME),
        ("The canal opened on which day?", Kind.TIME),
        ("Who led the talks?", Kind.NAME),
        ("“Whose” idea was it?", Kind.NAME),
        ("With whom did she meet?", Kind.NAME),
        ("Where did they meet?", Kind.NAME),
        ("How long is the tunnel?", Kind.AMOUNT),
        ("The tunnel cost how much?", Kind.AMOUNT),
        ("Which country won?", None),
        ("How does it work?", None),
        ("What happened when the ship ran aground?", None),
        ("Which man, who had no ticket, won?", None),
        ("Which day-care closed?", None),
        ("He solved the cube in what time?", None),
        ("When the canal opened, who opened it?", None),
        ("Why does nobody know how many people died?", None),
        ("How often does it meet?", None),
        ("And who drew it? (What year was the tower finished?)", Kind.NAME),
        ("And what is it called? (How much did the bridge cost?)", None),
        ("", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind | None) -> None:
    assert Kind.of(question) is kind


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
    assert Kind.TIME.has(words)


@pytest.mark.parametrize(
    "words", ["six days", "40 miles", "2000 miles", "$1200", "Mayor Lee", "2,021 people", "they may march", "19000"]
)
def test_what_is_no_time(words: str) -> None:
    assert not Kind.TIME.has(words)


def test_names() -> None:
    assert all(map(Kind.NAME.has, ["Scott Bessent", "the Treasury", "on Madrid's edge"]))
    assert not any(map(Kind.NAME.has, ["six days", "the importer", "He", "2021"]))


def test_amounts() -> None:
    assert all(
        map(
            Kind.AMOUNT.has,
            ["50.45 kilometers", "six days", "half", "Thousands", "one", "Forty people", "a year", "none"],
        )
    )
    assert not any(map(Kind.AMOUNT.has, ["Scott Bessent", "very long", "behalf", ""]))


@given(st.text(), st.text(), st.sampled_from(Kind))
def test_any_text_has_an_answer(question: str, words: str, kind: Kind) -> None:
    assert Kind.of(question) in (None, *Kind)
    assert kind.has(words) in (True, False)
