"""Answers of several lines in the chat: their marks, bullets and dates; rows that repeat nothing; small talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Static

from qa.question.kind import Kind
from qa.types import Answer, Sentence
from tests.tui.chat_pilot import answers, ask_and_wait, ready, shown, text_of, until
from tests.tui.chat_script import BRIDGE, CANAL, ScriptedAsker, answer, chat_app, citation, refusal
from tui.answer import AnswerCard
from tui.app import ChatApp
from tui.footnotes import Footnotes, Nearest, PlaceRow
from tui.lines import AnswerLine, answer_content

SAYS = "Paragraph 60 of a long article says things of no interest at all, at some length, so that lines wrap."
FIRST = "Paragraph 1 of a long article says things"
LISTED = answer(
    "What?",
    Sentence(SAYS, (1,), True),
    Sentence("The bridge was **not**.", (2,), True),
    kind=Kind.LIST,
    citations=(citation(1, CANAL, SAYS), citation(2, BRIDGE, FIRST)),
)
DATED = replace(
    LISTED,
    kind=Kind.OVERVIEW,
    sentences=(
        replace(LISTED.sentences[0], as_of="2021-03-29"),
        replace(LISTED.sentences[1], as_of="2024-03-05"),
    ),
)


async def _answered(pilot: Pilot[None], said: Answer) -> ChatApp:
    """The chat, once it has answered that."""
    app = pilot.app
    assert isinstance(app, ChatApp)
    await until(pilot, ready(app))
    await ask_and_wait(pilot)
    assert app.chat.desk.conversation.last is not None
    assert app.chat.desk.conversation.last.saved.answer == said
    return app


def _app(said: Answer) -> ChatApp:
    return chat_app(ScriptedAsker(final=lambda _: said))


def _rows(line: AnswerLine) -> list[str]:
    """A line as it is painted, its left space with it."""
    size = line.outer_size
    return [strip.text.rstrip() for strip in line.render_lines(Region(0, 0, size.width, size.height))]


@pytest.mark.asyncio
async def test_items_hang_under_their_bullets_and_their_marks_open_the_article() -> None:
    async with _app(LISTED).run_test(size=(120, 40)) as pilot:
        app = await _answered(pilot, LISTED)
        first, second = app.query(AnswerLine)
        rows = _rows(first)
        assert rows[0].startswith("• Paragraph 60")
        assert all(row.startswith("  ") and not row.startswith("   ") for row in rows[1:])
        assert _rows(second) == ["• The bridge was not. [2]"]
        row = second.content_region
        await pilot.click(offset=(row.x + len("The bridge was not. ") + 1, row.y))
        await until(pilot, lambda: "[2]  2 of 2" in shown(app))


@pytest.mark.asyncio
async def test_dates_stand_beside_the_words_or_where_there_is_no_room_above_them() -> None:
    async with _app(DATED).run_test(size=(120, 40)) as pilot:
        app = await _answered(pilot, DATED)
        second = app.query(AnswerLine).last()
        assert _rows(second) == ["2024-03-05  The bridge was not. [2]"]
        await pilot.resize_terminal(40, 40)
        await until(pilot, lambda: _rows(second) == ["2024-03-05", "The bridge was not. [2]"])
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: _rows(second) == ["2024-03-05  The bridge was not. [2]"])


def test_all_of_an_answer_as_one_text() -> None:
    sides = tuple(replace(one, label=name) for one, name in zip(LISTED.sentences, ("Canal", "Bridge"), strict=True))
    said = replace(LISTED, kind=Kind.COMPARISON, sentences=sides, missing=("why",))
    assert answer_content(said).plain == (
        f"Canal\n{SAYS} [1]\nBridge\nThe bridge was not. [2]\nThe articles do not say why."
    )
    assert answer_content(LISTED).plain == f"• {SAYS} [1]\n• The bridge was not. [2]"


def test_the_short_answer_stands_out() -> None:
    said = answer_content(replace(LISTED, kind=Kind.FACT, short_answer="long article"))
    bold = [said.plain[span.start : span.end] for span in said.spans if str(span.style) == "bold"]
    assert bold == ["long article", "not"]


@pytest.mark.asyncio
async def test_a_row_says_what_the_answer_did_not() -> None:
    notes = (citation(1, CANAL, SAYS), citation(2, CANAL, FIRST), citation(3, CANAL, "Paragraph 2"))
    texts = (SAYS, "It says things.", "Paragraph 2.")
    said = replace(
        LISTED,
        sentences=tuple(Sentence(text, (number,), True) for number, text in enumerate(texts, start=1)),
        citations=notes,
    )
    async with _app(said).run_test(size=(120, 40)) as pilot:
        app = await _answered(pilot, said)
        rows = [text_of(row.query(Static).last()) for row in app.query(PlaceRow)]
        assert rows == ["The canal story  Example Wire · 2021-03-29", f"“{FIRST}”", "the same article"]
        await pilot.press("tab", "down", "down", "enter")
        await until(pilot, lambda: "[3]  3 of 3" in shown(app))


@pytest.mark.asyncio
async def test_what_is_nearest_opens_at_its_words() -> None:
    said = refusal()
    async with _app(said).run_test(size=(120, 40)) as pilot:
        app = await _answered(pilot, said)
        first = next(iter(app.query_one(Nearest).query(PlaceRow)))
        assert text_of(first.query(Static).last()).startswith("“Paragraph 60 of a long article says things”\n")
        await pilot.press("tab", "enter")
        await until(pilot, lambda: "[1]  1 of 2" in shown(app))


@pytest.mark.parametrize(
    ("kind", "title"),
    [(Kind.SMALL_TALK, ""), (Kind.LIBRARY, "Library")],
)
@pytest.mark.asyncio
async def test_what_no_article_was_searched_for_leaves_no_empty_lists(kind: Kind, title: str) -> None:
    said = answer("hi", Sentence("Hello."), kind=kind, citations=(), retrieved=())
    app = chat_app(ScriptedAsker([], final=lambda _: said, hits=()))
    async with app.run_test(size=(120, 40)) as pilot:
        await _answered(pilot, said)
        assert answers(app) == ["Hello."]
        assert (app.query_one(AnswerCard).border_title or "") == title
        assert not app.query(Footnotes)
        assert _nothing(app)()


def _nothing(app: ChatApp) -> Callable[[], bool]:
    return lambda: not any(words in shown(app) for words in ("0 ", "comes close", "not in the articles"))
