"""Several parts, a time, refusals, and a general model over the evidence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import Filters
from qa import Finished, Retrieved
from qa.answer.prompts import REFUSAL, writing
from qa.answer.refusal import NEAR_REFUSAL
from qa.configuration import SHIPPED
from qa.question.kind import Kind
from qa.question.understand import InConversation, understand
from qa.question.understood import Understood
from qa.stages import Stages
from tests.qa.engine.engine_over_news import (
    CLOSED,
    COST,
    OPENED,
    QUESTION,
    REPLY,
    UNANSWERED,
    Make,
    assert_sound,
    finished,
    model_of,
)

# one of them does
WEAK = "Which inspector of the house resigned over comets, meteors, moons and planets?"
# its words that say little stand there many times over
NEAR = "Who painted the portraits, ceilings, organ, pulpit, altar, windows and doors in the town of the bishop?"


HALF = "Who leads the Chinese delegation in Madrid? Which comet passed Jupiter?"


# --- several parts, and a time


def _in_two(question: str, resolved: InConversation, newest: str | None) -> Understood:
    """Both parts as typed. The reader here takes the words that a second one shares with the first for an answer."""
    understood = understand(question, resolved, newest)
    assert len(understood.parts) == 2
    typed = [f"{one.strip()}?" for one in question.split("?")[:2]]
    return replace(
        understood,
        parts=tuple(replace(one, question=text) for one, text in zip(understood.parts, typed, strict=True)),
    )


@pytest.mark.parametrize("is_adapted", [True, False])
def test_each_part_is_answered_and_what_is_missing_is_named(make: Make, is_adapted: bool) -> None:
    engine = make(REFUSAL, is_adapted=is_adapted, stages=Stages(understand=_in_two))
    answer = engine.answer(HALF)
    assert answer.missing == ("which comet passed Jupiter",)
    assert answer.text.endswith("\nThe articles do not say which comet passed Jupiter.")
    assert {citation.article.path for citation in answer.citations} == {"talks.md"}
    # an adapted model answers one short question
    assert len(model_of(engine).prompts) == (not is_adapted)
    assert_sound(answer)


def test_a_question_of_several_parts_that_has_no_answer_is_a_refusal(make: Make) -> None:
    answer = make(is_adapted=True).answer("Which comet passed Jupiter? Who discovered Neptune?")
    assert answer.abstained
    assert_sound(answer)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("Tell me about the café that opened in Marsh in 2023.", "cafe.md"),
        ("Tell me about the oldest mill that the town of Marsh closed in 2024.", "story.md"),
    ],
)
def test_the_time_that_is_asked_about_is_searched(make: Make, asked: str, path: str) -> None:
    answer = make(is_adapted=True).answer(asked)
    assert path in {citation.article.path for citation in answer.citations}
    assert {(hit.article.date or "")[:4] for hit in answer.retrieved} <= {asked[-5:-1], str(int(asked[-5:-1]) + 1)}
    assert_sound(answer)


def test_where_that_time_has_no_answer_any_time_is_searched(make: Make) -> None:
    answer = make(is_adapted=True).answer("Tell me about the oldest mill that the town of Marsh closed in 2019.")
    assert "story.md" in {citation.article.path for citation in answer.citations}
    assert_sound(answer)


def test_filters_hold_whatever_time_is_asked_about(make: Make) -> None:
    filters = Filters(since="2024-01-01")
    answer = make(is_adapted=True).answer("What happened in Marsh in 2023?", filters=filters)
    assert all((hit.article.date or "") >= "2024" for hit in answer.retrieved)
    assert_sound(answer)


# --- refusals


@pytest.mark.parametrize("is_adapted", [True, False])
def test_where_nothing_is_on_the_subject_the_refusal_is_one_line(make: Make, is_adapted: bool) -> None:
    events = list(make(REFUSAL, is_adapted=is_adapted).ask(UNANSWERED))
    answer = finished(events)
    assert isinstance(events[0], Retrieved)
    assert (answer.text, answer.abstained, answer.nearest) == (REFUSAL, True, ())
    assert answer.retrieved
    assert answer.confidence < 0.5
    assert_sound(answer)


@pytest.mark.parametrize("is_adapted", [True, False])
def test_where_the_subject_is_written_about_the_nearest_sentences_are_named(make: Make, is_adapted: bool) -> None:
    answer = make(REFUSAL, is_adapted=is_adapted).answer(NEAR)
    assert (answer.text, answer.abstained) == (NEAR_REFUSAL, True)
    assert 1 <= len(answer.nearest) <= 3
    assert answer.nearest[0].quote == CLOSED
    assert answer.footnotes == answer.nearest
    assert_sound(answer)


def test_an_adapted_model_is_not_asked_what_the_reader_finds_hopeless(make: Make) -> None:
    engine = make(is_adapted=True)
    events = list(engine.ask(UNANSWERED))
    assert [type(event) for event in events] == [Retrieved, Finished]
    assert finished(events).abstained
    assert finished(events).confidence < SHIPPED.threshold
    assert model_of(engine).prompts == []
    assert model_of(engine).judged == []
    assert_sound(finished(events))


def test_a_general_model_reads_weak_evidence_and_refuses_only_where_it_agrees(make: Make) -> None:
    hopeless = make(is_adapted=True).answer(WEAK)
    assert hopeless.abstained
    refusing, answering = make(REFUSAL), make("Engineers found cracks in the wheel house. [1]")
    assert refusing.answer(WEAK).abstained
    assert len(model_of(refusing).prompts) == 1
    answer = answering.answer(WEAK)
    assert answer.text == "Engineers found cracks in the wheel house. [1]"
    assert answer.citations[0].quote == COST
    assert_sound(answer)


def test_where_the_evidence_is_strong_and_a_general_model_refuses_the_evidence_speaks(make: Make) -> None:
    answer = make(REFUSAL).answer(QUESTION)
    assert answer.text == f"{COST} [1]"
    assert_sound(answer)


# --- a model in whose words the answer is


def test_a_general_model_is_given_numbered_sentences_with_their_origin(make: Make) -> None:
    engine = make(REPLY)
    answer = engine.answer(f"  {QUESTION}\n")
    assert answer.question == QUESTION
    (prompt,) = model_of(engine).prompts
    assert prompt[:-1] == writing(QUESTION, Kind.FACT, [])[:-1]
    asked = prompt[-1].content
    assert f"[1] (Marsh Gazette, 2024-03-05) {COST}\n" in asked
    assert f"Question: {QUESTION}\n" in asked
    # one sentence each, and only where it may belong
    assert asked.count(COST) == 1
    assert OPENED not in asked


@pytest.mark.parametrize("draft", ["", "It cost 900 dollars.", "[1] [2]"])
def test_where_the_draft_is_worthless_the_best_sentence_is_quoted(make: Make, draft: str) -> None:
    answer = make(draft).answer(QUESTION)
    assert answer.text == f"{COST} [1]"
    assert_sound(answer)


def test_what_a_model_adds_of_its_own_is_dropped(make: Make) -> None:
    answer = make(f"{REPLY} [1] The mayor ate 300 cows. [1]").answer(QUESTION)
    assert answer.text == f"{REPLY} [1]"
    assert_sound(answer)
