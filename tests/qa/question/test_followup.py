"""Which questions lean on the conversation, how they are made to stand alone, and what is searched for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from told import place, refused, told

from qa.answer.prompts import REFUSAL
from qa.question.followup import forms, leans, resolve, standalone
from qa.question.kind import Kind
from qa.question.mentions import said, topic
from qa.question.persons import person
from qa.types import Sentence, Turn

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
        "By how many votes?",
        "In which year?",
        "How many?",
        "How many were hurt?",
        "How many houses were destroyed?",
        "Did anyone die?",
        "Which town is its capital?",
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


# --- in a chain, and in the wake of a refusal

QUAKE = refused("How many people died in the Sarmira earthquake?")
STADIUM = told(
    "When was the stadium rejected?",
    "The council of Brackwater rejected the plan for a new stadium on Wednesday evening by 31 votes to 14.",
)


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


# --- what is searched for


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


# --- whatever was said


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
