"""Which questions lean on the conversation, and how they are made to stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.followup import leans, standalone
from qa.types import Turn

FIRST = Turn("Who leads the Chinese delegation in Madrid?", "He Lifeng does.")
SECOND = Turn("And the American one?", "Scott Bessent does.")


@pytest.mark.parametrize(
    "question",
    [
        "And the American one?",
        "Who issued them?",
        "What about London?",
        "How about the second round?",
        "Why?",
        "But when?",
        "When was it signed?",
        "Did they agree?",
        "What else did he say?",
        "Which one?",
        "and in 2020?",
        "“And the American one?”",
    ],
)
def test_questions_that_lean(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the Chinese delegation in Madrid?",
        "Which app does Tencent own?",
        "When will the TikTok orders take effect?",
        "What did Zhao Lijian call TikTok?",
        "What did Marco Rubio say that a Huawei concession would do?",
        "How much does repairing the mill cost?",
        "Andorra joined which union?",
    ],
)
def test_questions_that_stand(question: str) -> None:
    assert not leans(question)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "Who leads the Chinese delegation in Madrid?",
            "And the American one?",
            "Who leads the Chinese delegation in Madrid? And the American one?",
        ),
        (
            "When will the TikTok orders take effect?",
            "Who issued them?",
            "When will the TikTok orders take effect? Who issued them?",
        ),
    ],
)
def test_a_follow_up_is_put_behind_what_it_leans_on(before: str, question: str, expected: str) -> None:
    assert standalone(question, [Turn(before, "An answer.")]) == expected


def test_a_chain_of_follow_ups_is_read_back_to_where_it_began() -> None:
    alone = standalone("Who chose him?", [Turn("Which app does Tencent own?", "WeChat."), FIRST, SECOND])
    assert alone == f"{FIRST.question} {SECOND.question} Who chose him?"


def test_only_so_much_is_remembered() -> None:
    history = [FIRST, *[Turn(f"And in {year}?", "Yes.") for year in range(2000, 2030)]]
    alone = standalone("Why?", history)
    assert FIRST.question not in alone
    assert alone.endswith("And in 2029? Why?")


def test_a_question_that_stands_is_left_alone_and_so_is_one_without_history() -> None:
    assert standalone("Which app does Tencent own?", [FIRST, SECOND]) == "Which app does Tencent own?"
    assert standalone("And the American one?", []) == "And the American one?"


def test_answers_are_not_mixed_into_the_question() -> None:
    assert "Lifeng" not in standalone("And the American one?", [FIRST])


@given(st.text(max_size=100), st.lists(st.builds(Turn, st.text(max_size=50), st.text(max_size=50)), max_size=5))
def test_the_question_is_always_at_the_end(question: str, history: list[Turn]) -> None:
    assert standalone(question, history).endswith(question)
