"""What is searched for when a question follows on others."""

from __future__ import annotations

import pytest

from qa.answer.prompts import REFUSAL
from qa.question.followup import forms, resolve
from qa.question.mentions import said, topic
from qa.question.persons import person
from qa.types import Sentence, Turn
from tests.qa.question.exchanges import FIRST, MILL, SECOND, STADIUM
from tests.qa.question.told import refused


def test_a_follow_up_is_searched_for_with_the_words_of_the_conversation_and_as_it_is() -> None:
    assert forms("Who issued them?", [Turn("When will the TikTok orders take effect?", "On Sunday.")]) == [
        "Who issued them? tiktok orders take effect",
        "Who issued them?",
    ]


def test_what_gave_way_to_something_else_is_not_searched_for() -> None:
    assert forms("And the American one?", [FIRST]) == [
        "Who leads the American delegation in Madrid?",
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


def test_a_short_question_without_a_name_is_searched_for_with_the_words_of_the_conversation() -> None:
    question = "What did the mayor say?"
    assert resolve(question, [STADIUM]).standalone == question
    assert forms(question, [STADIUM]) == [f"{question} stadium rejected council brackwater", question]
    longer = "Which scientists discovered penicillin in mouldy bread?"
    for new in ("What did Ann Lee say?", "What happened in 1930?", longer):
        assert forms(new, [STADIUM]) == [new]


def test_after_a_new_subject_the_old_one_weighs_less() -> None:
    history = [FIRST, Turn("How did the mill in Dunford burn down?", REFUSAL)]
    assert "delegation" not in forms("When was it built?", history)[0]
    assert "mill" in forms("When was it built?", history)[0]


GOUDA = Sentence("The moon is made of Gouda.")


@pytest.mark.parametrize(
    "turn",
    [
        Turn("Where is Ann Lee?", ""),
        Turn("Where is Ann Lee?", REFUSAL),
        refused("Where is Ann Lee?"),
        Turn("Where is Ann Lee?", "", sentences=(GOUDA,)),
    ],
)
def test_nothing_is_carried_from_an_answer_without_support(turn: Turn) -> None:
    assert said(turn) == ""
    assert forms("Since when?", [turn])[0] == "Since when? ann lee"


def test_the_first_supported_sentence_is_what_was_said() -> None:
    mill = Sentence("The mill burned down.", (1,), True)
    assert said(Turn("", "whatever the marks", sentences=(GOUDA, mill, mill))) == mill.text
    # a history of texts alone
    assert said(Turn("", "The mill burned down. It rained.")) == mill.text


def test_words_that_come_back_weigh_more_and_old_ones_less() -> None:
    again = Turn("Who repaired the mill?", "Ann Lee repaired it. [1]")
    words = list(topic([(turn.question, said(turn)) for turn in (FIRST, MILL, again)]).values())
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


@pytest.mark.parametrize(
    ("question", "answer", "name"),
    [
        ("who is bo carr", "Bo Carr, an expert at the Centre for Tidal Studies, told Ann Lee so.", "Bo Carr"),
        ("Who is Carr?", "“So it is,” said Bo Carr at the Centre for Tidal Studies.", "Bo Carr"),
        ("what did lee say", "It is late, Ann Lee of the Tidal Board said.", "Ann Lee"),
        ("who is the mayor?", "The mayor, Ann Lee, was there.", "Ann Lee"),
        ("whos ann lee", "Ann Lee, the engineer, won in Marsh.", "Ann Lee"),
        ("did ann lee play in marsh", "Ann Lee brought her Tidal Tour to Marsh.", "Ann Lee"),
        (
            "What happened to Lee?",
            "Former Mayor Bo Carr beat former Port Director Ann Lee.",
            "Port Director Ann Lee",
        ),
    ],
)
def test_whoever_was_asked_for_by_name_is_meant_though_typed_in_small_letters(
    question: str, answer: str, name: str
) -> None:
    assert person(question, answer) == name


def test_a_place_that_an_answer_names_is_nobody() -> None:
    assert person("where was that", "It was at Marsh Lane, the Tidal Board said.") is None
