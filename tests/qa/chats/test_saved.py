"""What is kept of an answer, and that all of it comes back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article, Hit, Passage
from qa.chats.saved import (
    Conversation,
    SavedTurn,
    answer_from,
    answer_record,
    state_of,
    timestamp,
    title_of,
    turns_for_engine,
)
from qa.printable import one_line, storable
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence, Timings, Turn
from tests.fakes import hit_of

TEXT = "Naïve 👩‍👧 rivers rose two metres."
COPY = Article("copy", "b.jsonl#7", "A copy", "Before. " + TEXT, "Wire", None, None, ("A caption",))
HIT = hit_of(
    TEXT, 3, before="Before.", copies=(COPY,), source="Gazette", date="2024-03-05", url="https://example.org/a"
)
QUOTE = "rivers rose two metres."
START = HIT.article.text.index(QUOTE)
ANSWERED = Answer(
    question="And then?",
    standalone_question="What rose? And then?",
    text="2024-03-05: Rivers rose. [1]\nCows drowned. [unsupported]",
    abstained=False,
    confidence=0.123456789,
    sentences=(Sentence("Rivers rose.", (1,), True, "2024-03-05"), Sentence("Cows drowned.")),
    citations=(Citation(1, HIT.article, QUOTE, START, START + len(QUOTE), (COPY,)),),
    retrieved=(HIT,),
    model="scripted",
    timings=Timings(1.25, 2.35, 3.45, 4.55),
    stopped=True,
)
NEAR = "Before."
SIDES = replace(
    ANSWERED,
    sentences=(Sentence("Rivers rose.", (1,), True, "2024-03-05", "The rivers"), Sentence("Cows drowned.")),
    stopped=False,
    kind=Kind.COMPARISON,
    short_answer="two metres",
    missing=("by how much", "when"),
    nearest=(Citation(1, COPY, NEAR, 0, len(NEAR)),),
)
REFUSED = Answer("Q?", "Q?", "The articles do not say.", True, 0.0, (), (), (), "scripted")
NEAREST = replace(REFUSED, kind=Kind.WHY, nearest=SIDES.nearest)
LIBRARY = {HIT.article.id: HIT.article, COPY.id: COPY}


def _kept(answer: Answer) -> dict[str, object]:
    """The record of an answer, as a file has it."""
    record: dict[str, object] = json.loads(storable(json.dumps(answer_record(answer), ensure_ascii=False)))
    return record


@pytest.mark.parametrize("answer", [ANSWERED, REFUSED, SIDES, NEAREST])
def test_an_answer_comes_back_whole(answer: Answer) -> None:
    assert answer_from(_kept(answer), LIBRARY.get) == answer


def test_an_answer_saved_by_an_older_version_is_read() -> None:
    record: dict[str, Any] = json.loads(json.dumps(answer_record(SIDES)))
    for key in ("kind", "short_answer", "missing", "nearest"):
        del record[key]
    for sentence in record["sentences"]:
        del sentence["label"]
    unlabelled = tuple(replace(sentence, label=None) for sentence in SIDES.sentences)
    older = replace(SIDES, sentences=unlabelled, kind=Kind.FACT, short_answer=None, missing=(), nearest=())
    assert answer_from(record, LIBRARY.get) == older


def test_a_kind_that_is_none_is_a_damaged_record() -> None:
    with pytest.raises(ValueError, match="riddle"):
        answer_from(answer_record(SIDES) | {"kind": "riddle"}, LIBRARY.get)


@pytest.mark.parametrize("now", [{}, {COPY.id: replace(COPY, text="Something else.")}])
def test_a_nearest_sentence_is_shown_though_its_article_is_gone(now: dict[str, Article]) -> None:
    (nearest,) = answer_from(_kept(NEAREST), now.get).nearest
    assert (nearest.quote, nearest.start, nearest.end) == (NEAR, 0, len(NEAR))
    assert nearest.article.text == NEAR


def test_the_texts_of_articles_are_not_kept() -> None:
    record = json.dumps(answer_record(ANSWERED), ensure_ascii=False)
    assert "Before." not in record
    assert "A caption" not in record


@pytest.mark.parametrize("changed", [None, "", "An entirely different text that is long enough to be quoted from."])
def test_a_quote_is_shown_though_its_article_is_gone_or_changed(changed: str | None) -> None:
    now = {} if changed is None else {HIT.article.id: replace(HIT.article, text=changed, title="New")}
    answer = answer_from(_kept(ANSWERED), now.get)
    (citation,), (hit,) = answer.citations, answer.retrieved
    assert (citation.start, citation.end, citation.quote) == (0, len(QUOTE), QUOTE)
    assert citation.article == replace(HIT.article, text=QUOTE)
    assert hit.article == replace(HIT.article, text=TEXT)
    assert hit.passage == Passage(3, HIT.article.id, 0, len(TEXT), TEXT)
    assert (hit.score, hit.similarity) == (HIT.score, HIT.similarity)
    assert citation.also_in == hit.copies == (replace(COPY, text="", captions=()),)
    assert replace(answer, citations=ANSWERED.citations, retrieved=ANSWERED.retrieved) == ANSWERED


def test_the_page_of_a_quote_is_kept_though_its_article_is_gone() -> None:
    paged = replace(HIT.article, pages=(0, 2, START))
    saved = replace(ANSWERED, citations=(replace(ANSWERED.citations[0], article=paged),))
    assert answer_from(_kept(saved), {paged.id: paged}.get).citations[0].page == 3
    assert answer_from(_kept(saved), lambda _: None).citations[0].page == 3
    assert answer_from(_kept(ANSWERED), lambda _: None).citations[0].page is None
    older: dict[str, Any] = json.loads(json.dumps(answer_record(saved)))
    del older["citations"][0]["page"]
    assert answer_from(older, lambda _: None).citations[0].page is None


def test_only_what_no_longer_fits_is_taken_from_the_record() -> None:
    longer = replace(HIT.article, text=HIT.article.text[: START + len(QUOTE)] + " More.", title="Corrected")
    answer = answer_from(_kept(ANSWERED), {longer.id: longer}.get)
    assert answer.citations[0].article == longer
    assert answer.citations[0].start == START


def test_the_engine_s_history_is_what_the_chat_before_had() -> None:
    stopped = replace(ANSWERED, question="What rose?")
    nothing = replace(ANSWERED, text="", sentences=(), citations=())
    turns = (
        SavedTurn("what   rose?", "", "stopped", answer=stopped),
        SavedTurn("q?", "", "refused", answer=REFUSED),
        SavedTurn("x", "", "stopped", draft="words", answer=nothing),
        SavedTurn("y", "", "stopped", draft="words"),
        SavedTurn("z", "", "failed", reason="why"),
        SavedTurn("w", "", "writing", draft="words"),
    )
    expected = [Turn.of(stopped), Turn.of(REFUSED)]
    assert expected[1].refused
    assert turns_for_engine(Conversation(turns=turns)) == expected
    assert turns_for_engine(Conversation()) == []


def test_the_state_that_an_answer_leaves() -> None:
    assert state_of(replace(ANSWERED, stopped=False)) == "answered"
    assert state_of(ANSWERED) == "stopped"
    assert state_of(REFUSED) == "refused"
    # what was stopped before anything could be checked was not refused
    assert state_of(replace(REFUSED, stopped=True)) == "stopped"


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Who leads?", "Who leads?"),
        ("  Who \n\t leads\x1b? ", "Who leads ?"),
        ("\x00\ud800", "(untitled)"),
        ("word " * 40, "word " * 10 + "word…"),
        ("x" * 100, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
    ],
)
def test_titles(question: str, title: str) -> None:
    assert title_of(question) == title


def test_times_are_utc_and_sort_as_text() -> None:
    moment = datetime(2025, 6, 1, 12, 0, 0, 999, tzinfo=timezone(timedelta(hours=2)))
    assert timestamp(moment) == "2025-06-01T10:00:00.000+00:00"
    assert timestamp(moment) < timestamp(moment + timedelta(seconds=1)) < timestamp()
    assert datetime.fromisoformat(timestamp()) <= datetime.now(UTC)


_ANY = st.text(st.characters(exclude_categories=()), max_size=40)
_ARTICLES = st.builds(Article, st.sampled_from("abc"), _ANY, _ANY, _ANY, *[st.none() | _ANY] * 3)


def _cited(article: Article, at: int) -> Citation:
    start = min(at, len(article.text))
    return Citation(1, article, article.text[start:], start, len(article.text))


def _found(article: Article, score: float) -> Hit:
    return Hit(Passage(1, article.id, 0, len(article.text), article.text), article, score, -score)


_ANSWERS = st.builds(
    lambda question, text, article, at, score, stopped: Answer(
        question=question,
        standalone_question=text,
        text=text,
        abstained=False,
        confidence=score,
        sentences=(Sentence(text, (1,), True, question),),
        citations=(_cited(article, at),),
        retrieved=(_found(article, score),),
        model=question,
        timings=Timings(score, score, score, score),
        stopped=stopped,
    ),
    _ANY,
    _ANY,
    _ARTICLES,
    st.integers(0, 40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@given(_ANSWERS)
def test_any_answer_comes_back_whole_but_for_lone_surrogates(answer: Answer) -> None:
    article = answer.citations[0].article
    record = answer_record(answer)
    assert answer_from(record, {article.id: article}.get) == answer
    back = answer_from(_kept(answer), lambda _: None)
    assert back.text == storable(answer.text)
    assert back.citations[0].quote == back.citations[0].article.text == storable(answer.citations[0].quote)
    assert back.confidence == answer.confidence


@given(_ANY)
def test_what_is_stored_changes_lone_surrogates_alone(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert kept == "".join("?" if "\ud800" <= one <= "\udfff" else one for one in text)
    assert one_line(text).isprintable()
