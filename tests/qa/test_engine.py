"""One question, end to end, with a scripted model over a small library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.errors import FootnoteError
from index.facts import facts
from index.library import Library
from index.types import Filters, Hit
from index.words import STOP_WORDS
from qa import Answer, Engine, Event, Finished, Retrieved, Token, Turn
from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.prompts import NONE, OPENING, REFUSAL, Excerpt, messages, reading
from qa.engine import READ_ADAPTED, REPLY_TOKENS
from qa.evidence.calibration import THRESHOLD
from qa.evidence.candidates import Found
from qa.verify.attribute import Evidence, gather
from qa.verify.support import missing_facts

CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose 2 metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
STORY = f"{CLOSED} {COST} About sixty workers were sent home, and the council promised to pay their wages until summer."
REWRITTEN = STORY.replace("closed", "shut").replace("About sixty", "Some sixty")
CAFE = "Le Café Ünder 👩‍👧 opened in Marsh. Its naïve painter came from Århus. “It’s fine”, she said — twice."
TALKS = (
    "The treasury secretary, Ann Lee, leads the American delegation in Madrid. "
    "Vice Premier Bo Carr leads the Chinese delegation in Madrid."
)
MASTER = "Who is the harbour master of Tidewell?"
QUESTION = "How much would repairs of the wheel house cost?"
UNANSWERED = "Which comet passed Jupiter in 1994?"
# some of its words stand in the story, most do not
DOUBTFUL = "Which wheel house inspector resigned over comets?"

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

    def engine(*replies: object, **known: object) -> Engine:
        embedder = HashEmbedder()
        opened.append(Library.open(folder, embedder))
        generator = ScriptedGenerator(*replies, **known)  # type: ignore[arg-type]
        return Engine(opened[-1], embedder, WordReader(), generator, load_ms=7.0)

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
    """What holds for every answer."""
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for sentence in answer.sentences for number in sentence.citations} == set(numbers)
    for citation in answer.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
        assert citation.article.id in {hit.article.id for hit in answer.retrieved}
    for sentence in answer.sentences:
        assert sentence.supported == bool(sentence.citations)
    if answer.abstained:
        assert (answer.text, answer.sentences, answer.citations) == (REFUSAL, (), ())


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
    assert answer.text == "Repairs would cost 4.5 million euros. [1]"
    assert answer.citations[0].quote == COST
    assert not answer.abstained
    assert not answer.stopped
    assert answer.model == "scripted"
    assert 0 <= answer.timings.retrieve <= answer.timings.first_token <= answer.timings.total
    assert answer.timings.load == 7.0
    stages = dict(answer.timings.stages)
    assert {"embedding the question", "vectors", "pair reader", "reading the prompt", "checking the answer"} <= set(
        stages
    )
    assert all(ms >= 0 for ms in stages.values())
    assert sum(stages.values()) <= answer.timings.total


def test_the_evidence_goes_out_before_the_model_is_asked(make: Make) -> None:
    engine = make("Repairs would cost 4.5 million euros.")
    events = engine.ask(QUESTION)
    assert isinstance(next(events), Retrieved)
    assert _generator(engine).prompts == []
    assert isinstance(next(events), Token)
    assert len(_generator(engine).prompts) == 1


def test_the_prompt_holds_question_passages_and_headings(make: Make) -> None:
    engine = make("Repairs would cost 4.5 million euros.")
    answer = engine.answer(f"  {QUESTION}\n")
    assert answer.question == QUESTION
    (prompt,) = _generator(engine).prompts
    text = "\n".join(message.content for message in prompt)
    assert all(part in text for part in (QUESTION, STORY, "Mill shut", "2024-03-05", "Marsh Gazette"))


def test_a_refusal_never_asks_the_model_and_shows_the_closest(make: Make) -> None:
    engine = make()
    events = list(engine.ask(UNANSWERED))
    assert [type(event) for event in events] == [Retrieved, Finished]
    answer = _finished(events)
    assert answer.abstained
    assert answer.retrieved
    assert answer.confidence < 0.5
    assert _generator(engine).prompts == []
    _assert_sound(answer)


def test_the_model_may_refuse_too(make: Make) -> None:
    answer = make(REFUSAL).answer(QUESTION)
    assert answer.abstained
    _assert_sound(answer)


@pytest.mark.parametrize("draft", ["", "It cost 900 dollars.", "[1] [2]"])
def test_where_the_draft_is_worthless_the_best_sentence_is_quoted(make: Make, draft: str) -> None:
    answer = make(draft).answer(QUESTION)
    assert answer.text == f"{COST} [1]"
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


@pytest.mark.parametrize("reply", [FootnoteError("gone"), ["Repairs ", FootnoteError("gone")]])
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
def test_a_model_with_too_little_room_for_any_passage_or_the_question_says_so(make: Make, room: int) -> None:
    context = REPLY_TOKENS + ScriptedGenerator().count_tokens(messages(QUESTION, [])) + room
    engine = make(context=context)
    with pytest.raises(FootnoteError, match=f"{context} tokens"):
        engine.answer(QUESTION)
    assert _generator(engine).prompts == []


@pytest.mark.parametrize(
    "question", ["(((", '"', "AND OR NOT", "😀", "NEAR(a b)", "*", "mill's -- 'or' 1=1", "\u202ea"]
)
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
    return [excerpt(one) for one in worth_reading(found, READ_ADAPTED)]


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
    assert answer.confidence > THRESHOLD
    _assert_sound(answer)


def test_what_the_model_thinks_likely_changes_the_choice(make: Make) -> None:
    answer = make("1] 4.5 million euros", is_adapted=True, likes="engineers found cracks").answer(QUESTION)
    assert answer.text == "Engineers found cracks [1]"
    assert [citation.quote for citation in answer.citations] == [COST]
    _assert_sound(answer)


def test_a_question_that_wants_a_sentence_is_answered_with_it(make: Make) -> None:
    answer = make("1] after the river rose", is_adapted=True).answer(
        "Why was the oldest mill of the town of Marsh closed?"
    )
    assert answer.text == f"{CLOSED} [1]"
    assert answer.citations[0].quote == CLOSED
    _assert_sound(answer)


def test_an_adapted_model_is_not_asked_what_the_reader_finds_hopeless(make: Make) -> None:
    engine = make(is_adapted=True)
    events = list(engine.ask(UNANSWERED))
    assert [type(event) for event in events] == [Retrieved, Finished]
    assert _finished(events).abstained
    assert _finished(events).confidence < THRESHOLD
    assert _generator(engine).prompts == _generator(engine).judged == []
    _assert_sound(_finished(events))


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
    context = ScriptedGenerator().count_tokens(reading(QUESTION, _excerpts(hits[:1]))) + REPLY_TOKENS
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
    quotes = {citation.number: citation.quote for citation in answer.citations}
    marks = {int(number) for number in re.findall(r" \[([0-9]+)\](?= |$)", answer.text)}
    assert set(quotes) <= marks or answer.abstained
    for sentence in answer.sentences:
        assert not re.search(r"\[\s*[0-9]+\s*\]", sentence.text)
        for number in sentence.citations:
            _assert_carries(quotes[number], sentence.text, gather(answer.retrieved))


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
    bare = quote.replace(",", "")
    for digits in _DIGITS.findall(sentence.replace(",", "")):
        assert digits in bare or _SPELLED.get(digits, "?") in quote.casefold()
    for name in _NAME_INSIDE.findall(sentence):
        if name.casefold() not in STOP_WORDS:
            assert name[:3].casefold() in quote.casefold()
