"""Answers in the articles' own sentences: which, in which order, under which label, and when they are a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answer.extractive import extracted
from qa.answer.outcome import Outcome
from qa.answer.prompts import REFUSAL
from qa.answer.refusal import NEAR_REFUSAL
from qa.configuration import SHIPPED
from qa.evidence.sentences import EvidenceSentence
from qa.question.kind import Kind
from qa.stages import Stages
from tests.gathered import gathered, part, passage, scored, understood

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
RIVER = "The Sill rose two metres in a single night."
WAGES = "The council promised to pay sixty workers until summer."
BISHOP = "A bishop opened the new library in Tidewell."
LEE = "Ann Lee has led the ferry company since 2009."
SHE = "She wants to sell three boats."
ALL = (CLOSED, RIVER, WAGES, BISHOP, LEE)
# far above and below every threshold
SURE, UNLIKELY = 0.95, 0.01

OLD = passage(1, CLOSED, RIVER, date="2020-01-01")
NEW = passage(2, WAGES, BISHOP, date="2024-01-01")
UNDATED = passage(3, LEE, SHE)
FAR = passage(4, *ALL, similarity=0.1)


def _texts(outcome: Outcome) -> list[str]:
    return [sentence.text for sentence in outcome.result.sentences]


def _of(*sentences: EvidenceSentence, kind: Kind = Kind.WHY) -> Outcome:
    evidence = gathered(part(*sentences, kind=kind))
    return extracted(understood(evidence, kind), evidence)


# --- which sentences


def test_the_likely_sentences_are_the_answer_each_with_its_footnote() -> None:
    outcome = _of(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, 0.9), scored(NEW, BISHOP, UNLIKELY))
    assert outcome.result.text == f"{CLOSED} [1] {WAGES} [2]"
    assert [citation.quote for citation in outcome.result.citations] == [CLOSED, WAGES]
    assert all(sentence.supported and sentence.as_of is None for sentence in outcome.result.sentences)
    assert (outcome.confidence, outcome.short_answer, outcome.missing, outcome.nearest) == (SURE, None, (), ())
    for citation in outcome.result.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote


def test_what_is_far_less_likely_than_the_best_is_left_out() -> None:
    # the first few that a question of this kind wants are said anyway, if they are likely at all
    many = [scored(FAR, text, score) for text, score in zip(ALL, (SURE, 0.3, 0.1, 0.1, 0.05), strict=True)]
    assert SHIPPED.budgets[Kind.WHY].sure == 2
    assert _texts(_of(*many)) == [CLOSED, RIVER]
    assert _texts(_of(scored(OLD, CLOSED, SURE), scored(OLD, RIVER, SHIPPED.least_sentence / 2))) == [CLOSED]


def test_a_sentence_of_another_article_than_the_best_has_to_be_surer() -> None:
    for share, said in ((0.3, [CLOSED]), (0.5, [CLOSED, WAGES])):
        assert _texts(_of(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, share * SURE))) == said
        assert _texts(_of(scored(OLD, CLOSED, SURE), scored(OLD, RIVER, share * SURE))) == [CLOSED, RIVER]


def test_how_sure_it_has_to_be_is_a_number_of_the_configuration() -> None:
    evidence = gathered(part(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, 0.3 * SURE)))
    for elsewhere, said in ((0.4, [CLOSED]), (0.2, [CLOSED, WAGES])):
        stages = Stages(configuration=replace(SHIPPED, elsewhere=elsewhere))
        assert _texts(extracted(understood(evidence), evidence, stages)) == said


def test_a_question_that_few_words_answer_gets_one_sentence_and_wants_a_surer_one() -> None:
    assert SHIPPED.sure_sentence < SHIPPED.sure_short
    between = (SHIPPED.sure_sentence + SHIPPED.sure_short) / 2
    assert _texts(_of(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, 0.9), kind=Kind.COUNT)) == [CLOSED]
    assert _of(scored(OLD, CLOSED, between), kind=Kind.FACT).result.abstained
    assert _texts(_of(scored(OLD, CLOSED, between), kind=Kind.WHY)) == [CLOSED]


def test_what_somebody_found_may_want_several_sentences_and_when_only_one() -> None:
    for question, said in (("What did Ann Lee find wrong?", [CLOSED, WAGES]), ("When did it close?", [CLOSED])):
        found = part(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, 0.9), kind=Kind.FACT, question=question)
        evidence = gathered(found)
        assert _texts(extracted(understood(evidence, Kind.FACT), evidence)) == said


def test_what_was_shown_is_not_said_again() -> None:
    evidence = gathered(part(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, 0.9)))
    first = evidence.parts[0].sentences[0]
    shown = frozenset({(first.hit.article.id, first.start, first.end)})
    assert _texts(extracted(understood(evidence, shown=shown), evidence)) == [WAGES]


def test_more_is_what_was_not_shown_of_the_same_articles_however_unlikely() -> None:
    first, second = scored(OLD, CLOSED, SURE), scored(OLD, RIVER, UNLIKELY)
    evidence = gathered(part(first, second, scored(NEW, WAGES, 0.3)))
    shown = frozenset({(first.hit.article.id, first.start, first.end)})
    outcome = extracted(understood(evidence, Kind.OVERVIEW, shown=shown, more=True), evidence)
    assert _texts(outcome) == [RIVER]


def test_where_all_was_shown_more_is_a_refusal() -> None:
    only = scored(OLD, CLOSED, SURE)
    evidence = gathered(part(only))
    shown = frozenset({(only.hit.article.id, only.start, only.end)})
    assert extracted(understood(evidence, shown=shown, more=True), evidence).result.abstained


def test_a_sentence_that_leans_brings_the_one_before_which_is_not_said_twice() -> None:
    outcome = _of(scored(UNDATED, LEE, 0.9), scored(UNDATED, SHE, SURE))
    assert _texts(outcome) == [f"{LEE} {SHE}"]
    assert outcome.result.citations[0].quote == f"{LEE} {SHE}"


def test_what_was_just_shown_is_not_brought_again_for_what_leans_on_it() -> None:
    first, leaning = scored(UNDATED, LEE, SURE), scored(UNDATED, SHE, 0.9)
    evidence = gathered(part(first, leaning))
    shown = frozenset({(first.hit.article.id, first.start, first.end)})
    assert _texts(extracted(understood(evidence, shown=shown, more=True), evidence)) == [SHE]


# --- in which order


@pytest.mark.parametrize("kind", [Kind.OVERVIEW, Kind.TIMELINE])
def test_what_happened_is_told_in_order_of_time_with_dates(kind: Kind) -> None:
    outcome = _of(
        scored(UNDATED, LEE, SURE),
        scored(NEW, WAGES, 0.94),
        scored(OLD, RIVER, 0.93),
        scored(OLD, CLOSED, 0.92),
        kind=kind,
    )
    assert [(sentence.as_of, sentence.text) for sentence in outcome.result.sentences] == [
        ("2020-01-01", CLOSED),
        ("2020-01-01", RIVER),
        ("2024-01-01", WAGES),
        (None, LEE),
    ]
    assert outcome.result.text.startswith(f"2020-01-01: {CLOSED} [1]")


def test_articles_of_one_day_need_no_dates() -> None:
    outcome = _of(scored(OLD, CLOSED, SURE), scored(OLD, RIVER, 0.9), kind=Kind.OVERVIEW)
    assert [sentence.as_of for sentence in outcome.result.sentences] == [None, None]


def test_otherwise_the_likeliest_article_comes_first_its_sentences_as_they_stand_there() -> None:
    outcome = _of(scored(NEW, BISHOP, SURE), scored(OLD, CLOSED, 0.94), scored(NEW, WAGES, 0.93), kind=Kind.HOW)
    assert _texts(outcome) == [WAGES, BISHOP, CLOSED]


@pytest.mark.parametrize(("order", "said", "day"), [("latest", WAGES, "2024-01-01"), ("first", CLOSED, "2020-01-01")])
def test_the_latest_and_the_first_are_told_with_their_day(order: str, said: str, day: str) -> None:
    evidence = gathered(part(scored(OLD, CLOSED, 0.9), scored(NEW, WAGES, 0.85), scored(UNDATED, LEE, 0.8)))
    outcome = extracted(understood(evidence, Kind.COUNT, order=order), evidence)  # type: ignore[arg-type]
    assert [(sentence.text, sentence.as_of) for sentence in outcome.result.sentences] == [(said, day)]


def test_a_list_has_an_item_a_line() -> None:
    outcome = _of(scored(OLD, CLOSED, SURE), scored(NEW, WAGES, 0.9), kind=Kind.LIST)
    assert outcome.result.text == f"- {CLOSED} [1]\n- {WAGES} [2]"


# --- several parts


def test_sides_stand_under_their_labels_in_the_order_of_the_question() -> None:
    ford = part(scored(OLD, CLOSED, 0.8, "Ford"), scored(OLD, RIVER, 0.7, "Ford"), kind=Kind.COMPARISON, label="Ford")
    other = part(scored(NEW, WAGES, SURE, "GM"), kind=Kind.COMPARISON, label="GM")
    evidence = gathered(ford, other)
    outcome = extracted(understood(evidence, Kind.COMPARISON), evidence)
    assert [(sentence.label, sentence.text) for sentence in outcome.result.sentences] == [
        ("Ford", CLOSED),
        ("Ford", RIVER),
        ("GM", WAGES),
    ]
    assert outcome.result.text == f"Ford:\n{CLOSED} [1] {RIVER} [2]\nGM:\n{WAGES} [3]"


def test_a_part_without_an_answer_is_named() -> None:
    won = part(scored(OLD, CLOSED, SURE), kind=Kind.FACT, missing="who closed the mill")
    lost = part(scored(NEW, WAGES, UNLIKELY), kind=Kind.FACT, missing="by how much the river rose")
    evidence = gathered(won, lost)
    outcome = extracted(understood(evidence, Kind.FACT), evidence)
    assert outcome.missing == ("by how much the river rose",)
    assert outcome.result.text == f"{CLOSED} [1]\nThe articles do not say by how much the river rose."
    assert not outcome.result.abstained


def test_a_side_without_an_answer_is_named_by_its_label() -> None:
    ford = part(scored(OLD, CLOSED, SURE, "Ford"), kind=Kind.COMPARISON, label="Ford")
    other = part(scored(NEW, WAGES, UNLIKELY, "GM"), kind=Kind.COMPARISON, label="GM")
    evidence = gathered(ford, other)
    outcome = extracted(understood(evidence, Kind.COMPARISON), evidence)
    assert len(outcome.missing) == 1
    assert "GM" in outcome.missing[0]
    assert _texts(outcome) == [CLOSED]


def test_what_answers_two_parts_is_said_once_and_nothing_is_missing() -> None:
    both = [part(scored(OLD, CLOSED, SURE), kind=Kind.FACT, missing=asked) for asked in ("who closed it", "when")]
    evidence = gathered(*both)
    outcome = extracted(understood(evidence, Kind.FACT), evidence)
    assert _texts(outcome) == [CLOSED]
    assert outcome.missing == ()


def test_the_parts_share_the_room_of_one_answer() -> None:
    hits = [passage(number, *ALL) for number in (1, 2, 3)]
    asked = [part(*(scored(hit, text, SURE) for text in ALL), kind=Kind.HOW, missing="that") for hit in hits]
    evidence = gathered(*asked)
    outcome = extracted(understood(evidence, Kind.HOW), evidence)
    assert 1 <= len(outcome.result.sentences) <= SHIPPED.budgets[Kind.OVERVIEW].most


# --- refusals


def test_on_the_subject_a_refusal_has_the_nearest_sentences() -> None:
    outcome = _of(scored(OLD, CLOSED, 0.03), scored(NEW, WAGES, 0.02), scored(FAR, LEE, 0.01))
    assert (outcome.result.text, outcome.result.abstained, outcome.result.sentences) == (NEAR_REFUSAL, True, ())
    assert [(one.number, one.quote) for one in outcome.nearest] == [(1, CLOSED), (2, WAGES)]
    assert (outcome.confidence, outcome.missing) == (0.03, ())


def test_nothing_on_the_subject_is_one_line() -> None:
    outcome = _of(scored(FAR, CLOSED, 0.03))
    assert (outcome.result.text, outcome.result.abstained, outcome.nearest) == (REFUSAL, True, ())


def test_nothing_at_all_is_one_line() -> None:
    outcome = _of()
    assert (outcome.result.text, outcome.confidence, outcome.nearest) == (REFUSAL, 0.0, ())


def test_where_no_part_is_answered_nothing_is_called_missing() -> None:
    evidence = gathered(*(part(scored(OLD, CLOSED, UNLIKELY), missing=asked) for asked in ("who", "when")))
    outcome = extracted(understood(evidence), evidence)
    assert outcome.result.abstained
    assert outcome.missing == ()


# --- whatever was found


@given(
    st.lists(st.tuples(st.sampled_from([OLD, NEW, UNDATED, FAR]), st.floats(0, 1)), max_size=10),
    st.sampled_from([kind for kind in Kind if kind in SHIPPED.budgets]),
    st.sampled_from(["relevance", "latest", "first"]),
    st.booleans(),
)
def test_an_answer_keeps_to_its_room_and_its_quotes_to_their_articles(
    drawn: list[tuple[object, float]], kind: Kind, order: str, more: bool
) -> None:
    sentences = [
        scored(hit, text, score)  # type: ignore[arg-type]
        for (hit, score), text in zip(drawn, ALL * 2, strict=False)
        if text in hit.article.text  # type: ignore[attr-defined]
    ]
    evidence = gathered(part(*sentences, kind=kind))
    outcome = extracted(understood(evidence, kind, order=order, more=more), evidence)  # type: ignore[arg-type]
    assert outcome.result.abstained is not bool(outcome.result.sentences)
    assert len(outcome.result.sentences) <= max(
        SHIPPED.budgets[kind].most, SHIPPED.open_fact.most * (kind is Kind.FACT), 3 * more
    )
    for citation in (*outcome.result.citations, *outcome.nearest):
        assert citation.article.text[citation.start : citation.end] == citation.quote
