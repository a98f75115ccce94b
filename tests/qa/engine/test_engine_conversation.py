"""Follow-ups, filters and copies."""

from __future__ import annotations

import pytest

from index.types import Filters
from qa import Retrieved, Turn
from qa.answer.prompts import REFUSAL
from qa.question.kind import Kind
from tests.qa.engine.engine_over_news import COST, HOME, QUESTION, UNANSWERED, Make, assert_sound, finished, model_of


def test_a_follow_up_is_answered_as_the_question_that_it_is(make: Make) -> None:
    engine = make("Ann Lee leads the American delegation.")
    history = [Turn("Who leads the Chinese delegation in Madrid?", "Bo Carr leads it.")]
    events = list(engine.ask("And the American one?", history))
    alone = "Who leads the American delegation in Madrid?"
    assert isinstance(events[0], Retrieved)
    assert events[0].standalone_question == alone
    answer = finished(events)
    assert (answer.question, answer.standalone_question) == ("And the American one?", alone)
    assert answer.citations[0].article.path == "talks.md"
    assert answer.citations[0].quote.startswith("The treasury secretary, Ann Lee,")
    assert alone in "\n".join(message.content for message in model_of(engine).prompts[0])
    assert_sound(answer)


def test_history_does_not_colour_a_question_that_stands_alone(make: Make) -> None:
    history = [Turn("Who leads the Chinese delegation in Madrid?", "Bo Carr leads it.")]
    answer = make("Repairs would cost 4.5 million euros.").answer(QUESTION, history)
    assert answer.standalone_question == QUESTION


@pytest.mark.parametrize("is_adapted", [True, False])
def test_more_brings_sentences_that_were_not_shown(make: Make, is_adapted: bool) -> None:
    asked = "Tell me about the mill in Marsh."
    engine = make(*[REFUSAL] * 3, is_adapted=is_adapted)
    history, shown = list[Turn](), set[tuple[str, int, int]]()
    for question in (asked, "Tell me more", "What else?"):
        answer = engine.answer(question, history)
        history.append(Turn.of(answer))
        assert answer.standalone_question == asked
        assert_sound(answer)
        places = {(one.article.id, one.start, one.end) for one in answer.citations}
        assert not places & shown
        shown |= places
        if question == "Tell me more":
            assert {COST, HOME} <= {one.quote for one in answer.citations}


def test_more_of_a_short_answer_is_told_in_sentences(make: Make) -> None:
    engine = make("1] 4.5 million euros", is_adapted=True)
    first = engine.answer(QUESTION)
    more = engine.answer("tell me more", [Turn.of(first)])
    assert (more.kind, more.short_answer) == (Kind.OVERVIEW, None)
    assert more.sentences
    assert COST not in more.text
    assert len(model_of(engine).prompts) == 1
    assert_sound(more)


def test_a_refusal_is_no_evidence_for_what_comes_next(make: Make) -> None:
    engine = make("1] 4.5 million euros", is_adapted=True)
    refused = engine.answer(UNANSWERED)
    answer = engine.answer(QUESTION, [Turn.of(refused)])
    assert answer.standalone_question == QUESTION
    assert answer.text == "4.5 million euros [1]"


def test_a_near_duplicate_is_listed_as_a_copy_and_not_as_evidence_of_its_own(make: Make) -> None:
    answer = make("Repairs would cost 4.5 million euros.").answer(QUESTION)
    (citation,) = answer.citations
    assert {citation.article.path, *(copy.path for copy in citation.also_in)} == {"story.md", "wire.md"}
    assert len([hit for hit in answer.retrieved if hit.article.path in ("story.md", "wire.md")]) == 1


def test_filters_bound_the_evidence(make: Make) -> None:
    reply = "Repairs would cost 4.5 million euros."
    answer = make(reply).answer(QUESTION, filters=Filters(since="2024-03-06", until="2024-12-31"))
    assert {hit.article.path for hit in answer.retrieved} == {"wire.md"}
    assert answer.citations[0].article.path == "wire.md"
    none = make().answer(QUESTION, filters=Filters(source="Nobody"))
    assert none.abstained
    assert none.retrieved == ()
    assert none.confidence < 0.5


def test_quotes_with_characters_outside_the_basic_plane_keep_their_offsets(make: Make) -> None:
    answer = make("The naïve painter came from Århus.").answer("Where did the naïve painter of the café come from?")
    assert answer.citations[0].quote.endswith("Its naïve painter came from Århus.")
    assert_sound(answer)
