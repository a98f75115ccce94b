"""Whatever was said before, a follow-up stays a question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from qa.question.followup import forms, resolve, standalone
from qa.types import Turn

TURNS = st.lists(st.builds(Turn, st.text(max_size=50), st.text(max_size=50)), max_size=5)


@given(st.text(max_size=100), TURNS)
def test_the_question_is_always_searched_for_as_it_was_typed(question: str, history: list[Turn]) -> None:
    searched = forms(question, history)
    assert searched[-1] == question or resolve(question, history).more
    assert 1 <= len(searched) <= 2


@given(st.text(max_size=100), TURNS)
def test_whatever_was_said_something_is_asked_and_no_longer_than_what_was_typed(
    question: str, history: list[Turn]
) -> None:
    alone = standalone(question, history)
    assert alone.strip() or not question.strip()
    assert len(alone) <= 4 * (100 + 50 + 60)


@given(TURNS, st.sampled_from(["Why?", "When?", "Tell me more", "no, I meant 2022", "Who is she?", "How long is it?"]))
def test_no_conversation_is_too_odd_for_a_follow_up(history: list[Turn], question: str) -> None:
    resolved = resolve(question, history)
    assert resolved.standalone.strip()
    assert resolved.shown == frozenset()


@given(TURNS)
def test_a_question_that_stands_is_never_changed(history: list[Turn]) -> None:
    assert standalone("Which app does Tencent own?", history) == "Which app does Tencent own?"


def test_a_long_history_costs_no_more() -> None:
    huge = Turn("mill " * 2000, "Ann Lee. " * 100_000)
    assert forms("Why?", [huge] * 500) == forms("Why?", [huge] * 12)
