"""Another model and more articles, from inside the chat."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from tests.tui.chat_pilot import ask, ask_and_wait, ready, shown, until
from tests.tui.chat_script import HOLD, ScriptedAsker, ScriptedWorkshop, chat_app
from tui.dialog import LineScreen, completed
from tui.indexing import IndexScreen
from tui.libraries import LibrariesScreen


@pytest.mark.asyncio
async def test_the_model_is_switched_off_the_app_s_thread_and_one_question_may_wait() -> None:
    asker, workshop = ScriptedAsker(), ScriptedWorkshop()
    app = chat_app(asker, workshop=workshop)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await pilot.press("f6")
        assert "Now answering: ScriptedLM" in shown(app)
        await pilot.press(*"other", "enter")
        await until(pilot, lambda: workshop.asked == ["other"])
        assert "loading other" in shown(app)
        await ask(pilot, "two")
        assert "Loading other; waiting" in shown(app)
        workshop.release.set()
        await until(pilot, lambda: "Now answering: OtherLM" in shown(app))
        await until(pilot, lambda: workshop.opened.calls and app.chat.job is None)
        assert workshop.opened.calls[0][0] == "two"
        assert len(workshop.opened.calls[0][1]) == 1
        assert len(asker.calls) == 1


@pytest.mark.asyncio
async def test_a_model_that_does_not_load_is_one_line_and_the_old_one_stays() -> None:
    asker, workshop = ScriptedAsker(), ScriptedWorkshop(error="no model [b]'x'[/b]: give smollm2")
    workshop.release.set()
    app = chat_app(asker, workshop=workshop)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        await pilot.press("f6", "x", "enter")
        await until(pilot, lambda: "no model [b]'x'[/b]: give smollm2" in shown(app))
        await until(pilot, lambda: not app.chat.is_held)
        await ask_and_wait(pilot, "one")
        assert len(asker.calls) == 1


@pytest.mark.asyncio
async def test_no_switch_while_an_answer_is_in_the_making() -> None:
    asker = ScriptedAsker([HOLD])
    app = chat_app(asker, workshop=ScriptedWorkshop())
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        await ask(pilot)
        await until(pilot, lambda: asker.calls)
        await pilot.press("f6")
        assert not isinstance(app.screen, LineScreen)
        assert "stop the answer first" in shown(app)


@pytest.mark.asyncio
async def test_a_folder_is_indexed_with_progress_and_the_new_state_is_asked(tmp_path: Path) -> None:
    asker, workshop = ScriptedAsker(), ScriptedWorkshop()
    app = chat_app(asker, workshop=workshop)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        await pilot.press("f7")
        app.screen.query_one(Input).value = str(tmp_path)
        await pilot.press("enter")
        await until(pilot, lambda: "Reading articles" in shown(app))
        assert isinstance(app.screen, IndexScreen)
        workshop.release.set()
        await until(pilot, lambda: not isinstance(app.screen, IndexScreen))
        await until(pilot, lambda: "7 articles in the library" in shown(app))
        await ask_and_wait(pilot, "one")
        assert len(workshop.opened.calls) == 1
        assert asker.calls == []


@pytest.mark.asyncio
async def test_esc_stops_the_indexing_and_all_stays_as_it_was() -> None:
    asker, workshop = ScriptedAsker(), ScriptedWorkshop()
    app = chat_app(asker, workshop=workshop)
    async with app.run_test(size=(60, 20), notifications=True) as pilot:
        await until(pilot, ready(app))
        await pilot.press("f7", *"news", "enter")
        await until(pilot, lambda: "Reading articles" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, IndexScreen))
        await until(pilot, lambda: "Indexing stopped." in shown(app))
        await ask_and_wait(pilot, "one")
        assert len(asker.calls) == 1


@pytest.mark.asyncio
async def test_another_library_is_chosen_from_a_list_and_the_chat_begins_anew() -> None:
    asker, workshop = ScriptedAsker(), ScriptedWorkshop()
    app = chat_app(asker, workshop=workshop)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "one")
        await pilot.press("f9")
        await until(pilot, lambda: "3 libraries" in shown(app))
        assert isinstance(app.screen, LibrariesScreen)
        assert "› default · asked now" in shown(app)
        assert "mills" in shown(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: workshop.asked == ["/mills"] and "A new chat begins" in shown(app))
        assert "/mills" in shown(app).splitlines()[0]
        await until(pilot, lambda: not app.chat.is_held)
        await ask_and_wait(pilot, "two")
        assert workshop.opened.calls == [("two", ())]


@pytest.mark.asyncio
async def test_the_library_that_is_asked_is_no_other_and_one_that_does_not_open_changes_nothing() -> None:
    asker, workshop = ScriptedAsker(), ScriptedWorkshop(error="the library in /broken is damaged")
    app = chat_app(asker, workshop=workshop)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await until(pilot, ready(app))
        for keys in (("f9", "enter"), ("f9", "escape")):
            await pilot.press(keys[0])
            await until(pilot, lambda: "3 libraries" in shown(app))
            await pilot.press(*keys[1:])
        assert workshop.asked == []
        await pilot.press("f9")
        await until(pilot, lambda: "damaged" in shown(app))
        await pilot.press("end", "enter")
        await until(pilot, lambda: "the library in /broken is damaged" in shown(app))
        await until(pilot, lambda: not app.chat.is_held)
        await ask_and_wait(pilot, "one")
        assert len(asker.calls) == 1


def test_paths_are_completed(tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / ".hidden").mkdir()
    (tmp_path / "novel.gguf").touch()
    (tmp_path / "notes.txt").touch()
    assert completed(f"{tmp_path}/n") == f"{tmp_path}/news"
    assert completed(f"{tmp_path}/no") is None
    assert completed(f"{tmp_path}/no", ".gguf") == f"{tmp_path}/novel.gguf"
    assert completed(f"{tmp_path}/") == f"{tmp_path}/news"
    assert completed(f"{tmp_path}/missing/x") is None
    assert completed("~nobody-of-that-name/x") is None
