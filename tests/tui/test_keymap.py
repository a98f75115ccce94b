"""Keys from the configuration, the help made of them, and the command palette."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from index.errors import FootnoteError
from tests.tui.chat_pilot import ask_and_wait, ready, shown, until
from tests.tui.chat_script import ScriptedAsker, chat_app
from tui.actions import actions, check_keymap, keys_of
from tui.actions import shown as shown_key
from tui.bindings import CHAT_BINDINGS
from tui.exchange import Exchange
from tui.keys import KeysScreen, keys_content
from tui.run import check_theme


def test_no_two_actions_share_a_name_or_by_default_a_key() -> None:
    known = actions({})
    assert len({one.id for one in known}) == len(known)
    assert all(one.does for one in known)
    check_keymap({})


@pytest.mark.parametrize(
    ("keymap", "said"),
    [
        ({"exit": "f9"}, "unknown action 'exit'.*quit"),
        ({"quit": "f1"}, "'keys' and 'quit'.*'?f1"),
        ({"reader_next": "p"}, "'reader_next' and 'reader_previous'"),
        ({"quit": "cntrl+x"}, "has 'cntrl\\+x', which is no key"),
        ({"quit": ""}, "is no key"),
        ({"quit": "f9,,f10"}, "is no key"),
        ({"library_by_date": "x", "list_open": "x"}, "both have the key x"),
    ],
)
def test_keys_that_cannot_be_are_one_line(keymap: dict[str, str], said: str) -> None:
    with pytest.raises(FootnoteError, match=said) as caught:
        check_keymap(keymap)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("keys", ["f12", "ctrl+g", "ctrl+shift+left", "f12, alt+x", "!", "left_square_bracket"])
def test_keys_that_can_be(keys: str) -> None:
    check_keymap({"library": keys})


def test_keys_as_people_write_them() -> None:
    assert shown_key("ctrl+e") == "Ctrl+E"
    assert shown_key("f1") == "F1"
    assert shown_key("question_mark") == "?"
    assert keys_of("keys", {}) == "F1 ?"
    assert keys_of("keys", {"keys": "f9,ctrl+g"}) == "F9 Ctrl+G"


def test_the_help_lists_every_action_and_the_keys_it_really_has() -> None:
    text = keys_content({"again": "f12"}).plain
    assert all(one.does in text for one in actions({}))
    line = next(line for line in text.splitlines() if "Ask the last question again" in line)
    assert line.startswith("F12 ")
    assert "Ctrl+R" not in text


def test_an_unknown_theme_names_those_there_are() -> None:
    check_theme(None)
    check_theme("textual-light")
    with pytest.raises(FootnoteError, match=r"unknown theme 'pink'.*nord"):
        check_theme("pink")


@pytest.mark.asyncio
async def test_a_rebound_key_works_and_the_old_one_does_not() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker, keymap={"again": "f12", "stop": "f10"}, theme="textual-light")
    async with app.run_test(size=(120, 60)) as pilot:
        await until(pilot, ready(app))
        assert app.theme == "textual-light"
        await ask_and_wait(pilot, "one")
        await pilot.press("ctrl+r")
        await pilot.pause()
        assert len(asker.calls) == 1
        await pilot.press("f12")
        await until(pilot, lambda: len(asker.calls) == 2 and app.chat.job is None)
        assert len(app.query(Exchange)) == 1
        await pilot.press("f1")
        assert isinstance(app.screen, KeysScreen)
        assert "F12" in shown(app)


@pytest.mark.asyncio
async def test_the_palette_has_every_action_and_the_articles() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        titles = {command.title for command in app.get_system_commands(app.screen)}
        wanted = {binding.description for binding in CHAT_BINDINGS} - {"Palette", "Copy or quit", "No filter"}
        assert wanted <= titles
        assert "Theme" in titles
        await pilot.press("ctrl+p", *"canal")
        await until(pilot, lambda: "Read: The canal story" in shown(app))
        assert isinstance(app.screen, CommandPalette)
        await pilot.press("enter")
        await until(pilot, lambda: app.chat.desk.reading)
        await until(pilot, lambda: "Paragraph 1 of a long article" in shown(app))
        await pilot.press("escape", "ctrl+p", *"library")
        await until(pilot, lambda: "Browse and search the articles" in shown(app))
        assert app.screen.query_one(Input).value == "library"


def test_the_documentation_names_every_action() -> None:
    text = (Path(__file__).parents[2] / "docs" / "chat.md").read_text("utf-8")
    table = text.partition("| where | actions |")[2]
    assert sorted(re.findall(r"`(\w+)`", table.partition("\n\n")[0])) == sorted(one.id for one in actions({}))
