"""One question, end to end, with a scripted model over a small library."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.errors import FootnoteError
from index.facts import facts, stems
from index.library import Library
from index.types import Filters, Hit
from index.words import STOP_WORDS
from qa import Answer, Engine, Event, Finished, Retrieved, Token, Turn
from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.prompts import NONE, OPENING, REFUSAL, Excerpt, reading, writing
from qa.answer.refusal import NEAR_REFUSAL
from qa.answer.short import DRAFT_TOKENS, READ
from qa.configuration import SHIPPED
from qa.evidence.candidates import Found
from qa.llm.generator import Generator
from qa.llm.loading import LoadingGenerator
from qa.question.kind import Kind
from qa.question.understand import InConversation, understand
from qa.question.understood import Understood
from qa.stages import FOOTNOTE, Stages
from qa.verify.attribute import Evidence, gather
from qa.verify.faithful import departures
from qa.verify.support import missing_facts

CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose 2 metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
HOME = "About sixty workers were sent home, and the council promised to pay their wages until summer."
STORY = f"{CLOSED} {COST} {HOME}"
REWRITTEN = STORY.replace("closed", "shut").replace("About sixty", "Some sixty")
OPENED = "Le Café Ünder 👩‍👧 opened in Marsh."
CAFE = f"{OPENED} Its naïve painter came from Århus. “It’s fine”, she said — twice."
LEE = "The treasury secretary, Ann Lee, leads the American delegation in Madrid."
CARR = "Vice Premier Bo Carr leads the Chinese delegation in Madrid."
TALKS = f"{LEE} {CARR}"
MASTER = "Who is the harbour master of Tidewell?"
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
UNANSWERED = "Which comet passed Jupiter in 1994?"
# some of its words stand in the story, most do not
DOUBTFUL = "Which wheel house inspector resigned over comets?"
# one of them does
WEAK = "Which inspector of the house resigned over comets, meteors, moons and planets?"
# its words that say little stand there many times over
NEAR = "Who painted the portraits, ceilings, organ, pulpit, altar, windows and doors in the town of the bishop?"
WHY = "Why was the oldest mill of the town of Marsh closed?"
HALF = "Who leads the Chinese delegation in Madrid? Which comet passed Jupiter?"

Make = Callable[..., Engine]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An indexed library."""
    base = tmp_path_factory.mktemp("engine")
    news = base / "news"
    write_articles(news, range(1, 4))
    write_article(news, "story.md", "Mill shut", STORY, date="2024-03-05", source="Marsh Gazette")
    write_article(news, "wire.md", "Old mill closes", REWRITTEN, date="2024-03-06", source="Wire")
    write_article(news, "cafe.md", "A café", CAFE, date="2023-05-01", source="Gazette")
    write_article(news, "talks.md", "Talks", prose(7), TALKS, prose(8), date="2025-09-15", source="Wire")
    for number, (name, day) in enumerate([("Jo Park", "2020-02-01"), ("Eve Moss", "2024-02-01")]):
        text = f"{prose(20 + number)} {name} is the harbour master of Tidewell. {prose(30 + number)}"
        write_article(news, f"harbour-{day[:4]}.md", f"Harbour {number}", text, date=day)
    build(base / "library", [news], HashEmbedder())
    return base / "library"


@pytest.fixture
def make(folder: Path) -> Iterator[Make]:
    opened: list[Library] = []

    def engine(
        *replies: object, generator: Generator | None = None, stages: Stages = FOOTNOTE, **known: object
    ) -> Engine:
        embedder = HashEmbedder()
        opened.append(Library.open(folder, embedder))
        generator = generator or ScriptedGenerator(*replies, **known)  # type: ignore[arg-type]
        return Engine(opened[-1], embedder, WordReader(), generator, load_ms=7.0, stages=stages)

    yield engine
    for library in opened:
        library.close()


