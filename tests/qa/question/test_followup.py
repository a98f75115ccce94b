"""Questions that lean on a conversation, and what they are once they stand alone."""

from __future__ import annotations

import pytest

from qa.question.followup import leans, standalone
from qa.question.kind import Kind
from qa.types import Turn
from tests.qa.question.exchanges import FIRST, SECOND
from tests.qa.question.told import refused, told


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
        "By how many votes?",
        "In which year?",
        "How many?",
        "How many were hurt?",
        "How many houses were destroyed?",
        "Did anyone die?",
        "Which town is its capital?",
        "give me a timeline",
        "Could you please show me a short overview?",
        "just the last month",
        "only the past three weeks",
        "between June and August",
        "a timeline of last year",
        "an overview of May 2023, please",
        "I want the key dates in chronological order",
        "Who bought its shares?",
        "",
    ],
)
def test_questions_that_lean(question: str) -> None:
    assert leans(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who leads the Chinese delegation in Madrid?",
        "Which town closed its oldest mill on Tuesday?",
        "What companies sold their shares?",
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
        "Who is Lomax?",
        "Tell me more about Tesla.",
        "How many Ukrainians were killed?",
        "By how many votes was the stadium rejected?",
        "How many states signed the pact?",
        "give me a timeline of the strike",
        "the mill fire timeline",
        "show me the Vesk story in chronological order",
        "what did farmers want last month",
        "tell me about old mills",
        "list volcanoes seen last year",
        "trains from boston to york",
        "what has tesla done?",
        "how has tesla changed?",
        "what is tesla known for?",
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


VOLLAN = [
    told("Who is Greta Vollan?", "The painter Greta Vollan died in Brackwater at the age of 91."),
    told("Where was she born?", "Hamnes"),
    told("Who was her teacher?", "Her teacher there, Rui Caldas, told her to give up."),
]


def test_two_persons_are_told_apart() -> None:
    assert standalone("What did he tell her?", VOLLAN) == "What did Rui Caldas tell Greta Vollan?"
    assert standalone("When did she die?", VOLLAN) == "When did Greta Vollan die?"
    assert standalone("Where was his school?", VOLLAN) == "Where was Rui Caldas's school?"


def test_who_is_asked_for_as_a_husband_is_he() -> None:
    pair = told("Who is Ann Lee's husband?", "Bo Carr plays the cello.")
    assert standalone("Where was she born?", [pair]) == "Where was Ann Lee born?"
    assert standalone("Where was he born?", [pair]) == "Where was Bo Carr born?"


def test_somebody_new_of_whom_nothing_is_known_goes_before_somebody_known() -> None:
    history = [told("Who owns the mill?", "Bo Carr owns it."), refused("Where was he born?")]
    mayor = told("Who is the mayor of Dunford?", "The mayor of Dunford is Jo Greer.")
    assert standalone("When was he elected?", [*history, mayor]) == "When was Jo Greer elected?"


def test_somebody_without_a_name_is_meant_too() -> None:
    minister = refused("Who is the transport minister?")
    assert standalone("What did he say?", [minister]) == "What did the transport minister say?"
    assert standalone("Who is she?", [refused("What did the Polish minister say?")]) == "Who is the Polish minister?"


def test_a_thing_with_a_name_is_nobody() -> None:
    history = [told("Who owns the mill?", "Ann Lee owns it."), refused("How long is the Hamnes bridge?")]
    assert standalone("When was he born?", history) == "When was Ann Lee born?"


@pytest.mark.parametrize("asked", ["do you have anything on Ana Reyes", "how many articles mention Ana Reyes?"])
def test_a_question_about_the_library_leaves_its_subject_to_the_next(asked: str) -> None:
    before = Turn("Who won the cup?", "The Larks won the cup.")
    about = Turn(asked, "2 articles mention Ana Reyes.", kind=Kind.LIBRARY)
    assert standalone("how did she die", [before, about]) == "how did Ana Reyes die"
