"""Asking only some of the articles."""

from __future__ import annotations

import pytest
from textual.widgets import Input, Static

from index.errors import FootnoteError
from index.types import Filters
from tests.tui.chat_pilot import ask_and_wait, ready, shown, text_of, until
from tests.tui.chat_script import ScriptedAsker, chat_app
from tui.filters import FilterScreen, filter_words, parse_filters
from tui.heading import Heading


@pytest.mark.asyncio
async def test_the_filter_is_asked_with_shown_in_words_and_cleared() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        assert "No filter" not in shown(app)
        await pilot.press("f3")
        await pilot.press(*"2024", "down", "down", *"wire", "enter")
        await until(pilot, lambda: not isinstance(app.screen, FilterScreen))
        assert "only 2024-01-01 to now · wire" in shown(app)
        assert "F5 clears it" in shown(app)
        await ask_and_wait(pilot)
        assert asker.filters == [Filters("2024-01-01", None, "wire")]
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert app.query_one(Heading).is_on_screen
        await pilot.press("f3")
        assert app.screen.query_one("#since", Input).value == "2024-01-01"
        await pilot.press("escape", "f5")
        assert app.chat.filters == Filters()
        await pilot.pause()
        assert not app.query_one(Heading).is_on_screen
        await ask_and_wait(pilot, "again")
        assert asker.filters[1] == Filters()


@pytest.mark.asyncio
@pytest.mark.parametrize(("undated", "said"), [(0, False), (1, True), (1200, True)])
async def test_articles_left_out_for_want_of_a_date_are_counted(undated: int, said: bool) -> None:
    asker = ScriptedAsker()
    asker.library.undated = undated
    app = chat_app(asker)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        await pilot.press("f3")
        await pilot.press(*"2024", "enter")
        await until(pilot, lambda: "count_undated since 2024-01-01" in asker.library.asked)
        if said:
            await until(pilot, lambda: "left out" in shown(app))
        await pilot.pause()
        assert ("left out" in shown(app)) is said


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_a_bad_date_is_one_line_and_sources_are_suggested(size: tuple[int, int]) -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=size) as pilot:
        await until(pilot, ready(app))
        await pilot.press("f3")
        named = app.screen.query_one("#sources", Static)
        await until(pilot, lambda: "The [bold] Gazette" in text_of(named))
        assert "Example Wire · The [bold] Gazette · Marsh Post" in shown(app)
        await pilot.press(*"soon", "enter")
        await pilot.pause()
        assert isinstance(app.screen, FilterScreen)
        error = app.screen.query_one("#filter-error")
        assert "'soon' is not a date" in shown(app)
        assert error.is_on_screen
        assert error.region.bottom <= size[1]
        await pilot.press("down", "down", *"mar")
        await until(pilot, lambda: text_of(named) == "Marsh Post")
        await until(pilot, lambda: app.screen.query_one("#source", Input)._suggestion == "Marsh Post")
        await pilot.press("right")
        assert app.screen.query_one("#source", Input).value == "Marsh Post"
        assert all(name.startswith("footnote-") for name in asker.library.threads)


def test_filters_from_what_was_typed() -> None:
    assert parse_filters(" ", "", " ") == Filters()
    assert parse_filters("2024", "2024-02", " Wire ") == Filters("2024-01-01", "2024-02-29", "Wire")
    with pytest.raises(FootnoteError, match="is after"):
        parse_filters("2025", "2024", "")
    with pytest.raises(FootnoteError, match="not a date"):
        parse_filters("2024-13-01", "", "")


def test_filters_in_words() -> None:
    assert filter_words(Filters()) == ""
    assert filter_words(Filters("2024-01-01", None, "Reuters")) == "2024-01-01 to now · Reuters"
    assert filter_words(Filters(None, "2024-12-31")) == "up to 2024-12-31"
    assert filter_words(Filters("2024-01-01", "2024-12-31")) == "2024-01-01 to 2024-12-31"
