"""How a chat starts, or does not."""

from __future__ import annotations

import threading

import pytest
from textual.widgets import ProgressBar

from index.errors import FootnoteError
from index.types import Progress
from tests.tui.chat_pilot import ask, ready, shown, until
from tests.tui.chat_script import ScriptedAsker, chat_app
from tui.app import ChatApp
from tui.startup import FailureScreen

# Starting


@pytest.mark.asyncio
async def test_start_shows_progress_then_gets_out_of_the_way() -> None:
    hold = threading.Event()
    app = chat_app(ScriptedAsker(), [Progress("reading", 12, 300)], hold)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "Reading articles 12/300" in shown(app))
        bar = app.query_one(ProgressBar)
        assert (bar.progress, bar.total) == (12, 300)
        hold.set()
        await until(pilot, ready(app))
        assert "Reading" not in shown(app)


@pytest.mark.asyncio
async def test_question_typed_while_loading_waits_in_plain_sight() -> None:
    hold = threading.Event()
    asker = ScriptedAsker()
    app = chat_app(asker, hold=hold)
    async with app.run_test(size=(120, 40)) as pilot:
        await ask(pilot, "first")
        assert "“first”" in shown(app)
        await ask(pilot, "second")
        assert app.chat.prompt.value == "second"
        assert asker.calls == []
        hold.set()
        await until(pilot, lambda: asker.calls and app.chat.job is None)
        assert [question for question, _ in asker.calls] == ["first"]
        assert "waiting" not in shown(app)


@pytest.mark.asyncio
async def test_escape_takes_a_waiting_question_back() -> None:
    hold = threading.Event()
    asker = ScriptedAsker()
    app = chat_app(asker, hold=hold)
    async with app.run_test() as pilot:
        await ask(pilot, "first")
        await pilot.press("escape")
        assert app.chat.prompt.value == "first"
        hold.set()
        await until(pilot, ready(app))
        assert asker.calls == []


@pytest.mark.asyncio
async def test_failed_start_says_why_and_leaves_with_2() -> None:
    def start(_report: object) -> ScriptedAsker:
        raise FootnoteError("No articles in [bold]here[/bold]. Run", "footnote index PATH", "not-found")

    app = ChatApp(start)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        assert "No articles in [bold]here[/bold]. Run: footnote index PATH" in shown(app)
        await pilot.press("x")
    assert app.return_code == 2
    assert app.failure == "No articles in [bold]here[/bold]. Run: footnote index PATH"


@pytest.mark.asyncio
async def test_a_bug_in_start_is_a_failure_too() -> None:
    def start(_report: object) -> ScriptedAsker:
        raise KeyError("lost")

    app = ChatApp(start)
    async with app.run_test() as pilot:
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        await pilot.press("ctrl+q")
    assert app.return_code == 2
    assert app.failure is not None
    assert "KeyError" in app.failure
