"""The engine's events, and what it answers without the model."""

from __future__ import annotations

import threading

import pytest

from index.types import Filters
from qa import Finished, Retrieved, Token
from qa.llm.generator import Generator
from qa.llm.loading import LoadingGenerator
from qa.question.kind import Kind
from tests.fakes import ScriptedGenerator
from tests.qa.engine.engine_over_news import (
    CARR,
    CLOSED,
    COST,
    LEE,
    OPENED,
    QUESTION,
    REPLY,
    STORY,
    UNANSWERED,
    Make,
    assert_sound,
    finished,
    model_of,
)

WHY = "Why was the oldest mill of the town of Marsh closed?"


# --- events


def test_first_the_evidence_then_the_draft_as_it_is_written_then_the_answer(make: Make) -> None:
    events = list(make(["Repairs would ", "cost 4.5", " million euros."]).ask(QUESTION))
    assert [type(event) for event in events] == [Retrieved, Token, Token, Token, Finished]
    assert isinstance(events[0], Retrieved)
    assert events[0].hits[0].passage.text == STORY
    assert [event.text for event in events if isinstance(event, Token)] == [
        "Repairs would ",
        "cost 4.5",
        " million euros.",
    ]
    answer = finished(events)
    assert_sound(answer)
    assert answer.retrieved == events[0].hits
    assert answer.text == f"{REPLY} [1]"
    assert answer.citations[0].quote == COST
    assert (answer.kind, answer.short_answer, answer.missing) == (Kind.FACT, None, ())
    assert not answer.abstained
    assert not answer.stopped
    assert answer.model == "scripted"
    assert 0 <= answer.timings.retrieve <= answer.timings.first_token <= answer.timings.total
    assert answer.timings.load == 7.0
    stages = dict(answer.timings.stages)
    assert {
        "understanding the question",
        "embedding the question",
        "vectors",
        "pair reader",
        "key sentence",
        "reading the prompt",
        "writing the draft",
        "checking the answer",
    } <= set(stages)
    assert all(ms >= 0 for ms in stages.values())
    assert sum(stages.values()) <= answer.timings.total


def test_the_evidence_goes_out_before_the_model_is_asked_with_the_likeliest_sentence_marked(make: Make) -> None:
    engine = make(REPLY)
    events = engine.ask(QUESTION)
    retrieved = next(events)
    assert isinstance(retrieved, Retrieved)
    assert retrieved.key is not None
    start, end = retrieved.key
    assert retrieved.hits[0].article.text[start:end] == COST
    assert model_of(engine).prompts == []
    assert isinstance(next(events), Token)
    assert len(model_of(engine).prompts) == 1


# --- what needs no search


@pytest.mark.parametrize("is_adapted", [True, False])
@pytest.mark.parametrize("line", ["hi", "Thanks!", "ok", "bye", "who are you?", "😀"])
def test_small_talk_has_its_answer_at_once(make: Make, line: str, is_adapted: bool) -> None:
    engine = make(is_adapted=is_adapted)
    events = list(engine.ask(line))
    assert [type(event) for event in events] == [Finished]
    answer = finished(events)
    assert (answer.kind, answer.abstained, answer.citations, answer.retrieved) == (Kind.SMALL_TALK, False, (), ())
    assert answer.text
    assert answer.confidence == 1.0
    assert model_of(engine).prompts == []
    assert engine._embedder.embedded == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many articles do you have?", "There are 9 articles, from 1 February 2020 to 15 September 2025"),
        ("Which is the newest article?", "The newest article is “Talks” (Wire, 15 September 2025)."),
        ("What is the oldest article?", "The oldest article is “Harbour 0” (1 February 2020)."),
        ("What sources do you have?", "The articles come from 3 sources:"),
    ],
)
def test_a_question_about_the_library_is_answered_from_it(make: Make, question: str, said: str) -> None:
    engine = make(is_adapted=True)
    events = list(engine.ask(question))
    assert [type(event) for event in events] == [Finished]
    answer = finished(events)
    assert answer.kind is Kind.LIBRARY
    assert answer.text.startswith(said)
    assert answer.citations
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    assert model_of(engine).prompts == []
    assert "answering from the library" in dict(answer.timings.stages)


def test_filters_bound_what_is_said_of_the_library(make: Make) -> None:
    answer = make().answer("How many articles do you have?", filters=Filters(source="Wire"))
    assert answer.text.startswith("There are 2 articles, from 6 March 2024 to 15 September 2025.")
    assert {citation.article.path for citation in answer.citations} == {"wire.md", "talks.md"}
    assert make().answer("What is in here?", filters=Filters(source="Nobody")).abstained


# --- open questions, with the embedded model


def test_an_open_question_is_answered_in_the_articles_sentences_without_the_model(make: Make) -> None:
    engine = make(is_adapted=True)
    events = list(engine.ask(WHY))
    assert [type(event) for event in events] == [Retrieved, Finished]
    answer = finished(events)
    assert answer.kind is Kind.WHY
    assert answer.text.startswith(f"{CLOSED} [1]")
    assert answer.citations[0].quote == CLOSED
    assert answer.short_answer is None
    assert answer.timings.first_token == 0.0
    assert model_of(engine).prompts == []
    assert model_of(engine).judged == []
    assert_sound(answer)


def test_a_list_has_an_item_a_line(make: Make) -> None:
    answer = make(is_adapted=True).answer("List the delegations in Madrid and their leaders.")
    assert answer.kind is Kind.LIST
    assert answer.text == f"- {LEE} [1]\n- {CARR} [2]"
    assert_sound(answer)


def test_an_overview_is_told_in_order_of_time_with_the_dates_of_its_articles(make: Make) -> None:
    answer = make(is_adapted=True).answer("What happened in Marsh?")
    assert answer.kind is Kind.OVERVIEW
    assert [(sentence.as_of, sentence.text) for sentence in answer.sentences] == [
        ("2023-05-01", OPENED),
        ("2024-03-05", CLOSED),
    ]
    assert answer.text == f"2023-05-01: {OPENED} [1]\n2024-03-05: {CLOSED} [2]"
    assert_sound(answer)


def test_what_needs_no_model_does_not_wait_for_one(make: Make) -> None:
    may_end = threading.Event()

    def load() -> Generator:
        assert may_end.wait(60)
        return ScriptedGenerator("1] 4.5 million euros", is_adapted=True)

    engine = make(generator=LoadingGenerator("scripted", load, is_adapted=True))
    try:
        assert engine.answer(WHY).citations
        assert engine.answer(UNANSWERED).abstained
        assert engine.answer("hi").model == "scripted"
    finally:
        may_end.set()
    answer = engine.answer(QUESTION)
    assert answer.text == "4.5 million euros [1]"
    assert "waiting for the language model" in dict(answer.timings.stages)
