"""A question, understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question.kind import Kind
from qa.question.resolved import Resolved
from qa.question.understand import understand
from qa.question.understood import Period, Place


def resolved(
    head: str,
    forms: tuple[str, ...] = (),
    shown: frozenset[Place] = frozenset(),
    *,
    more: bool = False,
    context: tuple[str, ...] = (),
) -> Resolved:
    return Resolved(head, forms, shown, more, context)


def test_a_question_has_its_kind_parts_time_and_order() -> None:
    alone = "Who won the Tarn regatta in May 2021, and when did Tarn last host it?"
    understood = understand("who won it and when did they last host it", resolved(alone, ("tarn regatta", alone)), None)
    assert understood.question == "who won it and when did they last host it"
    assert understood.standalone == alone
    assert understood.forms == ("tarn regatta", alone)
    assert understood.kind is Kind.FACT
    assert len(understood.parts) == 2
    assert understood.period == Period("2021-05-01", "2021-07-15")
    assert understood.order == "latest"


def test_a_question_without_forms_is_searched_for_as_it_stands() -> None:
    assert understand("Why?", resolved("Why did it close?"), None).forms == ("Why did it close?",)


@pytest.mark.parametrize(
    ("typed", "kind"), [("thanks!", Kind.SMALL_TALK), ("How many articles do you have?", Kind.LIBRARY)]
)
def test_asides_are_known_by_the_words_typed(typed: str, kind: Kind) -> None:
    understood = understand(typed, resolved(typed, (typed,), context=("Who won the regatta?",)), "2024-01-01")
    assert understood.kind is kind
    assert [part.kind for part in understood.parts] == [kind]
    assert understood.period is None


@pytest.mark.parametrize(
    ("head", "context", "asks_of_it"),
    [("is Ana Reyes mentioned", (), True), ("is she mentioned", ("Who won the regatta?",), False)],
)
def test_a_pronoun_asks_of_the_library_only_where_it_is_known_whom_it_means(
    head: str, context: tuple[str, ...], asks_of_it: bool
) -> None:
    understood = understand("is she mentioned", resolved(head, (head,), context=context), None)
    assert (understood.kind is Kind.LIBRARY) is asks_of_it


def test_more_of_a_fact_is_told_in_sentences() -> None:
    shown = frozenset({("a", 0, 10)})
    understood = understand("tell me more", resolved("Who won the regatta?", shown=shown, more=True), None)
    assert understood.kind is Kind.OVERVIEW
    assert understood.shown == shown


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_understood(typed: str, alone: str) -> None:
    assert understand(typed, resolved(alone, context=(alone,)), "2024-01-01").parts


@pytest.mark.parametrize(
    "typed",
    ["what's the deal with the old mill?", "Whats up with the old mill?", "What is going on with the old mill?"],
)
def test_what_only_asks_for_all_about_a_thing_is_not_searched_for(typed: str) -> None:
    whole = Resolved.alone(typed)
    assert (whole.standalone, whole.forms) == ("what about the old mill?", ("what about the old mill?",))
    assert understand(typed, whole, None).kind is Kind.OVERVIEW


def test_a_deal_that_is_meant_is_searched_for() -> None:
    assert Resolved.alone("What is the deal with the mill worth?").standalone == "What is the deal with the mill worth?"


COLLAPSE = "tell me about the vesk bridge collapse"


def test_what_a_question_leans_on_says_nothing_of_what_it_asks() -> None:
    context = (COLLAPSE, "how many people died when it fell first")
    understood = understand("who was on the ship", resolved("who was on the ship", context=context), None)
    assert understood.kind is Kind.FACT
    assert understood.order == "relevance"
    assert understood.standalone == f"who was on the ship ({' '.join(context)})"
    assert [part.question for part in understood.parts] == [understood.standalone]


def test_what_is_missing_is_named_without_what_it_leans_on() -> None:
    understood = understand(
        "who said that", resolved("who said that", context=("What happened in Vesk in 2022?",)), None
    )
    assert [part.missing for part in understood.parts] == ["who said that"]


@pytest.mark.parametrize("typed", ["and in tokyo?", "what about Tokyo?", "And May?", "but about tokyo"])
def test_what_asks_nothing_itself_asks_what_was_asked_before(typed: str) -> None:
    context = ("how many people live in paris", "and in rome?")
    assert understand(typed, resolved(typed, context=context), None).kind is Kind.COUNT


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("and a timeline of it", Kind.TIMELINE),
        ("and an overview of it", Kind.OVERVIEW),
        ("but is it open", Kind.YES_NO),
        ("and the date of it", Kind.FACT),
        ("and who paid", Kind.FACT),
    ],
)
def test_what_asks_something_itself_is_of_its_own_kind(typed: str, kind: Kind) -> None:
    assert understand(typed, resolved(typed, context=("how many people live in paris",)), None).kind is kind


def test_the_time_is_what_the_question_names_or_else_what_it_leans_on_names_last() -> None:
    context = ("What happened in Vesk in 2020?", "and in 2021?")
    named = understand("and in 2022?", resolved("and in 2022?", context=context), None)
    assert named.period == Period("2022-01-01", "2023-02-14")
    unnamed = understand("who died", resolved("who died", context=context), None)
    assert unnamed.period == Period("2021-01-01", "2022-02-14")


def test_each_part_is_read_with_what_it_leans_on() -> None:
    typed = "who owned it and when did they sell it"
    understood = understand(typed, resolved(typed, context=(COLLAPSE,)), None)
    assert len(understood.parts) == 2
    assert all(part.question.endswith(f"({COLLAPSE})") for part in understood.parts)


@pytest.mark.parametrize(
    ("context", "label"),
    [
        (("where is hurricane beryl headed", "how strong was it"), "hurricane beryl"),
        (("tell me about hurricane Beryl",), "hurricane Beryl"),
        (("when did the storm start?",), "storm"),
    ],
)
def test_a_side_that_is_a_pronoun_has_the_name_of_what_it_stands_for(context: tuple[str, ...], label: str) -> None:
    understood = understand("compare it with ian", resolved("compare it with ian", context=context), None)
    assert [part.label for part in understood.parts] == [label, "ian"]
    one, other = (part.question for part in understood.parts)
    assert one == f"{label} ({' '.join(context)})"
    assert label not in other
    assert context[0].replace(label, "ian") in other


def test_sides_of_which_one_has_no_name_are_not_told_apart() -> None:
    understood = understand("compare it with ian", resolved("compare it with ian", context=("Who won?",)), None)
    assert [(part.question, part.label) for part in understood.parts] == [("compare it with ian (Who won?)", None)]
    assert understood.kind is Kind.COMPARISON
