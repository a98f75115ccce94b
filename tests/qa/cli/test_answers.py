"""How an answer is printed: its lines, the notes below it, and a refusal that nobody takes for an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.cli.answers import answer_lines, answer_text
from qa.cli.style import Style
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of

ENDLESS, NARROW, COLOURED = Style(10**6, colour=False), Style(40, colour=False), Style(80, colour=True)
SHUT = "The town of Marsh closed its oldest mill on Tuesday."
COST = "Repairs will cost 4.5 million euros."
HIT = hit_of(f"{SHUT} {COST}", 1, source="Gazette", date="2024-03-05")
OTHER = hit_of("The bridge stands.", 2)
ORIGIN = "Gazette · 2024-03-05 · 1.md · 0000000001"
ONE = Citation(1, HIT.article, SHUT, 0, len(SHUT))
TWO = Citation(2, HIT.article, COST, len(SHUT) + 1, len(SHUT) + 1 + len(COST))
THREE = Citation(3, OTHER.article, OTHER.passage.text, 0, len(OTHER.passage.text), (HIT.article,))
SAID = Answer(
    question="What closed?",
    standalone_question="What closed?",
    text="",
    abstained=False,
    confidence=0.9,
    sentences=(Sentence(SHUT, (1,), True), Sentence(COST, (2,), True), Sentence("It stands.", (3,), True)),
    citations=(ONE, TWO, THREE),
    retrieved=(HIT, OTHER),
    model="scripted",
)
REFUSED = replace(
    SAID,
    text="The articles do not say.",
    abstained=True,
    sentences=(),
    citations=(),
    nearest=(ONE, replace(THREE, number=2)),
)


def test_quotes_are_shown_only_where_they_were_not_said() -> None:
    assert answer_text(SAID, ENDLESS) == (
        f"{SHUT} [1] {COST} [2] It stands. [3]\n\n"
        f"[1] [2] Article 1\n    {ORIGIN}\n"
        "[3] Article 2 (also in 1 more)\n    2.md · 0000000002\n    “The bridge stands.”"
    )
    assert answer_lines(SAID, ENDLESS).splitlines()[2:] == [
        f"[1] [2] Article 1 · {ORIGIN}",
        "[3] Article 2 (also in 1 more) · 2.md · 0000000002 “The bridge stands.”",
    ]


def test_the_quotes_of_one_article_are_told_apart_by_their_numbers() -> None:
    reworded = replace(SAID, sentences=(Sentence("A mill closed.", (1,), True), Sentence(COST, (2,), True)))
    assert f"[1] [2] Article 1\n    {ORIGIN}\n    [1] “{SHUT}”\n[3]" in answer_text(reworded, ENDLESS)


def test_items_hang_and_numbers_stay_with_their_words() -> None:
    listed = answer_text(replace(SAID, kind=Kind.LIST), NARROW).split("\n\n")[0]
    assert listed == (
        "- The town of Marsh closed its oldest\n  mill on Tuesday. [1]\n"
        "- Repairs will cost 4.5 million\n  euros. [2]\n- It stands. [3]"
    )


def test_dates_are_a_column_where_there_is_room() -> None:
    dated = replace(SAID, sentences=(replace(SAID.sentences[0], as_of="2024-03-05"), SAID.sentences[1]))
    assert answer_text(dated, Style(60, colour=False)).startswith(
        f"2024-03-05: The town of Marsh closed its oldest mill on\n            Tuesday. [1]\n{COST} [2]\n\n"
    )
    assert answer_text(dated, NARROW).startswith("2024-03-05: The town of Marsh closed its\n  oldest mill on Tuesday")


def test_sides_stand_apart_under_their_names() -> None:
    sides = tuple(
        replace(one, label=name) for one, name in zip(SAID.sentences, ("Mill", "Mill", "Bridge"), strict=True)
    )
    text = answer_text(replace(SAID, sentences=sides, missing=("by how much",)), ENDLESS)
    assert text.startswith(
        f"Mill:\n  {SHUT} [1] {COST} [2]\n\nBridge:\n  It stands. [3]\n\n"
        "The articles do not say by how much.\n\n[1] [2]"
    )


def test_the_short_answer_is_bold_where_there_is_colour() -> None:
    short = replace(SAID, sentences=SAID.sentences[:1], citations=(ONE,), short_answer="oldest mill")
    assert "its \x1b[1moldest mill\x1b[0m on" in answer_text(short, COLOURED)
    assert "\x1b" not in answer_text(short, ENDLESS) + answer_lines(short, COLOURED)


def test_a_refusal_quotes_what_is_nearest_and_looks_like_no_answer() -> None:
    assert answer_text(REFUSED, ENDLESS) == (
        f"The articles do not say.\n\nNearest:\n  [1] “{SHUT}”\n      Article 1 · {ORIGIN}\n"
        "  [2] “The bridge stands.”\n      Article 2 (also in 1 more) · 2.md · 0000000002"
    )
    assert answer_lines(REFUSED, ENDLESS).splitlines()[2:4] == ["Nearest:", f"[1] “{SHUT}” Article 1 · {ORIGIN}"]
    assert answer_text(REFUSED, COLOURED).startswith("\x1b[33mThe articles do not say.\x1b[0m")
    assert not answer_text(SAID, COLOURED).startswith("\x1b")


def test_a_refusal_with_nothing_near_is_one_line() -> None:
    nothing = replace(REFUSED, nearest=())
    assert answer_text(nothing, ENDLESS) == answer_lines(nothing, ENDLESS) == "The articles do not say."


def test_small_talk_is_one_line() -> None:
    talk = replace(SAID, text="Hello.", sentences=(Sentence("Hello."),), citations=(), kind=Kind.SMALL_TALK)
    assert answer_text(talk, ENDLESS) == answer_lines(talk, ENDLESS) == "Hello."


def test_the_library_s_articles_are_named_and_not_quoted() -> None:
    newest = replace(SAID, sentences=(Sentence("It is this one.", (1,)),), citations=(ONE, THREE), kind=Kind.LIBRARY)
    notes = "[1] Article 1 · Gazette · 2024-03-05\n[3] Article 2"
    assert answer_text(newest, ENDLESS) == answer_lines(newest, ENDLESS) == f"It is this one. [1]\n\n{notes}"


@pytest.mark.parametrize("width", [1, 20, 41, 96])
def test_lines_are_as_wide_as_the_terminal(width: int) -> None:
    for said in (SAID, REFUSED, replace(SAID, kind=Kind.LIST)):
        for text in (answer_text(said, Style(width, colour=False)), answer_lines(said, Style(width, colour=False))):
            assert max(map(len, text.splitlines())) <= max(width, 20)
