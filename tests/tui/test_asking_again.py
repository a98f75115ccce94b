"""Editing the last question, asking it again, and no second question behind the user's back."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from qa.types import Turn
from tests.tui.chat_pilot import ask, ask_and_wait, questions, ready, shown, until
from tests.tui.chat_script import HOLD, ScriptedAsker, answer, chat_app
from tui.app import ChatApp


@pytest.mark.asyncio
async def test_an_edited_question_takes_the_place_of_the_last() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await pilot.press("ctrl+e")
        assert "nothing was asked yet" in shown(app)
        await ask_and_wait(pilot, "one")
        await ask_and_wait(pilot, "two")
        await pilot.press("tab", "ctrl+e")
        assert app.chat.prompt.has_focus
        assert app.chat.prompt.value == "two"
        assert "Editing the last question" in shown(app)
        await pilot.press("!", "enter")
        await until(pilot, lambda: len(asker.calls) == 3 and app.chat.job is None)
        assert questions(app) == ["one", "two!"]
        assert asker.calls[2] == ("two!", (Turn.of(answer("one")),))
        assert "Editing" not in shown(app)


@pytest.mark.asyncio
async def test_esc_leaves_the_editing_and_the_old_answer_stays() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await pilot.press("ctrl+e", "x", "escape")
        assert app.chat.prompt.value == ""
        assert not app.query(".-replaced")
        await ask_and_wait(pilot, "two")
        assert questions(app) == ["one", "two"]
        assert len(asker.calls[1][1]) == 1


@pytest.mark.asyncio
async def test_ctrl_r_asks_the_last_question_again_without_its_old_answer() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: len(asker.calls) == 2 and app.chat.job is None)
        assert questions(app) == ["one"]
        assert asker.calls[1] == ("one", ())


@pytest.mark.asyncio
async def test_a_second_question_is_refused_with_a_hint_and_stays_typed() -> None:
    asker = ScriptedAsker(["word", HOLD])
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot, "one")
        await until(pilot, lambda: asker.calls)
        await ask(pilot, "two")
        assert "one answer at a time" in shown(app)
        assert app.chat.prompt.value == "two"
        await pilot.press("ctrl+r")
        assert questions(app) == ["one"]
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)
        assert len(asker.calls) == 1
        assert app.chat.prompt.value == "two"


async def _stopping(pilot: Pilot[None], asker: ScriptedAsker, *keys: str) -> None:
    """An answer to "one" that was stopped and does not come to its end, then the keys."""
    app: ChatApp = pilot.app  # type: ignore[assignment]
    await until(pilot, ready(app))
    await ask(pilot, "one")
    await until(pilot, lambda: len(asker.calls) == 1)
    await pilot.press("escape", *keys)


@pytest.mark.asyncio
async def test_a_new_question_that_waits_replaces_nothing_though_editing_is_tried() -> None:
    asker = ScriptedAsker([HOLD], deaf=True)
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await _stopping(pilot, asker, "t", "w", "o", "enter", "ctrl+e")
        assert "one question waits already" in shown(app)
        assert "Editing" not in shown(app)
        asker.release.set()
        await until(pilot, lambda: len(asker.calls) == 2 and app.chat.job is None)
        assert questions(app) == ["one", "two"]


@pytest.mark.asyncio
async def test_an_edit_that_waited_and_was_taken_back_is_an_edit_again() -> None:
    asker = ScriptedAsker([HOLD], deaf=True)
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await _stopping(pilot, asker, "ctrl+e", "!", "enter")
        assert "“one!”" in shown(app)
        await pilot.press("escape")
        assert app.chat.prompt.value == "one!"
        assert "Editing the last question" in shown(app)
        await pilot.press("?", "enter")
        asker.release.set()
        await until(pilot, lambda: len(asker.calls) == 2 and app.chat.job is None)
        assert questions(app) == ["one!?"]


@pytest.mark.asyncio
async def test_a_repetition_that_waited_and_was_taken_back_is_forgotten() -> None:
    asker = ScriptedAsker([HOLD], deaf=True)
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await _stopping(pilot, asker, "ctrl+r")
        await until(pilot, lambda: "“one”" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "“one”" not in shown(app))
        assert app.chat.prompt.value == ""
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)
        assert questions(app) == ["one"]
        assert len(asker.calls) == 1
