"""The full-screen chat's conversations: saved as they happen, listed, resumed, changed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from chat_script import CITATIONS, HOLD, ScriptedAsker, ScriptedShelf, ScriptedWorkshop, answer, chat_app, refusal
from test_asking_again import questions
from test_chat import answers, ask, ask_and_wait, ready, shown, until
from textual.pilot import Pilot
from textual.widgets import Input

from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from qa.chats.saved import Conversation, SavedTurn
from qa.types import Answer
from tui.app import ChatApp
from tui.conversation import KEPT
from tui.dialog import LineScreen
from tui.exchange import Exchange
from tui.footnotes import PlaceRow
from tui.history import ConversationsScreen, file_name
from tui.startup import FailureScreen

SIZE = (120, 40)


def saving_app(folder: Path, asker: ScriptedAsker | None = None, **options: object) -> ChatApp:
    """A chat over a library in that folder, its conversations on the disk."""
    asker = asker or ScriptedAsker()
    asker.library.folder = folder
    return chat_app(asker, open_store=Conversations.open, **options)


def saved(folder: Path) -> list[Conversation]:
    """What is on the disk, as another process sees it, the last used first."""
    with Conversations.open(folder) as store:
        return [store.load(one.id, lambda _: None) for one in store.recent()]


def turns(folder: Path) -> list[tuple[str, str]]:
    (conversation,) = saved(folder)
    return [(turn.question, turn.state) for turn in conversation.turns]


def write(folder: Path, *finals: Answer | str) -> str:
    """A conversation with these answers; a text is the draft of a question that was stopped. Returns its id."""
    with Conversations.open(folder) as store:
        key: str | None = None
        for number, final in enumerate(finals, start=1):
            writing = store.begin(final.question if isinstance(final, Answer) else f"Stopped {number}?", key)
            key = writing.conversation
            if isinstance(final, Answer):
                store.finish(writing, final)
            else:
                store.grow(writing, final)
                store.stop(writing)
        assert key is not None
        return key


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What notifications say; they themselves go away in time."""
    said: list[str] = []
    monkeypatch.setattr(ChatApp, "notify", lambda _app, message, **_: said.append(message))
    return said


async def opened(pilot: Pilot[None], *titles: str) -> ConversationsScreen:
    """The list, with these titles on it."""
    app = pilot.app
    assert isinstance(app, ChatApp)
    await pilot.press("f8")
    await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
    for title in titles:
        await until(pilot, lambda: title in shown(app))  # noqa: B023
    screen = app.screen
    assert isinstance(screen, ConversationsScreen)
    return screen


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
        assert app.chat.session.id == conversation.id
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
        assert app.chat.session.id == ""


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
        assert len(app.chat.session.history) == 60


def test_a_title_makes_a_name_of_a_file() -> None:
    assert file_name("Why the canal? 東京, déjà/../vu") == "why-the-canal-東京-déjà-vu.md"
    assert file_name("?!") == "conversation.md"
    assert len(file_name("word " * 50)) <= 63
