"""The saved conversations beside the library that is asked. What is here may block: it is for threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from index.errors import FootnoteError
from index.paths import expanded
from qa.chats.saved import Conversation
from tui.ports import Shelf

if TYPE_CHECKING:
    from index.library import Library
    from qa.chats.conversations import Conversations
    from qa.chats.pen import Pen

# what the store needs is imported where it is needed, so that the chat is on the screen before that is read

OpenStore = Callable[[Path], "Conversations"]
Complain = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Archive:
    """One library's conversations. `problem` is one line on why they are not saved, empty where they are.

    `deleted` are the ids that can be brought back, the last deleted last; only the app's thread touches it.
    """

    store: Conversations
    folder: Path
    problem: str = ""
    deleted: list[str] = field(default_factory=list)


def open_saved(folder: Path) -> Conversations:
    """The conversations saved in a library's folder. Raises FootnoteError where they cannot be opened."""
    from qa.chats.conversations import Conversations

    return Conversations.open(folder)


def open_archive(folder: Path, open_store: OpenStore) -> Archive:
    """The folder's conversations; where they cannot be opened, some that are gone when the chat ends."""
    try:
        return Archive(open_store(folder), folder)
    except FootnoteError as error:
        from qa.chats.conversations import Conversations

        return Archive(Conversations.in_memory(), folder, f"{error}; this chat is not saved")


def load(archive: Archive, shelf: Shelf, key: str) -> Conversation:
    """A conversation with every answer as it was. Raises FootnoteError where there is none of that id."""
    from qa.chats.conversations import articles_of

    return archive.store.load(key, articles_of(cast("Library", shelf)))  # it asks a library for articles, no more


def export_to(archive: Archive, shelf: Shelf, key: str, name: str) -> Path:
    """Write a conversation to a new file, of the format that its name says. Returns its path."""
    from qa.chats.export import export

    file = expanded(name)
    export(load(archive, shelf, key), file)
    return file


def open_pen(archive: Archive, question: str, within: str, instead: int, complain: Complain) -> Pen:
    """Begin to save a question: in conversation `within` (empty: a new one), in place of turn `instead` (0: none)."""
    from qa.chats.pen import Pen

    if instead:
        try:
            archive.store.drop_turn(instead)
        except FootnoteError as error:
            complain(f"not saved: {error}")
    return Pen(archive.store, question, within or None, complain)
