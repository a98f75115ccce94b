"""The library on the screen: any number of articles, found as one types."""

from __future__ import annotations

import threading

import pytest
from textual.pilot import Pilot

from tests.tui.chat_pilot import ready, shown, until
from tests.tui.chat_script import ScriptedAsker, ScriptedShelf, chat_app
from tui.app import ChatApp
from tui.browser import LibraryScreen
from tui.reader import Reader
from tui.rows import PAGE, RowList, columns, fitted


async def opened(pilot: Pilot[None], app: ChatApp) -> RowList:
    await until(pilot, ready(app))
    await pilot.press("f4")
    await until(pilot, lambda: isinstance(app.screen, LibraryScreen))
    articles = app.screen.query_one(RowList)
    await until(pilot, lambda: articles.row(0) is not None)
    return articles


def chat_with(count: int) -> tuple[ChatApp, ScriptedShelf]:
    asker = ScriptedAsker()
    asker.library = ScriptedShelf(count)
    return chat_app(asker), asker.library


@pytest.mark.asyncio
async def test_a_hundred_thousand_articles_are_read_a_page_at_a_time() -> None:
    app, shelf = chat_with(100_000)
    async with app.run_test(size=(120, 40)) as pilot:
        articles = await opened(pilot, app)
        assert "› The canal story" in shown(app)
        assert "100,000 articles · newest first" in shown(app)
        assert "Date ↓" in shown(app)
        assert shelf.asked == ["order date", "entries 0"]
        await pilot.press("end")
        await until(pilot, lambda: articles.row(99_999) is not None)
        await pilot.pause()
        assert "› Story number 99999" in shown(app)
        assert len(shelf.asked) <= 4
        await pilot.press("home", "s")
        await until(pilot, lambda: "by source" in shown(app))
        assert "order source" in shelf.asked
        assert all(name.startswith("footnote-") for name in shelf.threads)


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(60, 20), (120, 40), (240, 70)])
async def test_enter_opens_the_article_and_esc_goes_back(size: tuple[int, int]) -> None:
    app, _ = chat_with(3)
    async with app.run_test(size=size) as pilot:
        articles = await opened(pilot, app)
        assert "The canal story" in shown(app)
        assert "2021-03-29" in shown(app)
        await pilot.press("down", "up", "enter")
        reader = app.screen.query_one(Reader)
        await until(pilot, lambda: reader.has_focus)
        assert "Paragraph 1 of a long article" in shown(app)
        assert articles.is_on_screen is (size[0] >= 100)
        await pilot.press("escape")
        await pilot.pause()
        assert articles.has_focus
        assert articles.is_on_screen
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, LibraryScreen))
        assert app.chat.prompt.has_focus


@pytest.mark.asyncio
async def test_results_of_stale_keystrokes_are_dropped() -> None:
    app, shelf = chat_with(300)
    async with app.run_test(size=(120, 40)) as pilot:
        articles = await opened(pilot, app)
        shelf.slow.clear()
        await pilot.press("slash", *"slow")
        await until(pilot, lambda: "find slow" in shelf.asked)
        await pilot.press("ctrl+u", *"29")
        await until(pilot, lambda: "found · best first" in shown(app))
        found = articles.count
        assert found == 13
        shelf.slow.set()
        await until(pilot, lambda: not any(one.name == "footnote-find" for one in threading.enumerate()))
        assert articles.count == found
        assert shelf.asked.count("find 2") <= 1
        await pilot.press("enter")
        assert articles.has_focus
        await pilot.press("escape")
        await until(pilot, lambda: articles.count == 300)
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "Nothing found." in shown(app))


@pytest.mark.asyncio
async def test_resizing_loses_neither_row_nor_article() -> None:
    app, _ = chat_with(5 * PAGE)
    async with app.run_test(size=(240, 70)) as pilot:
        articles = await opened(pilot, app)
        await pilot.press("pagedown", "pagedown")
        current = articles.cursor
        await pilot.resize_terminal(60, 20)
        await pilot.pause(0.1)
        assert articles.cursor == current
        assert f"› Story number {current}" in shown(app)


def test_columns_fit_whatever_the_letters() -> None:
    assert fitted("東京の話", 5) == "東京…"
    title, about = columns("東京の話" * 30, "Source", "2020-01-02", 80)
    assert "Source" in about
    title, about = columns("Title", "Source", "2020-01-02", 40)
    assert about == "  2020-01-02"
    assert len(title + about) == 40
