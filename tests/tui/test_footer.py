"""The line of keys at the bottom."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.chat_pilot import ask_and_wait, ready, until
from tests.tui.chat_script import ScriptedAsker, chat_app
from tui.app import ChatApp
from tui.footer import Key, KeyFooter


def _keys(app: ChatApp) -> tuple[Key, ...]:
    return app.screen.query_one(KeyFooter).placed()


def _line(app: ChatApp) -> str:
    return app.screen.query_one(KeyFooter).render().plain


def _palettes(app: ChatApp) -> list[str]:
    return [key.key for key in _keys(app) if key.action == "command_palette"]


async def _clicked(pilot: Pilot[None], action: str) -> None:
    (key,) = (key for key in _keys(pilot.app) if key.action == action)  # type: ignore[arg-type]
    await pilot.click(KeyFooter, offset=(key.at + 1, 0))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("keymap", "palette", "library"),
    [
        ({}, "ctrl+p", "f4"),
        ({"palette": "f12"}, "f12", "f4"),
        ({"palette": "f12", "library": "ctrl+p"}, "f12", "ctrl+p"),
    ],
)
async def test_the_palette_is_shown_once_with_the_key_it_has(
    keymap: dict[str, str], palette: str, library: str
) -> None:
    app = chat_app(ScriptedAsker(), keymap=keymap)
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, ready(app))
        await until(pilot, lambda: _palettes(app) == [palette])
        assert [key.key for key in _keys(app) if key.action == "library"] == [library]
        assert _line(app).count("Palette") == 1
        assert len(_line(app)) == 160


@pytest.mark.asyncio
async def test_the_keys_are_those_of_what_has_the_focus() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        assert "Open article" not in _line(app)
        await pilot.press("tab")
        await until(pilot, lambda: "⏎ Open article" in _line(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Open article" not in _line(app))


@pytest.mark.asyncio
async def test_a_click_presses_the_key_it_hits() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, ready(app))
        await until(pilot, lambda: bool(_palettes(app)))
        for action, screen in (("library", "LibraryScreen"), ("command_palette", "CommandPalette")):
            await _clicked(pilot, action)
            await until(pilot, lambda name=screen: name in type(app.screen).__name__)  # type: ignore[misc]
            await pilot.press("escape")
            await until(pilot, lambda: len(app.screen_stack) == 1)


@pytest.mark.asyncio
async def test_the_key_under_the_mouse_says_what_it_does() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, ready(app))
        await until(pilot, lambda: bool(_palettes(app)))
        footer = app.screen.query_one(KeyFooter)
        (library,) = (key for key in footer.placed() if key.action == "library")
        await pilot.hover(KeyFooter, offset=(library.at + 1, 0))
        await until(pilot, lambda: footer.tooltip == library.tooltip)
        assert library.tooltip
        await pilot.hover("#prompt")
        await until(pilot, lambda: footer.tooltip is None)


@pytest.mark.asyncio
@pytest.mark.parametrize("width", [20, 40, 60, 80, 100])
async def test_where_there_is_little_room_no_key_is_cut(width: int) -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(width, 24)) as pilot:
        await until(pilot, ready(app))
        await until(pilot, lambda: bool(_keys(app)))
        keys = _keys(app)
        assert all(f"{key.display} {key.description}" in _line(app) for key in keys)
        assert len(_line(app)) <= width
        assert keys[0].action == "quit"


@pytest.mark.asyncio
async def test_a_footer_that_goes_while_its_keys_change_leaves_no_error() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, ready(app))
        await until(pilot, lambda: bool(_palettes(app)))
        for _ in range(5):
            footer = KeyFooter()
            await app.screen.mount(footer)
            app.screen.bindings_updated_signal.publish(app.screen)
            await footer.remove()
            await pilot.pause()
        assert app.is_running
