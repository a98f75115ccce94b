"""The screen of saved conversations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from qa.chats.saved import Conversation, SavedTurn
from tests.tui.chat_pilot import answers, ask, ask_and_wait, questions, ready, session_of, shown, until
from tests.tui.chat_script import HOLD, ScriptedAsker, answer, chat_app, refusal
from tests.tui.saving import SIZE, opened, saved, saving_app, turns, write
from tui.conversation import KEPT
from tui.dialog import LineScreen
from tui.exchange import Exchange
from tui.history import ConversationsScreen, file_name

# The list


@pytest.mark.asyncio
@pytest.mark.parametrize("size", [(60, 20), (120, 40)])
async def test_enter_goes_on_with_the_one_under_the_cursor(tmp_path: Path, size: tuple[int, int]) -> None:
    write(tmp_path, answer("Why the [b]canal[/b]?"), refusal("Who?"))
    write(tmp_path, answer("What of the bridge?"))
    asker = ScriptedAsker()
    app = saving_app(tmp_path, asker)
    async with app.run_test(size=size) as pilot:
        await until(pilot, ready(app))
        await opened(pilot, "› What of the bridge?", "  Why the [b]canal[/b]?", "2 questions", "2 conversations")
        assert saved(tmp_path)[0].updated[:4] in shown(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: questions(app) == ["Why the [b]canal[/b]?", "Who?"])
        assert app.chat.prompt.has_focus
        await ask_and_wait(pilot, "And?")
        assert len(asker.calls[0][1]) == 2
        await opened(pilot, "› Why the [b]canal[/b]?")  # the last used first
        await pilot.press("enter")  # it is there already
        await until(pilot, lambda: not isinstance(app.screen, ConversationsScreen))
        assert questions(app)[-1] == "And?"
        await opened(pilot, "What of the bridge?")
        await pilot.press("n")
        await until(pilot, lambda: questions(app) == [])
        await ask_and_wait(pilot, "Anew")
        await opened(pilot, "3 conversations")


@pytest.mark.asyncio
async def test_conversations_are_found_as_one_types(tmp_path: Path) -> None:
    write(tmp_path, answer("Why the canal?"))
    write(tmp_path, refusal("Who won?"))
    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await opened(pilot, "Why the canal?", "Who won?")
        await pilot.press("slash", *"bridg")  # a word of the answer, begun; r, d and g are no commands here
        await until(pilot, lambda: "1 found" in shown(app))
        assert "Who won?" not in shown(app)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: questions(app) == ["Why the canal?"])
        await opened(pilot, "Who won?")
        await pilot.press("slash", *"zzz")
        await until(pilot, lambda: "Nothing found." in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "2 conversations" in shown(app))
        await pilot.press("escape")
        assert not isinstance(app.screen, ConversationsScreen)


@pytest.mark.asyncio
async def test_a_conversation_is_renamed(tmp_path: Path, told: list[str]) -> None:
    write(tmp_path, answer("Why?"))
    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await opened(pilot, "› Why?")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        line = app.screen.query_one(Input)
        assert line.value == "Why?"
        line.value = "The [i]canal[/i]"
        await pilot.press("enter")
        await until(pilot, lambda: "› The [i]canal[/i]" in shown(app) and "Renamed." in shown(app))
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        app.screen.query_one(Input).value = "x" * 201
        await pilot.press("enter")
        await until(pilot, lambda: "a title has 1 to 200 characters" in str(told))
    assert saved(tmp_path)[0].title == "The [i]canal[/i]"


@pytest.mark.asyncio
async def test_what_was_deleted_can_be_brought_back(tmp_path: Path) -> None:
    write(tmp_path, answer("One?"))
    write(tmp_path, answer("Two?"))
    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await opened(pilot, "› Two?")
        await pilot.press("u")  # nothing yet
        await pilot.press("delete")
        await until(pilot, lambda: "› One?" in shown(app) and "Deleted “Two?”" in shown(app))
        await pilot.press("delete", "delete")
        await until(pilot, lambda: "› One?" not in shown(app) and "Deleted “One?”" in shown(app))
        assert saved(tmp_path) == []
        await pilot.press("escape", "f8")
        await until(pilot, lambda: "No conversations yet" in shown(app))
        await pilot.press("u")
        await until(pilot, lambda: "› One?" in shown(app))
        await pilot.press("u")
        await until(pilot, lambda: "Two?" in shown(app))
    assert len(saved(tmp_path)) == 2


@pytest.mark.asyncio
async def test_deleting_the_conversation_that_is_open_clears_the_chat(tmp_path: Path) -> None:
    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot, "One?")
        await opened(pilot, "› One?")
        await pilot.press("delete")
        await until(pilot, lambda: "Deleted" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: questions(app) == [])
        await ask_and_wait(pilot, "Two?")
    assert turns(tmp_path) == [("Two?", "answered")]


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [".md", ".json"])
async def test_a_conversation_is_exported_to_a_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[str], kind: str
) -> None:
    write(tmp_path, answer("Why the canal?"))
    monkeypatch.chdir(tmp_path)
    app = saving_app(tmp_path)

    async def export(pilot: Pilot[None], name: str) -> None:
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, LineScreen))
        line = app.screen.query_one(Input)
        assert line.value == "why-the-canal.md"
        line.value = name
        await pilot.press("enter")

    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await opened(pilot, "› Why the canal?")
        name = f"why-the-canal{kind}"
        await export(pilot, name)
        await until(pilot, lambda: "Written:" in shown(app))
        text = (tmp_path / name).read_text("utf-8")
        assert "Paragraph 60 of a long article says things" in text
        if kind == ".json":
            assert json.loads(text)["turns"][0]["state"] == "answered"
        await export(pilot, name)
        await until(pilot, lambda: "is there already" in str(told))
        assert (tmp_path / name).read_text("utf-8") == text


@pytest.mark.asyncio
async def test_no_other_conversation_while_an_answer_is_written(tmp_path: Path) -> None:
    write(tmp_path, answer("Old?"))
    asker = ScriptedAsker(["word", HOLD])
    app = saving_app(tmp_path, asker)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        await ask(pilot, "Now?")
        await until(pilot, lambda: "word▌" in shown(app))
        await opened(pilot, "› Now?", "Old?")
        await pilot.press("down", "enter")
        await until(pilot, lambda: "one answer at a time" in shown(app))
        await pilot.press("up", "enter")  # back to where the answer is written
        await until(pilot, lambda: not isinstance(app.screen, ConversationsScreen))
        assert questions(app) == ["Now?"]
        asker.release.set()
        await until(pilot, lambda: app.chat.job is None)


@pytest.mark.asyncio
async def test_a_store_that_breaks_is_one_line_and_the_answer_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    def begin(_store: Conversations, _question: str, _within: str | None = None) -> None:
        raise FootnoteError("cannot write [b]there[/b]", "the disk is full", "storage")

    app = saving_app(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        monkeypatch.setattr(Conversations, "begin", begin)
        await ask_and_wait(pilot, "one")
        await until(pilot, lambda: told == ["not saved: cannot write [b]there[/b]: the disk is full"])
        assert answers(app) == ["The canal was blocked. [1] The bridge was not. [1][2]"]
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.chat.job is None)
    assert saved(tmp_path) == []


@pytest.mark.asyncio
async def test_a_long_conversation_is_resumed_whole() -> None:
    turns: Sequence[SavedTurn] = [SavedTurn(f"Question {n}?", "", "answered", "", answer()) for n in range(60)]
    app = chat_app(ScriptedAsker())
    async with app.run_test(size=SIZE) as pilot:
        await until(pilot, ready(app))
        app.chat.call_later(app.chat.resume, Conversation("abc", "x", "", "", tuple(turns)))
        await until(pilot, lambda: "Question 59?" in shown(app))
        assert len(app.query(Exchange)) == KEPT
        assert len(session_of(app).history) == 60


def test_a_title_makes_a_name_of_a_file() -> None:
    assert file_name("Why the canal? 東京, déjà/../vu") == "why-the-canal-東京-déjà-vu.md"
    assert file_name("?!") == "conversation.md"
    assert len(file_name("word " * 50)) <= 63
