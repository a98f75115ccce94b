"""What kind of answer a question asks for, and which words are of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.kinds import Kind


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
        ("", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: Kind | None) -> None:
    assert Kind.of(question) is kind


@pytest.mark.parametrize(
    "words",
    ["March 29, 2021", "on Monday", "1869", "last month", "three years ago", "8 p.m.", "Oct. 4", "the 19th century"],
)
def test_times(words: str) -> None:
    assert Kind.TIME.has(words)


@pytest.mark.parametrize("words", ["six days", "40 miles", "Scott Bessent", "2,021 people", "they may march", "19000"])
def test_what_is_no_time(words: str) -> None:
    assert not Kind.TIME.has(words)


def test_names() -> None:
    assert all(map(Kind.NAME.has, ["Scott Bessent", "the Treasury", "on Madrid's edge"]))
    assert not any(map(Kind.NAME.has, ["six days", "the importer", "He", "2021"]))


def test_amounts() -> None:
    assert all(map(Kind.AMOUNT.has, ["50.45 kilometers", "six days", "half", "Thousands", "one", "$10 billion"]))
    assert not any(map(Kind.AMOUNT.has, ["Scott Bessent", "very long", "behalf", ""]))


@given(st.text(), st.text())
def test_any_text_has_an_answer(question: str, words: str) -> None:
    kind = Kind.of(question)
    assert kind is None or kind.has(words) in (True, False)
