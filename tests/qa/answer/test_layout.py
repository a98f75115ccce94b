"""An answer as lines and blocks, as plain text, and which quotes need not be shown again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa.answer.layout import (
    Block,
    Line,
    by_article,
    laid_out,
    layout_of,
    missing_text,
    pages_of,
    shows_quote,
    standing_out,
    text_of,
)
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of

MILL = Sentence("The mill shut.", (1,), True)
BRIDGE = Sentence("The bridge stands.", (2,), True)
GUESS = Sentence("Cows flew.")
PROSE = [kind for kind in Kind if kind not in (Kind.LIST, Kind.TIMELINE)]
HIT = hit_of("The mill shut. The bridge stands.", 1)
OTHER = hit_of("The mill shut.", 2)


def _dated(sentence: Sentence, date: str | None, label: str | None = None) -> Sentence:
    return Sentence(sentence.text, sentence.citations, sentence.supported, date, label)


def _cited(number: int, quote: str, hit: object = HIT) -> Citation:
    article = hit.article  # type: ignore[attr-defined]
    start = article.text.index(quote)
    return Citation(number, article, quote, start, start + len(quote))


def _answer(*sentences: Sentence, text: str = "", **more: object) -> Answer:
    citations: Sequence[Citation] = (_cited(1, "The mill shut."), _cited(2, "The bridge stands."))
    fields = {"abstained": False, "citations": citations, "sentences": sentences, **more}
    return Answer("Q?", "Q?", text, confidence=0.5, retrieved=(), model="scripted", **fields)  # type: ignore[arg-type]


# --- lines


@pytest.mark.parametrize("kind", PROSE)
def test_prose_is_one_line(kind: Kind) -> None:
    (block,) = laid_out(kind, [MILL, BRIDGE])
    assert block == Block(None, (Line((MILL, BRIDGE)),))
    assert text_of(kind, [MILL, BRIDGE]) == "The mill shut. [1] The bridge stands. [2]"


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.TIMELINE])
def test_lists_and_timelines_have_an_item_a_line(kind: Kind) -> None:
    (block,) = laid_out(kind, [MILL, BRIDGE])
    assert block.lines == (Line((MILL,), is_item=True), Line((BRIDGE,), is_item=True))
    assert text_of(kind, [MILL, BRIDGE]) == "- The mill shut. [1]\n- The bridge stands. [2]"
    assert text_of(kind, [MILL]) == "The mill shut. [1]"  # of one item, no list is made


def test_a_timeline_with_dates_needs_no_bullets() -> None:
    told = [_dated(MILL, "2024-03-05"), _dated(BRIDGE, "2024-03-05")]
    assert text_of(Kind.TIMELINE, told) == "2024-03-05: The mill shut. [1]\n2024-03-05: The bridge stands. [2]"
    assert text_of(Kind.LIST, told).startswith("- 2024-03-05: The mill shut. [1]\n- ")


def test_a_date_is_said_once_for_sentences_that_follow_each_other() -> None:
    told = [_dated(MILL, "2020-01-01"), _dated(BRIDGE, "2024-03-05"), _dated(MILL, "2024-03-05"), BRIDGE]
    assert text_of(Kind.OVERVIEW, told) == (
        "2020-01-01: The mill shut. [1]\n2024-03-05: The bridge stands. [2] The mill shut. [1]\nThe bridge stands. [2]"
    )


def test_a_label_is_said_once_for_sentences_that_follow_each_other() -> None:
    told = [_dated(MILL, None, "Mill"), _dated(BRIDGE, "2024-03-05", "Mill"), _dated(BRIDGE, None, "Bridge"), MILL]
    assert [block.label for block in laid_out(Kind.COMPARISON, told)] == ["Mill", "Bridge", None]
    assert text_of(Kind.COMPARISON, told) == (
        "Mill:\nThe mill shut. [1]\n2024-03-05: The bridge stands. [2]\nBridge:\nThe bridge stands. [2]\n"
        "The mill shut. [1]"
    )


@pytest.mark.parametrize("text", ["- Madrid", "* Madrid", "12. Madrid", "3) Madrid", "## Madrid"])
def test_what_a_model_wrote_as_an_item_has_a_line_and_no_second_bullet(text: str) -> None:
    item = Sentence(text, (1,), True)
    assert text_of(Kind.FACT, [MILL, item]) == f"The mill shut. [1]\n{text} [1]"
    assert text_of(Kind.LIST, [item, item]) == f"{text} [1]\n{text} [1]"


@pytest.mark.parametrize("text", ["-5 degrees", "2024 was wet", "2024. That year", "#tag", "1.5 metres"])
def test_figures_begin_no_line(text: str) -> None:
    assert text_of(Kind.FACT, [MILL, Sentence(text, (1,), True)]) == f"The mill shut. [1] {text} [1]"


def test_what_nothing_supports_is_marked_save_where_nothing_is_checked() -> None:
    assert text_of(Kind.FACT, [MILL, GUESS]) == "The mill shut. [1] Cows flew. [unsupported]"
    assert text_of(Kind.SMALL_TALK, [GUESS]) == text_of(Kind.LIBRARY, [GUESS]) == "Cows flew."


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (["by how much"], "The articles do not say by how much."),
        (["who  won?", "when."], "The articles do not say who won or when."),
        (["who", "when", "why"], "The articles do not say who, when or why."),
    ],
)
def test_what_is_missing_is_said_last(missing: list[str], said: str) -> None:
    assert missing_text(missing) == said
    assert text_of(Kind.FACT, [MILL], missing) == f"The mill shut. [1]\n{said}"
    assert laid_out(Kind.FACT, [MILL], missing)[-1] == Block(None, (Line(note=said),))


def test_an_answer_without_sentences_is_its_text() -> None:
    for said in (_answer(text="Hello."), _answer(text="Hello.", abstained=True, missing=("x",))):
        (block,) = layout_of(said)
        assert block == Block(None, (Line((Sentence("Hello.", supported=True),)),))


# --- quotes


@pytest.mark.parametrize("text", ["The mill shut.", "The  mill shut", "Last week: The mill shut. So it was."])
def test_a_quote_that_was_just_said_is_not_shown_again(text: str) -> None:
    said = _answer(Sentence(text, (1,), True))
    assert not shows_quote(said, said.citations[0])


@pytest.mark.parametrize("text", ["shut", "The old mill shut.", "It [the mill] shut."])
def test_a_quote_that_was_said_otherwise_is_shown(text: str) -> None:
    said = _answer(Sentence(text, (1,), True))
    assert shows_quote(said, said.citations[0])


def test_a_quote_is_said_only_by_sentences_that_cite_it() -> None:
    said = _answer(Sentence("The mill shut.", (2,), True))
    assert shows_quote(said, said.citations[0])
    whole = _cited(1, "The mill shut. The bridge stands.")
    said = _answer(MILL, Sentence("The bridge stands.", (1,), True), citations=(whole,))
    assert not shows_quote(said, whole)


def test_an_article_of_the_library_is_not_quoted() -> None:
    said = _answer(Sentence("There is one.", (1,)), kind=Kind.LIBRARY)
    assert not shows_quote(said, said.citations[0])


def test_footnotes_of_one_article_stand_together_if_they_follow_each_other() -> None:
    notes = (_cited(1, "The mill"), _cited(2, "The bridge"), _cited(3, "The mill", OTHER), _cited(4, "The mill"))
    assert [[one.number for one in group] for group in by_article(notes)] == [[1, 2], [3], [4]]


# --- the short answer


@pytest.mark.parametrize(
    ("short", "found"),
    [
        ("mill", "mill"),
        ("the MILL.", "The mill"),
        ("bridge\nstands", "bridge stands"),
        ("mil", None),
        ("cow", None),
        ("", None),
        (None, None),
        ("The mill shut", None),
    ],
)
def test_the_short_answer_stands_out_where_there_is_more_than_it(short: str | None, found: str | None) -> None:
    pattern = standing_out([MILL, BRIDGE], short)
    match = pattern.search(text_of(Kind.FACT, [MILL, BRIDGE])) if pattern else None
    assert (match.group() if match else None) == found


def test_the_short_answer_is_no_part_of_a_date() -> None:
    pattern = standing_out([Sentence("It was 2024.", (1,), True)], "2024")
    assert pattern is not None
    match = pattern.search("2024-03-05: It was 2024. [1]")
    assert match is not None
    assert match.start() > 10


# --- pages


def test_the_pages_of_footnotes_stand_in_their_order() -> None:
    paged = replace(HIT, article=replace(HIT.article, pages=(0, 15)))
    mill, bridge = _cited(1, "The mill shut.", paged), _cited(2, "The bridge stands.", paged)
    assert pages_of(mill) == pages_of(mill, mill) == "p. 1"
    assert pages_of(mill, bridge) == "pp. 1, 2"
    assert pages_of(bridge, mill, bridge) == "pp. 2, 1, 2"
    assert pages_of(_cited(1, "The mill shut.")) == ""
