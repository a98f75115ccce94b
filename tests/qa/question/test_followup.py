"""Which questions lean on the conversation, how they are made to stand alone, and what is searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.prompts import REFUSAL
from qa.question.followup import forms, leans, standalone
from qa.question.mentions import person, said, topic
from qa.types import Turn

FIRST = Turn("Who leads the Chinese delegation in Madrid?", "He Lifeng does. [1]")
SECOND = Turn("And the American one?", "Scott Bessent does. [1]")
MILL = Turn("How did the mill in Dunford burn down?", "Lightning struck the roof of the mill in May. [1]")

TURNS = st.lists(st.builds(Turn, st.text(max_size=50), st.text(max_size=50)), max_size=5)


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
        "When did it become part of France?",
        "Did they conquer Normandy?",
        "Who was there?",
        "He said what exactly?",
        "",
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
        "Which company did Ann Lee say she would buy?",
        "Who chose He Lifeng?",
        "Is it true that the old mill burned down?",
        "How long does it take to cross the canal?",
        "Are there lakes near the old mill?",
    ],
)
def test_questions_that_stand(question: str) -> None:
    assert not leans(question)


# --- standing alone


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            "Who leads the Chinese delegation in Madrid?",
            "And the American one?",
            "Who leads the American delegation in Madrid?",
        ),
        (
            "When will the TikTok orders take effect?",
            "Who issued them?",
            "Who issued them? (When will the TikTok orders take effect?)",
        ),
    ],
)
def test_a_follow_up_is_put_into_the_words_of_what_it_leans_on_or_before_it(
    before: str, question: str, expected: str
) -> None:
    assert standalone(question, [Turn(before, "An answer.")]) == expected


@pytest.mark.parametrize(
    ("turn", "question", "expected"),
    [
        (FIRST, "Where was he born?", "Where was He Lifeng born?"),
        (Turn("What did Ann Lee say?", "It is safe."), "Where is her office?", "Where is Ann Lee's office?"),
        (Turn("Who owns it?", "It belongs to Ann Lee."), "Who met her in Paris?", "Who met Ann Lee in Paris?"),
        (Turn("Why did Bo Carr go?", "He was ill."), "Did he miss his wife?", "Did Bo Carr miss his wife?"),
        (Turn("What did Lee say in May?", "Nothing."), "Where does she live now?", "Where does Lee live now?"),
    ],
)
def test_a_person_is_named(turn: Turn, question: str, expected: str) -> None:
    assert standalone(question, [turn]) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Where did he say it?", "Where did Jo Greer say it?"),
        ("And where was he born?", "And where was Jo Greer born?"),
        ("who met him there", "who met Jo Greer there"),
    ],
)
def test_what_still_leans_with_the_person_named_keeps_its_frame(question: str, expected: str) -> None:
    turn = Turn("Who said that the tariffs would stay?", "Jo Greer said on Sunday that they would stay. [1]")
    assert standalone(question, [turn]) == f"{expected} ({turn.question})"


def test_a_person_is_remembered_through_a_chain() -> None:
    history = [FIRST, SECOND, Turn("Where was he born?", "In Conway. [1]"), Turn("Who lives in Conway?", "Many.")]
    assert standalone("Who chose him?", [FIRST, SECOND]) == "Who chose Scott Bessent?"
    assert standalone("When did he leave Conway?", history) == "When did Scott Bessent leave Conway?"


def test_the_last_person_is_meant() -> None:
    history = [FIRST, Turn("Who is the mayor of Dunford?", "The mayor of Dunford is Ann Lee. [2]")]
    assert standalone("When was she elected?", history) == "When was Ann Lee elected?"


def test_without_a_name_nobody_is_meant() -> None:
    assert standalone("What did he say?", [MILL]) == f"What did he say? ({MILL.question})"
    assert standalone("What did he say?", []) == "What did he say?"


def test_a_chain_of_follow_ups_is_read_back_to_where_it_began() -> None:
    alone = standalone("Who else?", [Turn("Which app does Tencent own?", "WeChat."), FIRST, SECOND])
    assert alone == "Who else? (Who leads the American delegation in Madrid?)"
    why = standalone("Why?", [FIRST, SECOND, Turn("Who else?", "Nobody. [1]")])
    assert why == f"Why? ({FIRST.question} {SECOND.question} Who else?)"


def test_only_so_much_is_remembered() -> None:
    history = [FIRST, *[Turn(f"And in {year}?", "Yes.") for year in range(2000, 2030)]]
    alone = standalone("Why?", history)
    assert alone.endswith("And in 2029?)")
    assert len(alone) < 100
    assert "madrid" not in forms("Why?", history)[0]


def test_a_question_that_stands_is_left_alone_and_so_is_one_without_history() -> None:
    assert standalone("Which app does Tencent own?", [FIRST, SECOND]) == "Which app does Tencent own?"
    assert standalone("And the American one?", []) == "And the American one?"


def test_empty_turns_leave_no_trace() -> None:
    assert standalone("And the American one?", [FIRST, Turn("", ""), Turn(" ", "x")]) == standalone(
        "And the American one?", [FIRST]
    )
    assert standalone("And the American one?", [Turn("", "")]) == "And the American one?"


# --- what is searched for


def test_a_follow_up_is_searched_for_with_the_words_of_the_conversation_and_as_it_is() -> None:
    assert forms("And the American one?", [FIRST]) == [
        "And the American one? leads chinese delegation madrid",
        "And the American one?",
    ]


def test_names_from_the_answer_are_carried() -> None:
    assert "bessent" in forms("Since when?", [FIRST, SECOND])[0]
    assert forms("Where was he born?", [FIRST])[0].startswith("Where was He Lifeng born? ")


def test_a_question_that_stands_but_stays_on_the_subject_gets_its_words() -> None:
    question = "Who repaired the mill afterwards?"
    assert forms(question, [MILL]) == [f"{question} dunford burn lightning struck", question]


def test_a_new_subject_is_searched_for_alone() -> None:
    long_talk = [MILL, Turn("Who repaired the mill?", "Ann Lee repaired the mill. [1]")] * 20
    assert forms("Which app does Tencent own?", long_talk) == ["Which app does Tencent own?"]


def test_after_a_new_subject_the_old_one_weighs_less() -> None:
    history = [FIRST, Turn("How did the mill in Dunford burn down?", REFUSAL)]
    assert "delegation" not in forms("When was it built?", history)[0]
    assert "mill" in forms("When was it built?", history)[0]


@pytest.mark.parametrize("answer", ["", REFUSAL, "The moon is made of Gouda. [unsupported]"])
def test_nothing_is_carried_from_an_answer_without_support(answer: str) -> None:
    assert said(Turn("Where is Ann Lee?", answer)) == ""
    assert forms("And why?", [Turn("Where is Ann Lee?", answer)])[0] == "And why? ann lee"


def test_the_first_sentence_with_a_footnote_is_what_was_said() -> None:
    answer = "The moon is made of Gouda. [unsupported] The mill burned down. [2] [3] It rained. [1]"
    assert said(Turn("", answer)) == "The mill burned down."
    assert said(Turn("", "The mill burned down. It rained.")) == "The mill burned down."


def test_words_that_come_back_weigh_more_and_old_ones_less() -> None:
    again = Turn("Who repaired the mill?", "Ann Lee repaired it. [1]")
    words = list(topic([FIRST, MILL, again]).values())
    assert words[:2] == ["mill", "repaired"]
    assert words.index("ann") < words.index("dunford") < words.index("delegation")


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Who leads it?", "In Madrid, the American side is led by Scott Bessent.", "Scott Bessent"),
        ("Who won the Nobel Prize?", "The Nobel Prize went to Ann van der Lee of Ohio.", "Ann van der Lee"),
        ("What did Ann Lee tell Bo Carr?", "Nothing.", "Ann Lee"),
        ("Did the European Union thank Ann Lee's office?", "", "Ann Lee"),
        ("In which town was the mill?", "However, nobody knows.", None),
        ("", "", None),
    ],
)
def test_whom_he_or_she_means(question: str, answer: str, expected: str | None) -> None:
    assert person(question, answer) == expected


# --- whatever was said


@given(st.text(max_size=100), TURNS)
def test_the_question_is_always_searched_for_as_it_was_typed(question: str, history: list[Turn]) -> None:
    searched = forms(question, history)
    assert searched[-1] == question
    assert 1 <= len(searched) <= 2


@given(st.text(max_size=100), TURNS)
def test_whatever_was_said_something_is_asked_and_no_longer_than_what_was_typed(
    question: str, history: list[Turn]
) -> None:
    alone = standalone(question, history)
    assert alone.strip() or not question.strip()
    assert len(alone) <= 4 * (100 + 50 + 60)


@given(TURNS)
def test_a_question_that_stands_is_never_changed(history: list[Turn]) -> None:
    assert standalone("Which app does Tencent own?", history) == "Which app does Tencent own?"


def test_a_long_history_costs_no_more() -> None:
    huge = Turn("mill " * 2000, "Ann Lee. " * 100_000)
    assert forms("Why?", [huge] * 500) == forms("Why?", [huge] * 12)
