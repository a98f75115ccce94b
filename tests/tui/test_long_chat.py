"""Conversations of hundreds of questions: what is on the screen stays small, and nothing is lost."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from qa.chats.saved import Conversation as SavedConversation
from qa.chats.saved import SavedTurn
from tests.tui.chat_pilot import ready, session_of, shown, until
from tests.tui.chat_script import HOLD, ScriptedAsker, answer, chat_app, refusal
from tui.app import ChatApp
from tui.conversation import KEPT, MOST, Earlier
from tui.exchange import Exchange
from tui.footnotes import PlaceRow

SIZE = (120, 40)
# scripts/soak_chat.py asks the real program more.
COUNT = 50
SIZES = ((120, 40), (60, 20), (80, 24), (240, 70))


def questions(app: ChatApp) -> list[str]:
    return [exchange.question for exchange in app.query(Exchange)]


async def asked(pilot: Pilot[None], asker: ScriptedAsker, question: str) -> None:
    app: ChatApp = pilot.app  # type: ignore[assignment]
    count = len(asker.calls)
    app.chat.prompt.value = question
    await pilot.press("enter")
    await until(pilot, lambda: len(asker.calls) == count + 1 and app.chat.job is None)


async def resumed(pilot: Pilot[None], count: int) -> None:
    app: ChatApp = pilot.app  # type: ignore[assignment]
    await until(pilot, ready(app))
    turns = tuple(SavedTurn(f"Question {n}?", "", "answered", "", answer(f"Question {n}?")) for n in range(count))
    app.chat.call_later(app.chat.resume, SavedConversation("abc", "x", "", "", turns))
    await until(pilot, lambda: f"Question {count - 1}?" in shown(app))


def named(first: int, last: int) -> list[str]:
    return [f"Question {n}?" for n in range(first, last + 1)]


@pytest.mark.asyncio
@pytest.mark.slow
async def test_the_oldest_make_room_and_the_engine_still_hears_of_them() -> None:
    asker = ScriptedAsker()
    app = chat_app(asker)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        assert not app.query_one(Earlier).display
        for number in range(MOST + 1):
            await asked(pilot, asker, f"Question {number}?")
        assert questions(app) == named(MOST - KEPT, MOST)
        assert app.query_one(Earlier).display
        await asked(pilot, asker, "And then?")
    assert [turn.question for turn in asker.calls[-1][1]] == named(0, MOST)


@pytest.mark.asyncio
@pytest.mark.parametrize("way", ["enter", "click", "pageup"])
async def test_earlier_questions_come_back(way: str) -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=SIZE) as pilot:
        await resumed(pilot, 3 * KEPT + 2)
        conversation = app.chat.desk.conversation
        assert questions(app) == named(2 * KEPT + 2, 3 * KEPT + 1)
        conversation.release_anchor()
        conversation.scroll_home(animate=False)
        await until(pilot, lambda: f"▲ {2 * KEPT + 2} earlier questions" in shown(app))
        if way == "enter":
            app.query_one(Earlier).focus()
            await pilot.press("enter")
        elif way == "click":
            await pilot.click(Earlier)
        else:
            await pilot.press("pageup")
        await until(pilot, lambda: len(questions(app)) == 2 * KEPT)
        assert questions(app) == named(KEPT + 2, 3 * KEPT + 1)
        await until(pilot, lambda: f"Question {2 * KEPT + 2}?" in shown(app) or way == "pageup")
        assert [turn.question for turn in session_of(app).history] == named(0, 3 * KEPT + 1)


@pytest.mark.asyncio
async def test_all_of_them_come_back_and_then_none_are_earlier() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=SIZE) as pilot:
        await resumed(pilot, KEPT + 1)
        app.query_one(Earlier).focus()
        await pilot.press("enter")
        await until(pilot, lambda: questions(app) == named(0, KEPT))
        assert not app.query_one(Earlier).display


@pytest.mark.asyncio
async def test_a_new_chat_has_no_earlier_questions() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=SIZE) as pilot:
        await resumed(pilot, 2 * KEPT)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: not questions(app))
        assert not app.query_one(Earlier).display
        assert session_of(app).history == []


@pytest.mark.asyncio
async def test_what_is_typed_behind_enter_stays() -> None:
    asker = ScriptedAsker([HOLD])
    app = chat_app(asker)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        app.chat.prompt.value = "  Why? "
        app.chat.prompt.cursor_position = len(app.chat.prompt.value)
        await pilot.press("enter", "x", "y")
        await until(pilot, lambda: app.chat.prompt.value == "xy")
        assert [question for question, _ in asker.calls] == ["Why?"]
        asker.release.set()


def _final(question: str) -> object:
    return refusal(question) if "refuse" in question else answer(question)


@pytest.mark.asyncio
@pytest.mark.slow
async def test_many_questions_with_stops_resizes_and_opened_footnotes(note: Callable[[str], None]) -> None:
    chance = random.Random(4)
    asker = ScriptedAsker(["Words ", "and words."], final=_final)  # type: ignore[arg-type]
    app = chat_app(asker)
    widgets: list[int] = []
    done = {"stops": 0, "resizes": 0, "opened": 0}
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        for number in range(COUNT):
            stops = chance.random() < 0.25
            asker.tokens = ["Words ", HOLD] if stops else ["Words ", "and words."]
            app.chat.prompt.value = f"{chance.choice(('Why', 'refuse'))} {number}?"
            await pilot.press("enter")
            if stops:
                while app.chat.job is None:
                    await asyncio.sleep(0.01)
                await pilot.press("escape")
                done["stops"] += 1
            if chance.random() < 0.2:
                await pilot.resize_terminal(*chance.choice(SIZES))
                done["resizes"] += 1
            while not (len(asker.calls) == number + 1 and app.chat.job is None):
                await asyncio.sleep(0.01)
            if chance.random() < 0.3 and app.query(PlaceRow):
                await pilot.press("tab", "enter")
                await until(pilot, lambda: app.chat.desk.reading)
                await pilot.press("escape", "escape")
                await until(pilot, lambda: app.chat.prompt.has_focus)
                done["opened"] += 1
            widgets.append(len(app.query("*")))
        assert len(session_of(app).history) + done["stops"] >= COUNT
        assert max(widgets[20:]) <= 1.1 * max(widgets[:20])
    assert all(done.values())
    note(f"{COUNT} questions, {done}: {widgets[19]} widgets after 20, {widgets[-1]} in the end")


@pytest.mark.asyncio
async def test_tab_leads_to_the_newest_footnotes_there_are() -> None:
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=(60, 20)) as pilot:
        await until(pilot, ready(app))
        answered = [SavedTurn(f"Question {n}?", "", "answered", "", answer(f"Question {n}?")) for n in range(KEPT + 3)]
        turns = (*answered, SavedTurn("And then?", "", "stopped", "Nothing yet"))
        app.chat.call_later(app.chat.resume, SavedConversation("abc", "x", "", "", turns))
        await until(pilot, lambda: "And then?" in shown(app))
        app.chat.prompt.focus()
        await pilot.press("tab")
        focused = app.focused
        assert isinstance(focused, PlaceRow)
        assert focused in app.query(Exchange)[-2].query(PlaceRow)