def _generator(engine: Engine) -> ScriptedGenerator:
    generator = engine._generator
    assert isinstance(generator, ScriptedGenerator)
    return generator


def _finished(events: list[Event]) -> Answer:
    assert isinstance(events[-1], Finished)
    assert [type(event) for event in events].count(Finished) == 1
    return events[-1].answer


def _assert_sound(answer: Answer) -> None:
    """What holds for every answer that comes from passages."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for sentence in answer.sentences for number in sentence.citations} == set(numbers)
    for citation in answer.footnotes:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.article.id in {hit.article.id for hit in answer.retrieved}
    for sentence in answer.sentences:
        assert sentence.supported == bool(sentence.citations)
    if answer.abstained:
        assert (answer.sentences, answer.citations, answer.short_answer, answer.missing) == ((), (), None, ())
        assert answer.text == (NEAR_REFUSAL if answer.nearest else REFUSAL)
        assert [one.number for one in answer.nearest] == list(range(1, len(answer.nearest) + 1))
    else:
        assert answer.nearest == ()
    if answer.short_answer is not None:
        assert answer.short_answer in {sentence.text for sentence in answer.sentences}
        assert answer.kind in (Kind.FACT, Kind.COUNT)


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
    answer = _finished(events)
    _assert_sound(answer)
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
    assert _generator(engine).prompts == []
    assert isinstance(next(events), Token)
    assert len(_generator(engine).prompts) == 1


# --- what needs no search


@pytest.mark.parametrize("is_adapted", [True, False])
@pytest.mark.parametrize("line", ["hi", "Thanks!", "ok", "bye", "who are you?", "😀"])
def test_small_talk_has_its_answer_at_once(make: Make, line: str, is_adapted: bool) -> None:
    engine = make(is_adapted=is_adapted)
    events = list(engine.ask(line))
    assert [type(event) for event in events] == [Finished]
    answer = _finished(events)
    assert (answer.kind, answer.abstained, answer.citations, answer.retrieved) == (Kind.SMALL_TALK, False, (), ())
    assert answer.text
    assert answer.confidence == 1.0
    assert _generator(engine).prompts == []
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
    answer = _finished(events)
    assert answer.kind is Kind.LIBRARY
    assert answer.text.startswith(said)
    assert answer.citations
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    assert _generator(engine).prompts == []
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
    answer = _finished(events)
    assert answer.kind is Kind.WHY
    assert answer.text.startswith(f"{CLOSED} [1]")
    assert answer.citations[0].quote == CLOSED
    assert answer.short_answer is None
    assert answer.timings.first_token == 0.0
    assert _generator(engine).prompts == _generator(engine).judged == []
    _assert_sound(answer)


def test_a_list_has_an_item_a_line(make: Make) -> None:
    answer = make(is_adapted=True).answer("List the delegations in Madrid and their leaders.")
    assert answer.kind is Kind.LIST
    assert answer.text == f"- {LEE} [1]\n- {CARR} [2]"
    _assert_sound(answer)


def test_an_overview_is_told_in_order_of_time_with_the_dates_of_its_articles(make: Make) -> None:
    answer = make(is_adapted=True).answer("What happened in Marsh?")
    assert answer.kind is Kind.OVERVIEW
    assert [(sentence.as_of, sentence.text) for sentence in answer.sentences] == [
        ("2023-05-01", OPENED),
        ("2024-03-05", CLOSED),
    ]
    assert answer.text == f"2023-05-01: {OPENED} [1]\n2024-03-05: {CLOSED} [2]"
    _assert_sound(answer)


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
    assert len(_generator(engine).prompts) == (not is_adapted)
    _assert_sound(answer)


def test_a_question_of_several_parts_that_has_no_answer_is_a_refusal(make: Make) -> None:
    answer = make(is_adapted=True).answer("Which comet passed Jupiter? Who discovered Neptune?")
    assert answer.abstained
    _assert_sound(answer)


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
    _assert_sound(answer)


def test_where_that_time_has_no_answer_any_time_is_searched(make: Make) -> None:
    answer = make(is_adapted=True).answer("Tell me about the oldest mill that the town of Marsh closed in 2019.")
    assert "story.md" in {citation.article.path for citation in answer.citations}
    _assert_sound(answer)


def test_filters_hold_whatever_time_is_asked_about(make: Make) -> None:
    filters = Filters(since="2024-01-01")
    answer = make(is_adapted=True).answer("What happened in Marsh in 2023?", filters=filters)
    assert all((hit.article.date or "") >= "2024" for hit in answer.retrieved)
    _assert_sound(answer)


# --- refusals


@pytest.mark.parametrize("is_adapted", [True, False])
def test_where_nothing_is_on_the_subject_the_refusal_is_one_line(make: Make, is_adapted: bool) -> None:
    events = list(make(REFUSAL, is_adapted=is_adapted).ask(UNANSWERED))
    answer = _finished(events)
    assert isinstance(events[0], Retrieved)
    assert (answer.text, answer.abstained, answer.nearest) == (REFUSAL, True, ())
    assert answer.retrieved
    assert answer.confidence < 0.5
    _assert_sound(answer)


@pytest.mark.parametrize("is_adapted", [True, False])
def test_where_the_subject_is_written_about_the_nearest_sentences_are_named(make: Make, is_adapted: bool) -> None:
    answer = make(REFUSAL, is_adapted=is_adapted).answer(NEAR)
    assert (answer.text, answer.abstained) == (NEAR_REFUSAL, True)
    assert 1 <= len(answer.nearest) <= 3
    assert answer.nearest[0].quote == CLOSED
    assert answer.footnotes == answer.nearest
    _assert_sound(answer)


def test_an_adapted_model_is_not_asked_what_the_reader_finds_hopeless(make: Make) -> None:
    engine = make(is_adapted=True)
    events = list(engine.ask(UNANSWERED))
    assert [type(event) for event in events] == [Retrieved, Finished]
    assert _finished(events).abstained
    assert _finished(events).confidence < SHIPPED.threshold
    assert _generator(engine).prompts == _generator(engine).judged == []
    _assert_sound(_finished(events))


def test_a_general_model_reads_weak_evidence_and_refuses_only_where_it_agrees(make: Make) -> None:
    hopeless = make(is_adapted=True).answer(WEAK)
    assert hopeless.abstained
    refusing, answering = make(REFUSAL), make("Engineers found cracks in the wheel house. [1]")
    assert refusing.answer(WEAK).abstained
    assert len(_generator(refusing).prompts) == 1
    answer = answering.answer(WEAK)
    assert answer.text == "Engineers found cracks in the wheel house. [1]"
    assert answer.citations[0].quote == COST
    _assert_sound(answer)


def test_where_the_evidence_is_strong_and_a_general_model_refuses_the_evidence_speaks(make: Make) -> None:
    answer = make(REFUSAL).answer(QUESTION)
    assert answer.text == f"{COST} [1]"
    _assert_sound(answer)


# --- a model in whose words the answer is


def test_a_general_model_is_given_numbered_sentences_with_their_origin(make: Make) -> None:
    engine = make(REPLY)
    answer = engine.answer(f"  {QUESTION}\n")
    assert answer.question == QUESTION
    (prompt,) = _generator(engine).prompts
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
    _assert_sound(answer)


def test_what_a_model_adds_of_its_own_is_dropped(make: Make) -> None:
    answer = make(f"{REPLY} [1] The mayor ate 300 cows. [1]").answer(QUESTION)
    assert answer.text == f"{REPLY} [1]"
    _assert_sound(answer)


# --- stopping, and failing


def test_stopping_between_tokens_keeps_the_part_that_was_written(make: Make) -> None:
    engine = make(["Repairs would cost 4.5 million euros. ", "Workers ", "were sent home."])
    seen: list[Event] = []
    for event in engine.ask(QUESTION, should_stop=lambda: len(seen) >= 1):
        seen.append(event)
    assert [type(event) for event in seen] == [Retrieved, Token, Finished]
    answer = _finished(seen)
    assert answer.stopped
    assert answer.text == "Repairs would cost 4.5 million euros. [1]"
    assert _generator(engine).closed == 1
    _assert_sound(answer)


def test_a_part_that_says_nothing_is_not_replaced_when_stopped(make: Make) -> None:
    answer = _finished(list(make(["It ", "is"]).ask(QUESTION, should_stop=lambda: True)))
    assert answer.stopped
    assert not any(sentence.supported for sentence in answer.sentences)
    _assert_sound(answer)


def test_leaving_the_events_closes_the_model_and_the_next_question_works(make: Make) -> None:
    engine = make(["Repairs ", "would ", "cost"], "Repairs would cost 4.5 million euros.")
    events = engine.ask(QUESTION)
    next(events)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert _generator(engine).closed == 1
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
    assert _generator(engine).prompts == []


@pytest.mark.parametrize("question", ["(((", '"', "AND OR NOT", "NEAR(a b)", "*", "mill's -- 'or' 1=1", "\u202ea"])
def test_strange_questions_have_answers(make: Make, question: str) -> None:
    _assert_sound(make("Some words.").answer(question))


# --- conversation, filters, copies


def test_a_follow_up_is_answered_as_the_question_that_it_is(make: Make) -> None:
    engine = make("Ann Lee leads the American delegation.")
    history = [Turn("Who leads the Chinese delegation in Madrid?", "Bo Carr leads it.")]
    events = list(engine.ask("And the American one?", history))
    alone = "Who leads the American delegation in Madrid?"
    assert isinstance(events[0], Retrieved)
    assert events[0].standalone_question == alone
    answer = _finished(events)
    assert (answer.question, answer.standalone_question) == ("And the American one?", alone)
    assert answer.citations[0].article.path == "talks.md"
    assert answer.citations[0].quote.startswith("The treasury secretary, Ann Lee,")
    assert alone in "\n".join(message.content for message in _generator(engine).prompts[0])
    _assert_sound(answer)


def test_history_does_not_colour_a_question_that_stands_alone(make: Make) -> None:
    history = [Turn("Who leads the Chinese delegation in Madrid?", "Bo Carr leads it.")]
    answer = make("Repairs would cost 4.5 million euros.").answer(QUESTION, history)
    assert answer.standalone_question == QUESTION


@pytest.mark.parametrize("is_adapted", [True, False])
def test_more_brings_sentences_that_were_not_shown(make: Make, is_adapted: bool) -> None:
    asked = "Tell me about the mill in Marsh."
    engine = make(*[REFUSAL] * 3, is_adapted=is_adapted)
    history, shown = [], set[tuple[str, int, int]]()
    for question in (asked, "Tell me more", "What else?"):
        answer = engine.answer(question, history)
        history.append(Turn.of(answer))
        assert answer.standalone_question == asked
        _assert_sound(answer)
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
    assert len(_generator(engine).prompts) == 1
    _assert_sound(more)


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
    _assert_sound(answer)


# --- a model that was trained to answer in words of the passages


def test_the_number_that_an_adapted_model_writes_first_is_not_streamed(make: Make) -> None:
    engine = make(["1", "]", " 4.5", " million", " euros"], is_adapted=True)
    events = list(engine.ask(QUESTION))
    assert [event.text for event in events if isinstance(event, Token)] == [" 4.5", " million", " euros"]
    assert _generator(engine).openings == [OPENING]
    assert _finished(events).text == "4.5 million euros [1]"


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
    _assert_sound(_finished(events))


def _excerpts(hits: Sequence[Hit]) -> list[Excerpt]:
    readings = WordReader().read(QUESTION, [(hit.article.title, hit.passage.text) for hit in hits])
    found = [Found(hit, reading, 0) for hit, reading in zip(hits, readings, strict=True)]
    return [excerpt(one) for one in worth_reading(found, READ)]


def test_an_adapted_model_is_given_excerpts_in_the_form_it_was_trained_on(make: Make) -> None:
    engine = make("1] 4.5 million euros", is_adapted=True)
    answer = engine.answer(QUESTION)
    (prompt,) = _generator(engine).prompts
    excerpts = _excerpts(answer.retrieved)
    assert prompt == reading(QUESTION, excerpts)
    assert any(one.text != hit.passage.text for one, hit in zip(excerpts, answer.retrieved, strict=False))
    assert REFUSAL not in "".join(message.content for message in prompt)


def test_the_answer_is_the_likeliest_words_with_the_quote_of_their_sentence(make: Make) -> None:
    answer = make("1] a lot of money", is_adapted=True).answer(QUESTION)
    assert answer.text == "4.5 million euros [1]"
    assert [citation.quote for citation in answer.citations] == [COST]
    assert answer.confidence > SHIPPED.threshold
    _assert_sound(answer)


def test_what_the_model_thinks_likely_changes_the_choice(make: Make) -> None:
    answer = make("1] 4.5 million euros", is_adapted=True, likes="engineers found cracks").answer(QUESTION)
    assert answer.text == "Engineers found cracks [1]"
    assert [citation.quote for citation in answer.citations] == [COST]
    _assert_sound(answer)


def test_stopping_an_adapted_model_keeps_what_it_wrote_behind_the_number(make: Make) -> None:
    engine = make(["1", "]", " Repairs would cost 4.5 million euros.", " Sixty", " workers"], is_adapted=True)
    seen: list[Event] = []
    for event in engine.ask(QUESTION, should_stop=lambda: len(seen) >= 3):
        seen.append(event)
    assert [type(event) for event in seen] == [Retrieved, Token, Token, Finished]
    answer = _finished(seen)
    assert answer.stopped
    assert answer.text == "Repairs would cost 4.5 million euros. [1] Sixty [unsupported]"
    assert _generator(engine).closed == 1
    assert _generator(engine).judged == []
    _assert_sound(answer)


def test_stopping_an_adapted_model_at_the_number_leaves_nothing(make: Make) -> None:
    answer = _finished(list(make(["1", "]", " 4.5"], is_adapted=True).ask(QUESTION, should_stop=lambda: True)))
    assert answer.stopped
    assert (answer.text, answer.sentences, answer.abstained) == ("", (), False)


def test_only_passages_that_fit_into_the_model_s_context_are_weighed(make: Make) -> None:
    reply = "1] 4.5 million euros"
    hits = make(reply, is_adapted=True).answer(QUESTION).retrieved
    context = ScriptedGenerator().count_tokens(reading(QUESTION, _excerpts(hits[:1]))) + DRAFT_TOKENS
    engine = make(reply, is_adapted=True, context=context)
    assert engine.answer(QUESTION).text == "4.5 million euros [1]"
    assert _generator(engine).prompts == [reading(QUESTION, _excerpts(hits[:1]))]
    (replies,) = _generator(engine).judged
    assert {one[:3] for one in replies} == {"[0]", "[1]"}


def test_articles_of_different_times_that_disagree_are_both_told_newest_first(make: Make) -> None:
    answer = make("1] Jo Park", is_adapted=True).answer(MASTER)
    assert [(sentence.text, sentence.as_of) for sentence in answer.sentences] == [
        ("Eve Moss", "2024-02-01"),
        ("Jo Park", "2020-02-01"),
    ]
    assert answer.text == "2024-02-01: Eve Moss [1]\n2020-02-01: Jo Park [2]"
    assert [citation.article.path for citation in answer.citations] == ["harbour-2024.md", "harbour-2020.md"]
    _assert_sound(answer)


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
        _assert_sound(answer)


def test_filtered_to_one_time_only_its_answer_is_told(make: Make) -> None:
    answer = make("1] Jo Park", is_adapted=True).answer(MASTER, filters=Filters(until="2021"))
    assert answer.text == "Jo Park [1]"
    assert answer.sentences[0].as_of is None


# --- whatever a model writes

_PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "[1]",
                "[2]",
                "[",
                "]",
                "[12",
                "[1, 2]",
                "[1]. ",
                ". ",
                ".\n",
                "\n\n",
                "“",
                "”",
                "Answer:",
                " not ",
                ", ",
            ),
            *(" 4.5 ", " 4,500 ", " 2 ", "seven ", "2024", "Tuesday ", "Marsh ", "Leeds ", "Ann Lee ", "Madrid "),
            *("The river rose 2 metres. ", "Repairs would cost ", " million euros.", " the mill closed ", REFUSAL),
        ]
    ),
)
_DRAFTS = st.lists(_PIECES, max_size=12).map("".join)
_DIGITS = re.compile(r"[0-9]+")
_NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_SPELLED = {"2": "two", "7": "seven", "4": "four", "1": "one"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAFTS)
def test_no_draft_leads_to_a_citation_that_does_not_carry_its_sentence(make: Make, draft: str) -> None:
    answer = make(draft).answer(QUESTION)
    _assert_sound(answer)
    # the evidence is strong, and only an answer that was stopped keeps what nothing supports
    assert not answer.abstained
    assert answer.sentences
    quotes = {citation.number: citation.quote for citation in answer.citations}
    marks = {int(number) for number in re.findall(r" \[([0-9]+)\](?= |$)", answer.text, re.MULTILINE)}
    assert set(quotes) <= marks
    for sentence in answer.sentences:
        assert sentence.supported
        assert not re.search(r"\[\s*[0-9]+\s*\]", sentence.text)
        cited = [quotes[number] for number in sentence.citations]
        assert sentence.text in cited or not list(departures(sentence.text, cited, stems(QUESTION)))
        _assert_in(" ".join(cited), sentence.text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAFTS, st.sampled_from(["", "4.5", "Engineers", "Sixty", NONE]), st.sampled_from([QUESTION, MASTER, DOUBTFUL]))
def test_whatever_an_adapted_model_writes_the_answer_is_carried_by_its_quotes(
    make: Make, draft: str, likes: str, question: str
) -> None:
    answer = make(draft, is_adapted=True, likes=likes).answer(question)
    _assert_sound(answer)
    assert answer.abstained is not bool(answer.citations)
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for sentence in answer.sentences:
        assert sentence.supported
        for number in sentence.citations:
            _assert_carries(quotes[number], sentence.text, gather(answer.retrieved))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_DRAFTS, st.integers(0, 6))
def test_wherever_an_adapted_model_is_stopped_the_answer_is_sound(make: Make, draft: str, pieces: int) -> None:
    asked: list[bool] = []
    engine = make(draft, is_adapted=True)
    events = list(engine.ask(QUESTION, should_stop=lambda: bool(asked.append(True)) or len(asked) > pieces))  # type: ignore[func-returns-value]
    answer = _finished(events)
    _assert_sound(answer)
    assert answer.stopped is (len(asked) > pieces)


def _assert_carries(quote: str, sentence: str, evidence: Evidence) -> None:
    """Names and numbers of the sentence stand in the quote: by the program's own measure, and by a cruder one."""
    given = next(one.given for one in evidence.quotes if one.text == quote)
    assert missing_facts(facts(sentence), given) == []
    _assert_in(quote, sentence)


def _assert_in(quote: str, sentence: str) -> None:
    bare = quote.replace(",", "")
    for digits in _DIGITS.findall(sentence.replace(",", "")):
        assert digits in bare or _SPELLED.get(digits, "?") in quote.casefold()
    for name in _NAME_INSIDE.findall(sentence):
        if name.casefold() not in STOP_WORDS:
            assert name[:3].casefold() in quote.casefold()
