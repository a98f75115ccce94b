"""Answers that are stopped, chats that are cleared or left."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.tui.chat_pilot import answers, ask, ask_and_wait, ready, shown, until
from tests.tui.chat_script import HOLD, ScriptedAsker, chat_app
from tui.answer import AnswerCard
from tui.evidence import PassageCard
from tui.exchange import Exchange
from tui.footnotes import PlaceRow

# Stopping, clearing, leaving


@pytest.mark.asyncio
async def test_escape_stops_at_once_and_keeps_the_partial_answer() -> None:
    asker = ScriptedAsker(["Half an", " answer.", HOLD, " never said"])
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "Half an answer.▌" in answers(app))
        await pilot.press("escape")
        assert app.query_one(AnswerCard).has_class("-stopped")
        await until(pilot, lambda: app.chat.job is None)
        assert answers(app) == ["Half an answer. [1]"]
        assert "Stopped" in shown(app)
        assert app.query(PlaceRow)


@pytest.mark.asyncio
async def test_stop_shows_at_once_even_if_the_engine_is_deaf() -> None:
    asker = ScriptedAsker(["Half an answer.", HOLD], deaf=True)
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "Half an answer.▌" in answers(app))
        await pilot.press("escape")
        assert "Stopped" in shown(app)
        assert "Half an answer." in shown(app)
        await ask(pilot, "next")
        assert "Stopping the last answer; waiting (esc takes it back): “next”" in shown(app)
        assert app.chat.prompt.value == ""
        await ask(pilot, "and one more")
        assert "one question waits already" in shown(app)
        assert app.chat.prompt.value == "and one more"
        asker.release.set()
        await until(pilot, lambda: len(asker.calls) == 2 and app.chat.job is None)
        assert [question for question, _ in asker.calls][1] == "next"
        assert asker.most_together == 1


@pytest.mark.asyncio
async def test_stop_before_the_first_word() -> None:
    app = chat_app(ScriptedAsker([HOLD]))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: app.query(PassageCard))
        await pilot.press("escape")
        await until(pilot, lambda: app.chat.job is None)
        assert answers(app) == ["(stopped before the first word)"]


@pytest.mark.asyncio
async def test_prompt_takes_keys_while_the_engine_is_blocked() -> None:
    asker = ScriptedAsker([HOLD])
    app = chat_app(asker)
    async with app.run_test() as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: asker.calls)
        await pilot.press(*"typing")
        assert app.query_one(Input).value == "typing"
        assert app.chat.job is not None
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)
        assert app.query_one(Input).value == "typing"


@pytest.mark.asyncio
async def test_new_chat_forgets_everything() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: not app.query(Exchange) and not app.query(PassageCard))
        assert "Ask about the articles." in shown(app)
        await ask_and_wait(pilot, "anew")
        assert asker.calls[1] == ("anew", ())


@pytest.mark.asyncio
async def test_new_chat_while_answering_drops_the_answer() -> None:
    asker = ScriptedAsker(["word", HOLD])
    app = chat_app(asker)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "word▌" in answers(app))
        await pilot.press("ctrl+l")
        await until(pilot, lambda: app.chat.job is None)
        assert not app.query(Exchange)
        assert not app.query(PassageCard)
        asker.release.set()
        await ask_and_wait(pilot, "anew")
        assert asker.calls[1] == ("anew", ())


@pytest.mark.asyncio
@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+c"])
async def test_quitting_while_answering_stops_the_engine(key: str) -> None:
    asker = ScriptedAsker(["word", HOLD])
    app = chat_app(asker)
    async with app.run_test() as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: "word▌" in answers(app))
        await pilot.press(key)
    app.settle()
    assert app.return_code == 0
    assert app.chat.job is not None
    app.chat.job.thread.join(60)
    assert app.chat.job.stopping
    assert not app.chat.job.thread.is_alive()
