"""What of a chat is saved, and what is said where that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.chat_pilot import ask, ask_and_wait, questions, ready, session_of, shown, until
from tests.tui.chat_script import CITATIONS, HOLD, ScriptedAsker, ScriptedShelf, ScriptedWorkshop
from tests.tui.saving import SIZE, opened, saved, saving_app, turns

# Saving


@pytest.mark.asyncio
async def test_a_turn_is_saved_as_it_happens(tmp_path: Path) -> None:
    asker = ScriptedAsker(["The canal ", HOLD, "was blocked."])
    app = saving_app(tmp_path, asker)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask(pilot, "Why?")
        await until(pilot, lambda: saved(tmp_path) and saved(tmp_path)[0].turns[0].draft == "The canal ")
        assert turns(tmp_path) == [("Why?", "stopped")]  # to whoever is not writing it
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)
        (conversation,) = saved(tmp_path)
        assert conversation.turns[0].state == "answered"
        assert conversation.turns[0].answer is not None
        assert [one.quote for one in conversation.turns[0].answer.citations] == [one.quote for one in CITATIONS]
        await ask_and_wait(pilot, "Then?")
        assert turns(tmp_path) == [("Why?", "answered"), ("Then?", "answered")]
        assert session_of(app).id == conversation.id
        await pilot.press("ctrl+l")
        await ask_and_wait(pilot, "New?")
        assert [len(one.turns) for one in saved(tmp_path)] == [1, 2]


@pytest.mark.asyncio
async def test_editing_and_asking_again_replace_the_saved_turn_too(tmp_path: Path) -> None:
    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await ask_and_wait(pilot, "two")
        first = saved(tmp_path)[0].turns
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.chat.job is None and saved(tmp_path)[0].turns[1].number != first[1].number)
        assert turns(tmp_path) == [("one", "answered"), ("two", "answered")]
        await pilot.press("ctrl+e", "!", "enter")
        await until(pilot, lambda: app.chat.job is None and "two!" in questions(app))
        await until(pilot, lambda: app.chat.job is None)
        assert turns(tmp_path) == [("one", "answered"), ("two!", "answered")]


@pytest.mark.asyncio
async def test_failures_stops_and_what_was_cleared_away_are_saved_as_such(tmp_path: Path) -> None:
    asker = ScriptedAsker(error="the model has gone")
    app = saving_app(tmp_path, asker)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        asker.error, asker.tokens = None, ("word", HOLD)
        await ask(pilot, "two")
        await until(pilot, lambda: "word▌" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.chat.job is None)
        assert turns(tmp_path) == [("one", "failed"), ("two", "stopped")]
        assert saved(tmp_path)[0].turns[0].reason == "the model has gone"
        await ask(pilot, "three")
        await until(pilot, lambda: "word▌" in shown(app))
        await pilot.press("ctrl+l")
        await until(pilot, lambda: app.chat.job is None)
        assert turns(tmp_path)[2:] == [("three", "stopped")]
        assert session_of(app).id == ""


@pytest.mark.asyncio
async def test_where_nothing_can_be_saved_it_is_said_once_and_the_chat_goes_on(tmp_path: Path, told: list[str]) -> None:
    (tmp_path / "conversations.db").write_text("no database at all [b]x[/b] " * 100)
    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await until(pilot, lambda: told)
        await ask_and_wait(pilot, "one")
        await ask_and_wait(pilot, "two")
        (said,) = told
        assert "is not a file of Footnote's" in said or "is damaged" in said
        assert said.endswith("; this chat is not saved")
        await opened(pilot, "2 questions", "not saved: gone when you leave")
    assert (tmp_path / "conversations.db").read_text().startswith("no database")


@pytest.mark.asyncio
async def test_quitting_keeps_the_turn_and_closes_the_store(tmp_path: Path) -> None:
    app = saving_app(tmp_path, ScriptedAsker(["word", HOLD]))
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask(pilot, "one")
        await until(pilot, lambda: "word▌" in shown(app))
        await pilot.press("ctrl+q")
    assert app.settle(10)
    assert turns(tmp_path) == [("one", "stopped")]
    assert not (tmp_path / "conversations.db-wal").exists()


@pytest.mark.asyncio
async def test_another_library_has_its_own_conversations(tmp_path: Path, told: list[str]) -> None:
    own = ScriptedAsker(model="OwnLM")
    own.library = ScriptedShelf(folder=tmp_path / "own")
    workshop = ScriptedWorkshop(own)
    workshop.release.set()
    app = saving_app(tmp_path / "sample", workshop=workshop)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await pilot.press("f7", "x", "enter")
        await until(pilot, lambda: "A new chat begins" in str(told) and app.chat.asker is own)
        await until(pilot, lambda: questions(app) == [])
        assert str(tmp_path / "own")[:40] in shown(app).splitlines()[0]
        await ask_and_wait(pilot, "two")
        assert own.calls == [("two", ())]
    assert turns(tmp_path / "sample") == [("one", "answered")]
    assert turns(tmp_path / "own") == [("two", "answered")]
    assert app.settle(10)
