"""A model that was trained to answer in words of the passages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.types import Filters, Hit
from qa import Event, Finished, Retrieved, Token
from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.prompts import OPENING, REFUSAL, Excerpt, reading
from qa.answer.short import DRAFT_TOKENS, READ
from qa.configuration import SHIPPED
from qa.evidence.candidates import Found
from tests.fakes import ScriptedGenerator, WordReader
from tests.qa.engine.engine_over_news import COST, MASTER, QUESTION, Make, assert_sound, finished, model_of


def test_the_number_that_an_adapted_model_writes_first_is_not_streamed(make: Make) -> None:
    engine = make(["1", "]", " 4.5", " million", " euros"], is_adapted=True)
    events = list(engine.ask(QUESTION))
    assert [event.text for event in events if isinstance(event, Token)] == [" 4.5", " million", " euros"]
    assert model_of(engine).openings == [OPENING]
    assert finished(events).text == "4.5 million euros [1]"


@pytest.mark.parametrize(
    ("pieces", "streamed"),
    [
        (["1] Ann", " Lee"], [" Ann", " Lee"]),
        (["12", "] Ann [", "2]"], [" Ann [", "2]"]),
        (["0", "]"], []),
        (["Ann Lee"], []),
        ([], []),
    ],
)
def test_only_what_stands_behind_the_number_is_streamed(make: Make, pieces: list[str], streamed: list[str]) -> None:
    events = list(make(pieces, is_adapted=True).ask(QUESTION))
    assert [event.text for event in events if isinstance(event, Token)] == streamed
    assert_sound(finished(events))


def _excerpts(hits: Sequence[Hit]) -> list[Excerpt]:
    readings = WordReader().read(QUESTION, [(hit.article.title, hit.passage.text) for hit in hits])
    found = [Found(hit, reading, 0) for hit, reading in zip(hits, readings, strict=True)]
    return [excerpt(one) for one in worth_reading(found, READ)]


def test_an_adapted_model_is_given_excerpts_in_the_form_it_was_trained_on(make: Make) -> None:
    engine = make("1] 4.5 million euros", is_adapted=True)
    answer = engine.answer(QUESTION)
    (prompt,) = model_of(engine).prompts
    excerpts = _excerpts(answer.retrieved)
    assert prompt == reading(QUESTION, excerpts)
    assert any(one.text != hit.passage.text for one, hit in zip(excerpts, answer.retrieved, strict=False))
    assert REFUSAL not in "".join(message.content for message in prompt)


def test_the_answer_is_the_likeliest_words_with_the_quote_of_their_sentence(make: Make) -> None:
    answer = make("1] a lot of money", is_adapted=True).answer(QUESTION)
    assert answer.text == "4.5 million euros [1]"
    assert [citation.quote for citation in answer.citations] == [COST]
    assert answer.confidence > SHIPPED.threshold
    assert_sound(answer)


def test_what_the_model_thinks_likely_changes_the_choice(make: Make) -> None:
    answer = make("1] 4.5 million euros", is_adapted=True, likes="engineers found cracks").answer(QUESTION)
    assert answer.text == "Engineers found cracks [1]"
    assert [citation.quote for citation in answer.citations] == [COST]
    assert_sound(answer)


def test_stopping_an_adapted_model_keeps_what_it_wrote_behind_the_number(make: Make) -> None:
    engine = make(["1", "]", " Repairs would cost 4.5 million euros.", " Sixty", " workers"], is_adapted=True)
    seen: list[Event] = []
    for event in engine.ask(QUESTION, should_stop=lambda: len(seen) >= 3):
        seen.append(event)
    assert [type(event) for event in seen] == [Retrieved, Token, Token, Finished]
    answer = finished(seen)
    assert answer.stopped
    assert answer.text == "Repairs would cost 4.5 million euros. [1] Sixty [unsupported]"
    assert model_of(engine).closed == 1
    assert model_of(engine).judged == []
    assert_sound(answer)


def test_stopping_an_adapted_model_at_the_number_leaves_nothing(make: Make) -> None:
    answer = finished(list(make(["1", "]", " 4.5"], is_adapted=True).ask(QUESTION, should_stop=lambda: True)))
    assert answer.stopped
    assert (answer.text, answer.sentences, answer.abstained) == ("", (), False)


def test_only_passages_that_fit_into_the_model_s_context_are_weighed(make: Make) -> None:
    reply = "1] 4.5 million euros"
    hits = make(reply, is_adapted=True).answer(QUESTION).retrieved
    context = ScriptedGenerator().count_tokens(reading(QUESTION, _excerpts(hits[:1]))) + DRAFT_TOKENS
    engine = make(reply, is_adapted=True, context=context)
    assert engine.answer(QUESTION).text == "4.5 million euros [1]"
    assert model_of(engine).prompts == [reading(QUESTION, _excerpts(hits[:1]))]
    (replies,) = model_of(engine).judged
    assert {one[:3] for one in replies} == {"[0]", "[1]"}


def test_articles_of_different_times_that_disagree_are_both_told_newest_first(make: Make) -> None:
    answer = make("1] Jo Park", is_adapted=True).answer(MASTER)
    assert [(sentence.text, sentence.as_of) for sentence in answer.sentences] == [
        ("Eve Moss", "2024-02-01"),
        ("Jo Park", "2020-02-01"),
    ]
    assert answer.text == "2024-02-01: Eve Moss [1]\n2020-02-01: Jo Park [2]"
    assert [citation.article.path for citation in answer.citations] == ["harbour-2024.md", "harbour-2020.md"]
    assert_sound(answer)


@pytest.mark.parametrize(
    ("question", "said", "day"),
    [
        ("Who is the latest harbour master of Tidewell?", "Eve Moss", "2024-02-01"),
        ("Who was the earliest harbour master of Tidewell?", "Jo Park", "2020-02-01"),
    ],
)
def test_the_latest_and_the_first_are_told_alone_with_their_date(
    make: Make, question: str, said: str, day: str
) -> None:
    for reply in ("1] Jo Park", "2] Jo Park", "1] Eve Moss", "0]"):
        answer = make(reply, is_adapted=True).answer(question)
        (sentence,) = answer.sentences
        assert said in sentence.text
        assert sentence.as_of == day
        assert_sound(answer)


def test_filtered_to_one_time_only_its_answer_is_told(make: Make) -> None:
    answer = make("1] Jo Park", is_adapted=True).answer(MASTER, filters=Filters(until="2021"))
    assert answer.text == "Jo Park [1]"
    assert answer.sentences[0].as_of is None
