"""Chats that go on with a saved conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.chats.conversations import Conversations
from tests.tui.chat_pilot import answers, ask, questions, ready, shown, until
from tests.tui.chat_script import ScriptedAsker, answer, refusal
from tests.tui.saving import SIZE, saving_app, turns, write
from tui.exchange import Exchange
from tui.footnotes import PlaceRow
from tui.startup import FailureScreen

# Going on


@pytest.mark.asyncio
async def test_a_conversation_is_resumed_exactly_and_goes_on(tmp_path: Path) -> None:
    with Conversations.open(tmp_path) as store:
        key = write(tmp_path, answer("Why?"), refusal("Who?"), "half a [b]draft[/b]")
        store.fail(store.begin("Failed?", key), "the model has gone")
    asker = ScriptedAsker()
    app = saving_app(tmp_path, asker, resume=key)
    async with app.run_test(size=(120, 60)) as pilot:
        await ask(pilot, "More?")  # typed while it loads: it waits, and comes after what is resumed
        await until(pilot, lambda: asker.calls and app.chat.job is None)
        assert questions(app) == ["Why?", "Who?", "Stopped 3?", "Failed?", "More?"]
        assert answers(app)[0] == "The canal was blocked. [1] The bridge was not. [1][2]"
        assert answers(app)[1:4] == [
            "The articles do not say, though they write about this.",
            "half a [b]draft[/b] (stopped, not checked)",
            "the model has gone",
        ]
        cards = [exchange.card for exchange in app.query(Exchange)]
        assert [card.border_title for card in cards[:4]] == [
            "Answer",
            "Not in the articles",
            "Stopped",
            "Something went wrong",
        ]
        assert len(cards[0].query(PlaceRow)) == len(cards[1].query(PlaceRow)) == 2
        assert [turn.question for turn in asker.calls[0][1]] == ["Why?", "Who?"]
        await pilot.press("ctrl+r")
        await until(pilot, lambda: len(asker.calls) == 2 and app.chat.job is None)
    assert [question for question, _ in turns(tmp_path)] == ["Why?", "Who?", "Stopped 3?", "Failed?", "More?"]


@pytest.mark.asyncio
async def test_a_footnote_of_a_resumed_answer_opens_the_article_at_its_quote(tmp_path: Path) -> None:
    app = saving_app(tmp_path, resume=write(tmp_path, answer("Why?")))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: questions(app) == ["Why?"])
        await until(pilot, ready(app))
        assert "2 found" in shown(app)  # the passages are there again
        await pilot.press("tab", "enter")
        await until(pilot, lambda: app.chat.desk.reading)
        await until(pilot, lambda: "Paragraph 60 of a long article says things" in shown(app))
        await pilot.press("escape", "escape", "up")
        assert app.chat.prompt.value == "Why?"


@pytest.mark.asyncio
async def test_asking_again_replaces_a_resumed_turn(tmp_path: Path) -> None:
    asker = ScriptedAsker()
    app = saving_app(tmp_path, asker, resume=write(tmp_path, answer("Why?"), answer("Who?")))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: asker.calls and app.chat.job is None)
        assert asker.calls[0][0] == "Who?"
        assert len(asker.calls[0][1]) == 1
    assert turns(tmp_path) == [("Why?", "answered"), ("Who?", "answered")]


@pytest.mark.asyncio
async def test_an_unknown_id_ends_the_start(tmp_path: Path) -> None:
    app = saving_app(tmp_path, resume="nosuch")
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, lambda: isinstance(app.screen, FailureScreen))
        await pilot.press("x")
    assert app.return_code == 2
    assert app.failure is not None
    assert app.failure.startswith("there is no conversation 'nosuch'")
