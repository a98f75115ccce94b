"""A question, understood."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.kind import Kind
from qa.question.resolved import Resolved as Whole
from qa.question.understand import understand
from qa.question.understood import Period, Place


@dataclass(frozen=True)
class Resolved:
    standalone: str
    forms: tuple[str, ...] = ()
    shown: frozenset[Place] = frozenset()
    more: bool = False


def test_a_question_has_its_kind_parts_time_and_order() -> None:
    alone = "Who won the Tarn regatta in May 2021, and when did Tarn last host it?"
    understood = understand("who won it and when did they last host it", Resolved(alone, ("tarn regatta", alone)), None)
    assert understood.question == "who won it and when did they last host it"
    assert understood.standalone == alone
    assert understood.forms == ("tarn regatta", alone)
    assert understood.kind is Kind.FACT
    assert len(understood.parts) == 2
    assert understood.period == Period("2021-05-01", "2021-07-15")
    assert understood.order == "latest"


def test_a_question_without_forms_is_searched_for_as_it_stands() -> None:
    assert understand("Why?", Resolved("Why did it close?"), None).forms == ("Why did it close?",)


@pytest.mark.parametrize(
    ("typed", "kind"), [("thanks!", Kind.SMALL_TALK), ("How many articles do you have?", Kind.LIBRARY)]
)
def test_asides_are_known_by_the_words_typed(typed: str, kind: Kind) -> None:
    understood = understand(typed, Resolved(f"{typed} (Who won the regatta?)", (typed,)), "2024-01-01")
    assert understood.kind is kind
    assert [part.kind for part in understood.parts] == [kind]
    assert understood.period is None


@pytest.mark.parametrize(
    ("alone", "asks_of_it"), [("is Ana Reyes mentioned", True), ("is she mentioned (Who won the regatta?)", False)]
)
def test_a_pronoun_asks_of_the_library_only_where_it_is_known_whom_it_means(alone: str, asks_of_it: bool) -> None:
    understood = understand("is she mentioned", Resolved(alone), None)
    assert (understood.kind is Kind.LIBRARY) is asks_of_it


def test_more_of_a_fact_is_told_in_sentences() -> None:
    shown = frozenset({("a", 0, 10)})
    understood = understand("tell me more", Resolved("Who won the regatta?", shown=shown, more=True), None)
    assert understood.kind is Kind.OVERVIEW
    assert understood.shown == shown


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_understood(typed: str, alone: str) -> None:
    assert understand(typed, Resolved(alone), "2024-01-01").parts


@pytest.mark.parametrize(
    "typed",
    ["what's the deal with the old mill?", "Whats up with the old mill?", "What is going on with the old mill?"],
)
def test_what_only_asks_for_all_about_a_thing_is_not_searched_for(typed: str) -> None:
    resolved = Whole.alone(typed)
    assert (resolved.standalone, resolved.forms) == ("what about the old mill?", ("what about the old mill?",))
    assert understand(typed, resolved, None).kind is Kind.OVERVIEW


def test_a_deal_that_is_meant_is_searched_for() -> None:
    assert Whole.alone("What is the deal with the mill worth?").standalone == "What is the deal with the mill worth?"
