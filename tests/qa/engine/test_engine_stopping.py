"""Answers that are stopped, models that fail, and questions that are none."""

from __future__ import annotations

import pytest

from index.errors import FootnoteError
from qa import Event, Finished, Retrieved, Token
from qa.answer.prompts import writing
from qa.question.kind import Kind
from tests.fakes import ScriptedGenerator
from tests.qa.engine.engine_over_news import QUESTION, Make, assert_sound, finished, model_of


def test_stopping_between_tokens_keeps_the_part_that_was_written(make: Make) -> None:
    engine = make(["Repairs would cost 4.5 million euros. ", "Workers ", "were sent home."])
    seen: list[Event] = []
    for event in engine.ask(QUESTION, should_stop=lambda: len(seen) >= 1):
        seen.append(event)
    assert [type(event) for event in seen] == [Retrieved, Token, Finished]
    answer = finished(seen)
    assert answer.stopped
    assert answer.text == "Repairs would cost 4.5 million euros. [1]"
    assert model_of(engine).closed == 1
    assert_sound(answer)


def test_a_part_that_says_nothing_is_not_replaced_when_stopped(make: Make) -> None:
    answer = finished(list(make(["It ", "is"]).ask(QUESTION, should_stop=lambda: True)))
    assert answer.stopped
    assert not any(sentence.supported for sentence in answer.sentences)
    assert_sound(answer)


def test_leaving_the_events_closes_the_model_and_the_next_question_works(make: Make) -> None:
    engine = make(["Repairs ", "would ", "cost"], "Repairs would cost 4.5 million euros.")
    events = engine.ask(QUESTION)
    next(events)
    next(events)
    events.close()
    assert model_of(engine).closed == 1
    assert engine.answer(QUESTION).citations


@pytest.mark.parametrize(
    "reply", [FootnoteError("gone", "ask again", "remote"), ["Repairs ", FootnoteError("gone", "ask again", "remote")]]
)
def test_a_model_that_fails_fails_the_question_and_not_the_engine(make: Make, reply: object) -> None:
    engine = make(reply, "Repairs would cost 4.5 million euros.")
    with pytest.raises(FootnoteError, match="gone"):
        engine.answer(QUESTION)
    assert engine.answer(QUESTION).citations


@pytest.mark.parametrize("question", ["", " ", "\n\t", "\x00\x1b", "x" * 100_000, "mill " * 20_000, "\ud800"])
def test_no_question_and_endless_ones_are_errors(make: Make, question: str) -> None:
    with pytest.raises(FootnoteError, match="question") as caught:
        list(make().ask(question))
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("room", [0, -1])
def test_a_model_with_too_little_room_for_any_evidence_or_the_question_says_so(make: Make, room: int) -> None:
    longest = 112  # tokens of a draft that answers a question of this kind
    context = longest + ScriptedGenerator().count_tokens(writing(QUESTION, Kind.FACT, [], may_refuse=False)) + room
    engine = make(context=context)
    with pytest.raises(FootnoteError, match=f"{context} tokens"):
        engine.answer(QUESTION)
    assert model_of(engine).prompts == []


@pytest.mark.parametrize("question", ["(((", '"', "AND OR NOT", "NEAR(a b)", "*", "mill's -- 'or' 1=1", "\u202ea"])
def test_strange_questions_have_answers(make: Make, question: str) -> None:
    assert_sound(make("Some words.").answer(question))
