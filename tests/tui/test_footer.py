"""The line of keys at the bottom."""

from __future__ import annotations

import gc

import pytest
from chat_script import ScriptedAsker, chat_app
from test_chat import ask_and_wait, ready, until
from textual.widgets._footer import FooterKey

from tui.app import ChatApp
from tui.footer import KeyFooter


def _keys(app: ChatApp) -> list[FooterKey]:
    return list(app.screen.query_one(KeyFooter).query(FooterKey))


def _palettes(app: ChatApp) -> list[str]:
    return [key.key for key in _keys(app) if key.has_class("-command-palette")]


def _alive() -> int:
    gc.collect()
    return sum(isinstance(one, FooterKey) for one in gc.get_objects())


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
        assert [key.key for key in _keys(app) if key.action == "command_palette"] == [palette]
        assert [key.key for key in _keys(app) if key.action == "library"] == [library]


@pytest.mark.asyncio
async def test_keys_that_are_no_longer_shown_are_let_go() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(160, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        seen: set[tuple[str, ...]] = set()
        counts: list[int] = []
        for _ in range(3):
            for _ in range(15):
                await pilot.press("tab")
                await pilot.pause()
                seen.add(tuple(key.action for key in _keys(app)))
            app.chat.prompt.focus()
            await pilot.pause()
            await pilot.pause()
            counts.append(_alive())
        assert len(seen) > 1
        assert counts[-1] <= counts[0]
