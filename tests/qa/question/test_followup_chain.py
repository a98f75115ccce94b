"""Follow-ups in a chain, after a refusal, for more of the same and for the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from qa.question.followup import forms, resolve, standalone
from qa.question.kind import Kind
from qa.question.understand import understand
from qa.question.understood import Period
from qa.types import Turn
from tests.qa.question.exchanges import FIRST, MILL, SECOND, STADIUM
from tests.qa.question.told import place, refused, told

# --- in a chain, and in the wake of a refusal

QUAKE = refused("How many people died in the Sarmira earthquake?")


def test_a_subject_is_kept_through_a_chain_though_nothing_was_found() -> None:
    asked = ["And how many were hurt?", "Where did it strike?", "When?", "How strong was it?"]
    meant = [
        "How many people were hurt in the Sarmira earthquake?",
        "Where did the Sarmira earthquake strike?",
        "When did the Sarmira earthquake strike?",
        "How strong was the Sarmira earthquake?",
    ]
    for before in range(len(asked)):
        history = [QUAKE, *map(refused, asked[:before])]
        resolved = resolve(asked[before], history)
        assert resolved.standalone == meant[before]
        assert {"sarmira", "earthquake"} <= set(resolved.forms[0].lower().rstrip("?").replace("?", "").split())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("By how many votes?", "By how many votes was the stadium rejected?"),
        ("Why?", "Why was the stadium rejected?"),
        ("How much would it have cost?", "How much would the stadium have cost?"),
        ("What about the cost?", "What about the cost of the stadium?"),
    ],
)
def test_a_short_question_without_a_subject_has_that_of_the_last(question: str, expected: str) -> None:
    assert standalone(question, [STADIUM]) == expected
    assert standalone(question, [STADIUM, refused("By how many votes?")]) == expected


@pytest.mark.parametrize("kind", [Kind.SMALL_TALK, Kind.LIBRARY])
def test_small_talk_and_questions_about_the_library_are_not_the_subject(kind: Kind) -> None:
    aside = told("thanks, which is the newest article?", "The newest is of May.", kind=kind)
    history = [STADIUM, aside, aside]
    assert standalone("By how many votes?", history) == "By how many votes was the stadium rejected?"
    assert resolve("By how many votes?", history) == resolve("By how many votes?", [STADIUM])


# --- more of the same, the reason, something else


@pytest.mark.parametrize("question", ["Tell me more", "go on", "Anything else?", "more details please", "what else?"])
def test_more_is_what_was_not_shown_yet(question: str) -> None:
    first = told("What happened to the mill in Dunford?", "It burned down.", "It was rebuilt.")
    leaning = told("Who repaired it?", "Ann Lee repaired it.", number=5)
    resolved = resolve(question, [refused("Which app does Tencent own?"), first, leaning])
    assert resolved.more
    assert resolved.standalone == "Who repaired the mill in Dunford?"
    assert resolved.shown == {place("It burned down."), place("It was rebuilt.", 2), place("Ann Lee repaired it.", 5)}
    assert resolved.forms[0].startswith(resolved.standalone)
    again = told(question, "A dog barked.", number=7)
    after = resolve(question, [first, again, told("thanks", "You are welcome.", kind=Kind.SMALL_TALK), again])
    assert after.standalone == first.question
    assert after.shown == {place("It burned down."), place("It was rebuilt.", 2), place("A dog barked.", 7)}


def test_what_was_shown_of_another_subject_does_not_count() -> None:
    app = told("Which app does Tencent own?", "WeChat", number=9)
    assert resolve("go on", [app, STADIUM]).shown == {place(STADIUM.sentences[0].text)}


def test_more_of_nothing_is_an_ordinary_question() -> None:
    assert resolve("Tell me more", []) == resolve("Tell me more", [told("hi", "Hello.", kind=Kind.SMALL_TALK)])
    assert resolve("Tell me more", []).forms == ("Tell me more",)
    assert not resolve("Tell me more", []).more


def test_others_are_not_those_that_were_named() -> None:
    resolved = resolve("Who else?", [told("Who won the cup?", "Ann Lee won the cup.")])
    assert resolved.shown == {place("Ann Lee won the cup.")}
    assert not resolved.more


def test_why_asks_for_the_reason_of_what_was_said() -> None:
    moves = told("Where will Bo Carr move?", "Brackwater", quotes=("He will move to Brackwater with his sons.",))
    resolved = resolve("Why?", [moves])
    assert resolved.standalone == "Why is it that Bo Carr will move to Brackwater with his sons?"
    assert resolved.shown == {place("He will move to Brackwater with his sons.")}
    assert resolve("How come?", [moves]).standalone == resolved.standalone
    # what comes next is about the question before
    later = standalone("When?", [moves, refused("Why?")])
    assert later == "When will Bo Carr move?"


def test_why_asks_for_what_is_not_so_in_the_words_of_the_answer() -> None:
    late = told("When will the Vesk bridge open?", "The bridge will not open before 2028.")
    assert standalone("Why?", [late]) == "Why is it that the bridge will not open before 2028?"


def test_a_reason_that_was_shown_may_be_shown_again() -> None:
    states = told("Who stayed away?", "Poland did not sign it, because it wants a longer period.")
    assert resolve("Why?", [states]).shown == frozenset()


def test_why_after_a_refusal_leans_on_the_question() -> None:
    assert standalone("how so?", [refused("What did Ann Lee say?")]) == "Why? (What did Ann Lee say?)"
    assert standalone("Why?", [told("Who is Ann Lee?", "She is " + "very " * 100 + "old.")]) == "Why? (Who is Ann Lee?)"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Who won the cup in 2021?", "no, I meant 2022", "Who won the cup in 2022?"),
        ("Who won the cup?", "I meant in 2022", "Who won the cup in 2022?"),
        ("Who led the Chinese delegation?", "I meant the American one", "Who led the American delegation?"),
        ("What did Ford announce?", "not Ford, GM", "What did GM announce?"),
        ("What did Ford announce?", "GM, not Ford.", "What did GM announce?"),
        ("What did Henry Ford announce?", "Not Ford but Ann Lee", "What did Ann Lee announce?"),
        ("When was Ann Lee elected in Madrid?", "No, in Geneva", "When was Ann Lee elected in Geneva?"),
        ("What did the treasurer say?", "sorry, I meant the mayor", "What did the mayor say?"),
        ("Who is Ann Lee?", "I meant her office", "And her office? (Who is Ann Lee?)"),
    ],
)
def test_a_correction_takes_the_place_of_what_was_said(before: str, question: str, expected: str) -> None:
    wrong = told(before, "Something altogether different happened.")
    assert standalone(question, [wrong]) == expected
    assert "altogether" not in forms(question, [wrong])[0]


def test_a_correction_is_what_comes_next_leans_on() -> None:
    history = [told("Who won the cup in 2021?", "Ann Lee did."), refused("no, I meant 2022")]
    assert standalone("By how much?", history) == "By how much was the cup in 2022 won?"
    assert "2021" not in forms("By how much?", history)[0]
    assert resolve("tell me more", history).standalone == "Who won the cup in 2022?"


def test_without_a_name_nobody_is_meant() -> None:
    assert standalone("What did he say?", [MILL]) == f"What did he say? ({MILL.question})"
    assert standalone("What did he say?", []) == "What did he say?"


def test_a_chain_of_follow_ups_is_read_back_to_what_says_something() -> None:
    american = "Who leads the American delegation in Madrid?"
    alone = standalone("Who else?", [Turn("Which app does Tencent own?", "WeChat."), FIRST, SECOND])
    assert alone == f"Who else? ({american})"
    assert standalone("Since when?", [FIRST, SECOND, refused("Who else?")]) == f"Since when? ({american})"
    bridge = refused("What did the mayor of Dunford say about bridges?")
    later = standalone("Which ones?", [bridge, refused("And about old mills?")])
    assert later == f"Which ones? ({bridge.question} And about old mills?)"


def test_only_so_much_is_remembered() -> None:
    history = [FIRST, *[Turn(f"And in {year}?", "Yes.") for year in range(2000, 2030)]]
    alone = standalone("Who?", history)
    assert "2029" in alone
    assert len(alone) < 100
    assert "madrid" not in forms("Who?", history)[0]


def test_a_question_that_stands_is_left_alone_and_so_is_one_without_history() -> None:
    assert standalone("Which app does Tencent own?", [FIRST, SECOND]) == "Which app does Tencent own?"
    assert standalone("And the American one?", []) == "And the American one?"


def test_empty_turns_leave_no_trace() -> None:
    assert standalone("And the American one?", [FIRST, Turn("", ""), Turn(" ", "x")]) == standalone(
        "And the American one?", [FIRST]
    )
    assert standalone("And the American one?", [Turn("", "")]) == "And the American one?"


@pytest.mark.parametrize("sides", [Turn, lambda question, _: refused(question)])
def test_another_year_is_what_comes_next_asks_of(sides: Callable[[str, str], Turn]) -> None:
    history = [sides("Who won the 2024 election?", "Ann Lee did."), sides("And in 2020?", "Bo Carr did.")]
    assert standalone("By how much?", history) == "By how much was the 2020 election won?"


def test_a_question_with_words_of_its_own_is_not_passed_over() -> None:
    mills = refused("And about old mills?")
    history = [refused("Who closed the bridge in Dunford?"), mills]
    assert resolve("When?", history).context[-1] == mills.question


def test_what_an_older_question_leans_on_is_kept() -> None:
    history = [refused("Tell me about Dunford"), refused("Who closed the mill there?"), refused("Why?")]
    assert resolve("When?", history).context == ("Tell me about Dunford",)


def test_a_request_for_a_form_or_a_time_is_about_what_was_asked() -> None:
    strike = refused("what happened in the vesk strike yesterday")
    timeline, month = "give me a timeline", "just the last month"
    asked = resolve(timeline, [strike])
    assert asked.standalone == f"{timeline} ({strike.question})"
    assert {"vesk", "strike"} <= set(asked.forms[0].split())
    later = resolve(month, [strike, refused(timeline)])
    assert later.context == (strike.question, timeline)
    understood = understand(month, later, "2024-12-01")
    assert understood.kind is Kind.TIMELINE
    assert understood.period == Period("2024-09-30", None)
    assert resolve(timeline, []).standalone == timeline
