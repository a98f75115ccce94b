"""A chat whose conversations are saved in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from qa.chats.conversations import Conversations
from qa.chats.saved import Conversation
from qa.types import Answer
from tests.tui.chat_pilot import shown, until
from tests.tui.chat_script import ScriptedAsker, chat_app
from tui.app import ChatApp
from tui.history import ConversationsScreen

SIZE = (120, 40)


def saving_app(folder: Path, asker: ScriptedAsker | None = None, **options: Any) -> ChatApp:
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
