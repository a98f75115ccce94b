"""The saved conversations: found as one types, each to go on with, rename, export or delete."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from index.errors import FootnoteError
from qa.chats.saved import Conversation, Summary
from tui.background import fetch
from tui.dialog import LineScreen, PathSuggester
from tui.find import FindLine
from tui.footer import KeyFooter
from tui.later import after_refresh
from tui.messages import Failed
from tui.plain import one_line
from tui.rows import Row, RowList

if TYPE_CHECKING:
    from qa.chats.session import ChatSession

MOST = 1000
"""More conversations than anybody looks through: the others are found by their words."""
QUESTIONS, ROOM_FOR_QUESTIONS = 13, 50
"""Widths in cells, see `RowList`."""
LONGEST_NAME = 60
ON_A_ROW = {"rename", "delete", "export", "undo", "new"}
"""Actions of keys that are letters in the line."""


class Listed(Message):
    """The conversations that have the words, the last used first."""

    def __init__(self, ticket: int, summaries: Sequence[Summary]) -> None:
        super().__init__()
        self.ticket = ticket
        self.summaries = summaries


class Loaded(Message):
    """The conversation to go on with."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation


class Done(Message):
    """Something was done to a conversation, or could not be; `note` is one line on what or why."""

    def __init__(self, note: str, *, failed: bool = False) -> None:
        super().__init__()
        self.note = note
        self.failed = failed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the chat goes on: with another conversation, with a new one (as where its own was deleted), or as it was."""

    resumed: Conversation | None = None
    new: bool = False


class ConversationsScreen(Screen[Outcome]):
    """A line to search with, and a list. Each list has a ticket: what comes for an older one is dropped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f8", "back", "Back", id="conversations_close", tooltip="Leave the search; then the list"),
        Binding(
            "slash,ctrl+f", "find", "Find", id="conversations_find", key_display="/", tooltip="Search what was said"
        ),
        Binding("n", "new", "New chat", id="conversations_new", tooltip="Begin a new conversation"),
        Binding("r", "rename", "Rename", id="conversations_rename", tooltip="Give the conversation a title"),
        Binding("e", "export", "Export", id="conversations_export", tooltip="Write the conversation to a new file"),
        Binding("delete", "delete", "Delete", id="conversations_delete", tooltip="Delete the conversation"),
        Binding("u", "undo", "Undo", id="conversations_undo", tooltip="Bring back what was deleted last"),
    ]

    def __init__(self, session: ChatSession, why_busy: Callable[[], str]) -> None:
        """`why_busy` says why no other conversation than the one in the chat can come now, if so."""
        super().__init__()
        self._session = session
        self._leaving: set[str] = set()  # the ids of those on their way out
        self._why_busy = why_busy
        self._note = ""
        self._list = RowList(QUESTIONS, ROOM_FOR_QUESTIONS)
        self._find = FindLine("Find conversations", self._start_list, self._list.focus)

    def compose(self) -> ComposeResult:
        yield self._find
        with Vertical(id="shelf"):
            yield Static("", id="columns", markup=False)
            yield self._list
        yield Static(Content("reading the list…"), id="shelf-status", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        self._list.focus()
        self._start_list()

    # The list

    def _start_list(self) -> None:
        """All conversations, or those that have the words in the line."""
        ticket, words = self._find.next_ticket(), self._find.words
        fetch("list", self.post_message, lambda: Listed(ticket, self._session.recent(words, MOST)))

    @on(Listed)
    def _listed(self, message: Listed) -> None:
        if message.ticket != self._find.ticket:
            return
        cursor, count = self._list.cursor, len(message.summaries)
        self._list.show(count)
        self._list.fill(0, [row_of(one) for one in message.summaries])
        if self._note:  # something was done to one of them: stay there
            self._list.cursor = min(cursor, max(count - 1, 0))
        self._say(self._note or self._counted(count))
        self._note = ""
        self.refresh_bindings()

    def _counted(self, count: int) -> str:
        if self._find.words:
            return f"{count:,} found · the last used first" if count else "Nothing found."
        saved = "" if not self._session.problem else " · not saved: gone when you leave"
        if not count:
            return f"No conversations yet{saved}"
        return f"{count:,} conversation{'' if count == 1 else 's'} · the last used first{saved}"

    def _say(self, text: str) -> None:
        self.query_one("#shelf-status", Static).update(Content(one_line(text)))
        self._name_columns()

    def _name_columns(self) -> None:
        title, rest = self._list.columns("Title", "Questions", "Last used")
        self.query_one("#columns", Static).update(Content(f"  {title}{rest}"))

    def on_resize(self) -> None:
        after_refresh(self, self._name_columns)

    # Going on with one

    @on(RowList.Chosen)
    def _resume(self, message: RowList.Chosen) -> None:
        key = message.row.id
        if key == self._session.id:
            self.dismiss(Outcome(new=self._session.is_deleted))
        elif reason := self._why_busy():
            self._say(reason)
        else:
            fetch("conversation", self.post_message, lambda: Loaded(self._session.load(key)))

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        if self.is_current:
            self.dismiss(Outcome(resumed=message.conversation))

    # Changing one

    def _chosen(self) -> Row | None:
        """The row under the cursor, unless it is on its way out."""
        row = self._list.row(self._list.cursor)
        return None if row is None or row.id in self._leaving else row

    def _do(self, work: Callable[[], str]) -> None:
        """Do on a thread what `work` does, show what it says, and list anew."""
        fetch("conversation", self.post_message, lambda: Done(work()), lambda why: Done(why, failed=True))

    @on(Done)
    def _done(self, message: Done) -> None:
        self._note = message.note
        if message.failed:
            self.post_message(Failed(message.note))  # which nobody overlooks
        self._start_list()

    def action_rename(self) -> None:
        if (row := self._chosen()) is not None:

            def rename(title: str | None) -> None:
                if title is not None:
                    self._do(lambda: self._renamed(row.id, title))

            self.app.push_screen(
                LineScreen("Rename", "The conversation's title", "", value=one_line(row.title)), rename
            )

    def _renamed(self, key: str, title: str) -> str:
        self._session.rename(title, key)
        return "Renamed."

    def action_delete(self) -> None:
        if (row := self._chosen()) is not None:
            self._leaving.add(row.id)
            self._do(lambda: self._deleted(row))

    def _deleted(self, row: Row) -> str:
        try:
            self._session.delete(row.id)
        except FootnoteError:
            self._leaving.discard(row.id)
            raise
        return f"Deleted “{one_line(row.title, 40)}”. It can be brought back for a day."

    def action_undo(self) -> None:
        if self._session.can_undo:
            self._do(self._restored)

    def _restored(self) -> str:
        self._leaving.discard(self._session.undo())
        return "Brought back."

    def action_export(self) -> None:
        if (row := self._chosen()) is not None:

            def export(name: str | None) -> None:
                if name is not None:
                    self._do(lambda: f"Written: {self._session.export(name, row.id)}")

            explanation = f"A new file, .md or .json; a bare name is in {one_line(str(Path.cwd()))}"
            self.app.push_screen(LineScreen("Export", explanation, "", PathSuggester(), file_name(row.title)), export)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "undo" and not self._session.can_undo:
            return False
        return self._list.has_focus if action in ON_A_ROW else True

    def action_find(self) -> None:
        self._find.focus()

    def action_new(self) -> None:
        self.dismiss(Outcome(new=True))

    def action_back(self) -> None:
        if self._find.value:
            self._find.clear()
            self._list.focus()
        elif self._find.has_focus:
            self._list.focus()
        else:
            self.dismiss(Outcome(new=self._session.is_deleted))


def row_of(one: Summary) -> Row:
    """A conversation as a row."""
    return Row(one.id, one.title, f"{one.questions:,} question{'' if one.questions == 1 else 's'}", day(one.updated))


def day(moment: str) -> str:
    """The day of a moment that is UTC in ISO, here where the user is."""
    return datetime.fromisoformat(moment).astimezone().date().isoformat()


def file_name(title: str) -> str:
    """A name for a file, made of the title's words."""
    words = "-".join(re.findall(r"[^\W_]+", title.casefold()))
    return f"{words[:LONGEST_NAME].strip('-') or 'conversation'}.md"
