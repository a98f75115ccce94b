"""The article reader, and what hostile text can do: nothing."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from qa.types import Sentence
from tests.tui.chat_pilot import answers, ask_and_wait, ready, shown, until
from tests.tui.chat_script import BRIDGE, CANAL, ScriptedAsker, answer, article, chat_app, citation, hit
from tui.answer import AnswerText
from tui.app import ChatApp
from tui.evidence import PassageCard
from tui.footnotes import PlaceRow
from tui.places import Place
from tui.plain import one_line, plain
from tui.reader import ArticleText, article_content

QUOTE = "Paragraph 60 of a long article says things"
SIZES = [(60, 20), (120, 40), (240, 70)]


def highlighted(app: ChatApp) -> str:
    """The words that stand out in the part of the article that is in view."""
    text = app.query_one(ArticleText)
    view = app.chat.desk.reader.query_one("#reader-scroll")
    lines = text.quote_lines()
    top = text.region.y
    assert lines
    assert view.region.y <= top + lines.start
    assert top + lines.stop <= view.region.bottom
    words = [
        segment.text
        for y in lines
        for segment in text.render_line(y)
        if segment.style is not None and segment.style.meta.get("quote")
    ]
    return " ".join("".join(words).split())


@pytest.mark.asyncio
@pytest.mark.parametrize("size", SIZES)
async def test_enter_on_a_footnote_opens_the_article_at_the_quote(size: tuple[int, int]) -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=size) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("tab")
        assert isinstance(app.focused, PlaceRow)
        row = app.focused
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert highlighted(app).replace(" ", "") == QUOTE.replace(" ", "")
        assert "The canal story" in shown(app)
        assert "Example Wire · 2021-03-29" in shown(app)
        assert "Also in: A copy of it" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert not app.chat.desk.reading
        assert app.focused is row
        assert "The canal was blocked" in answers(app)[0]


@pytest.mark.asyncio
async def test_quote_stays_in_view_when_the_terminal_is_resized() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(240, 70)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("tab", "enter")
        await pilot.resize_terminal(60, 20)
        await pilot.pause(0.2)
        assert highlighted(app).startswith("Paragraph 60")


@pytest.mark.asyncio
async def test_click_on_a_mark_opens_its_citation() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        line = answers(app)[0]
        await pilot.click(AnswerText, offset=(line.index("[2]") + 1, 0))
        await pilot.pause(0.1)
        assert app.chat.desk.reading
        assert "[2]  2 of 2" in shown(app)
        assert "https://example.org/bridge" in shown(app)
        assert highlighted(app) == "Paragraph 2 of a long article"


@pytest.mark.asyncio
async def test_click_on_a_footnote_and_on_a_passage() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.click(list(app.query(PlaceRow))[1])
        await pilot.pause(0.1)
        assert "[2]  2 of 2" in shown(app)
        await pilot.press("q")
        await pilot.click(list(app.query(PassageCard))[1])
        await pilot.pause(0.1)
        assert "Passage 2  2 of 2" in shown(app)


@pytest.mark.asyncio
async def test_n_and_p_walk_the_citations() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("tab", "enter", "n")
        await pilot.pause(0.1)
        assert "[2]  2 of 2" in shown(app)
        assert highlighted(app) == "Paragraph 2 of a long article"
        await pilot.press("n")
        assert "[2]  2 of 2" in shown(app)
        await pilot.press("p")
        await pilot.pause(0.1)
        assert "[1]  1 of 2" in shown(app)
        assert highlighted(app) == QUOTE


HOSTILE = (
    "[bold]x[/bold] [@click=app.quit]x[/] [/] [link=https://evil.example]y[/link] $x \x1b[31mred\x1b[0m\x07\x9b2J\ud800"
)


@pytest.mark.asyncio
async def test_hostile_text_is_shown_literally_and_does_nothing() -> None:
    bad = article("bad", f"{HOSTILE}\n\nmore", title=HOSTILE, source=HOSTILE, date=HOSTILE, url=HOSTILE)
    sentences = (Sentence(HOSTILE, (1,), True), Sentence(HOSTILE, (), False))
    cited = (citation(1, bad, HOSTILE, (bad,)),)
    final = answer(HOSTILE, *sentences, citations=cited, retrieved=(hit(bad, HOSTILE, 1, (bad,)),), model=HOSTILE)
    asker = ScriptedAsker([HOSTILE], final=lambda _question: final, hits=final.retrieved)
    asker.standalone = HOSTILE
    app = chat_app(asker)
    async with app.run_test(size=(240, 70)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("tab", "enter")
        await pilot.pause(0.1)
        screen = shown(app)
        assert screen.count("[bold]x[/bold] [@click=app.quit]x[/]") >= 5
        assert not any(code in screen for code in "\x1b\x07\x9b\ud800")
        screen.encode()
        text = app.query_one(AnswerText)
        column = str(text.visual).index("[@click=app.quit]x") + 17
        await pilot.click(text, offset=(column, 0))
        assert app.is_running
        assert app.return_code is None
        actions = {
            segment.style.meta.get("@click")
            for widget in app.query(Static)
            for y in range(widget.size.height)
            for segment in widget.render_line(y)
            if segment.style is not None and "@click" in segment.style.meta
        }
        assert actions == {"open_citation(1)"}


def test_plain_keeps_offsets_and_removes_control() -> None:
    nasty = "a\tb\r\nc\x1b[0m\x00\x7f\x9b\u202e\u2028\udfff"
    assert len(plain(nasty)) == len(nasty)
    assert plain(nasty).startswith("a b \nc␛[0m␀␡")
    assert plain(nasty).encode()
    assert plain("Naïve “quotes” — 東京 🙂") == "Naïve “quotes” — 東京 🙂"


def test_one_line_cuts_at_words() -> None:
    assert one_line("  two\n words ") == "two words"
    assert one_line("alpha beta gamma", 12) == "alpha beta…"
    assert len(one_line("x" * 500, 40)) == 40


def test_offsets_outside_the_text_highlight_what_there_is() -> None:
    text = BRIDGE.text
    assert article_content(Place("x", BRIDGE, len(text) + 5, len(text) + 9)).spans == []
    inside = article_content(Place("x", CANAL, -3, 5))
    assert {(span.start, span.end) for span in inside.spans} == {(0, 5)}
