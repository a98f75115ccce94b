"""The chat application: opens the engine, opens screens and dialogs, and hands keys to the chat."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.command import CommandPalette, Provider
from textual.content import Content
from textual.markup import escape
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from index.paths import pasted
from index.types import Filters
from qa.libraries import called
from qa.types import Answer
from tui.actions import Keymap, check_keymap, keys_of
from tui.archive import Archive, OpenStore, open_archive, open_saved
from tui.background import fetch
from tui.bindings import CHAT_BINDINGS
from tui.browser import LibraryScreen
from tui.chat import Chat
from tui.dialog import LineScreen, PathSuggester
from tui.filters import FilterScreen, UndatedCounted, filter_words
from tui.footer import KeyFooter
from tui.heading import Heading
from tui.history import ConversationsScreen, Outcome
from tui.indexing import IndexScreen
from tui.keys import KeysScreen
from tui.libraries import LibrariesScreen
from tui.messages import (
    Answered,
    ArticleRead,
    Changed,
    ChangeFailed,
    Failed,
    OriginalFound,
    OriginalWanted,
    Started,
    StartFailed,
)
from tui.original import found_original
from tui.palette import ArticleCommands
from tui.places import title_of, whole_article
from tui.plain import one_line, seconds
from tui.ports import Asker, Report, Shelf, Start, Workshop
from tui.startup import FailureScreen
from tui.worker import open_asker
from tui.workshop import OwnWorkshop

CHAT_ACTIONS = {binding.action.partition("(")[0] for binding in CHAT_BINDINGS}
EVERYWHERE = {"quit", "interrupt", "command_palette", "keys"}
"""Those that work on every screen; the others rest while something covers the chat."""
MODEL_HINT = "smollm2, a .gguf file, OWNER/REPOSITORY/FILE.gguf, or http://HOST:PORT/v1"


class ChatApp(App[None]):
    """A conversation with the articles. `failure` is why it could not start, one line, if it could not."""

    CSS_PATH = "chat.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (26, "-tall")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [*CHAT_BINDINGS]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = App.COMMANDS | {ArticleCommands}

    def __init__(
        self,
        start: Start,
        *,
        title: str = "Footnote",
        subtitle: str = "",
        keymap: Keymap | None = None,
        theme: str | None = None,
        workshop: Workshop | None = None,
        open_store: OpenStore = open_saved,
        resume: str | None = None,
    ) -> None:
        """`resume` is the id of a saved conversation. Raises FootnoteError for a keymap that cannot be."""
        super().__init__()
        self.title = one_line(title)
        self.sub_title = one_line(subtitle)
        self.failure: str | None = None
        self.chat = Chat()
        self.keymap = dict(keymap or {})
        check_keymap(self.keymap)
        self.set_keymap(self.keymap)
        if theme is not None:
            self.theme = theme
        self._heading = Heading(self.title, self.sub_title)
        self._start = start
        self._workshop = workshop or OwnWorkshop()
        self._open_store = open_store
        self._resume = resume
        self._threads: list[threading.Thread] = []
        self._archives: list[Archive] = []

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self.chat
        yield Static(Content("loading"), id="status")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.chat.prompt.focus()
        self._threads.append(open_asker(self._start, self.chat.post_message, self._open_store, self._resume))

    # Starting

    @on(Started)
    def _started(self, message: Started) -> None:
        self._show_status("ready")
        self._note_archive(message.archive)
        self.refresh(layout=True)  # a loader may have blanked what was painted meanwhile

    @on(StartFailed)
    def _start_failed(self, message: StartFailed) -> None:
        self.failure = message.reason
        self.push_screen(FailureScreen(message.reason))

    # The status line

    def _show_status(self, text: str) -> None:
        self.screen_stack[0].query_one("#status", Static).update(Content(one_line(text)))

    @on(Answered)
    def _show_timings(self, message: Answered) -> None:
        self._show_status(status_of(message.answer))

    @on(Failed)
    def _show_failure(self, message: Failed) -> None:
        self._say(message.reason, "error")

    def _say(self, text: str, severity: Any = "information") -> None:
        self.notify(one_line(text), severity=severity, markup=False)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        return self._can(action, uncovered=len(self.screen_stack) == 1)

    def _can(self, action: str, *, uncovered: bool) -> bool:
        """Whether an action makes sense now; `uncovered`: nothing lies over the chat."""
        if action == "clear_filter" and self.chat.filters == Filters():
            return False
        return uncovered or action in EVERYWHERE or action not in CHAT_ACTIONS

    async def action_step_back(self) -> None:
        await self.chat.back()

    def action_keys(self) -> None:
        if not isinstance(self.screen, KeysScreen):
            self.push_screen(KeysScreen(self.keymap))

    def action_show_help_panel(self) -> None:
        self.action_keys()

    def action_panel(self) -> None:
        if not self.chat.desk.toggle_side():
            self.chat.prompt.focus()

    def action_new_chat(self) -> None:
        self.chat.call_later(self.chat.clear)

    def action_edit(self) -> None:
        self.chat.edit_last()

    def action_again(self) -> None:
        self.chat.call_later(self.chat.ask_again)

    def action_scroll_chat(self, pages: int) -> None:
        self.chat.call_later(self.chat.desk.conversation.scroll_pages, pages)

    def action_interrupt(self) -> None:
        """Ctrl+C copies where something is selected, and quits where nothing is."""
        selected = self.screen.get_selected_text()
        if selected is None and isinstance(self.focused, Input):
            selected = self.focused.selected_text or None
        if selected is None:
            self._leave()
        else:
            self.copy_to_clipboard(selected)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: Textual's own commands, and whatever of the chat's can be done now."""
        own = {binding.description for binding in CHAT_BINDINGS}
        uncovered = screen is self.screen_stack[0]
        yield from (command for command in super().get_system_commands(screen) if command.title not in own)
        for binding in CHAT_BINDINGS:
            action = binding.action.partition("(")[0]
            if action not in ("command_palette", "interrupt") and self._can(action, uncovered=uncovered):
                help_text = escape(f"{binding.tooltip} ({keys_of(binding.id or '', self.keymap)})")
                yield SystemCommand(binding.description, help_text, self._runs(binding.action))

    def _runs(self, action: str) -> Callable[[], object]:
        """What runs an action later, when the palette is gone."""
        return lambda: self.call_later(self.run_action, action)

    # Which articles are asked

    def action_filter(self) -> None:
        self.push_screen(FilterScreen(self.chat.filters, self.shelf), self._filter)

    def action_clear_filter(self) -> None:
        self._filter(Filters())

    def _filter(self, filters: Filters | None) -> None:
        if filters is not None:
            self.chat.filters = filters
            self._heading.show(filter_words(filters), keys_of("filter_clear", self.keymap))
            self.refresh_bindings()
            if (shelf := self.shelf) is not None and (filters.since or filters.until):
                fetch("undated", self.post_message, lambda: UndatedCounted(shelf.count_undated(filters)))

    @on(UndatedCounted)
    def _say_undated(self, message: UndatedCounted) -> None:
        if message.any:
            self.notify(message.text)

    # The articles

    @property
    def shelf(self) -> Shelf | None:
        """The library, once it is open."""
        return self.chat.asker.library if self.chat.asker is not None else None

    def action_library(self) -> None:
        if self.shelf is None:
            self.chat.prompt.hint("still loading: the library opens in a moment")
        else:
            self.push_screen(LibraryScreen(self.shelf))

    def read_article(self, wanted: str) -> None:
        """Open the article of that id, in the library if that is on the screen, else beside the chat."""
        screens = [screen for screen in self.screen_stack if not isinstance(screen, CommandPalette)]
        if (shelf := self.shelf) is not None:
            fetch("article", screens[-1].post_message, lambda: ArticleRead(shelf.article(wanted)))

    @on(ArticleRead)
    def _article_read(self, message: ArticleRead) -> None:
        self.chat.desk.open((whole_article(message.article),))

    @on(OriginalWanted)
    def _find_original(self, message: OriginalWanted) -> None:
        if (shelf := self.shelf) is not None:
            fetch("original", self.post_message, lambda: found_original(message.article, message.page, shelf))

    @on(OriginalFound)
    def _open_original(self, message: OriginalFound) -> None:
        if message.address is None:
            self._say(f"The original of “{title_of(message.article, 60)}” is not there any more.", "warning")
        elif not (message.command and self.run_viewer(message.command)):
            self.open_url(message.address)

    def run_viewer(self, command: Sequence[str]) -> bool:
        """Start a program of its own beside the chat; False where it cannot be."""
        try:
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return False
        return True

    # Saved conversations

    def _note_archive(self, archive: Archive) -> None:
        """One that is to be closed in the end; where nothing is saved, that is said."""
        self._archives.append(archive)
        if archive.problem:
            self._say(archive.problem, "warning")

    def action_conversations(self) -> None:
        archive, shelf = self.chat.archive, self.shelf
        if archive is None or shelf is None:
            self.chat.prompt.hint("still loading: the conversations open in a moment")
        else:
            screen = ConversationsScreen(archive, shelf, self.chat.saved_in, self.chat.why_busy)
            self.push_screen(screen, self._conversations_left)

    def _conversations_left(self, outcome: Outcome | None) -> None:
        archive = self.chat.archive
        if outcome is not None and outcome.resumed is not None:
            self.chat.call_later(self.chat.resume, outcome.resumed)
        elif (outcome is not None and outcome.new) or (archive is not None and self.chat.saved_in in archive.deleted):
            self.action_new_chat()

    # Another model, more articles

    def action_model(self) -> None:
        if (asker := self._free_asker()) is not None:
            explanation = f"Now answering: {one_line(asker.model)}. Give {MODEL_HINT}."
            self.push_screen(LineScreen("Switch model", explanation, "smollm2", PathSuggester(".gguf")), self._switch)

    def _switch(self, wanted: str | None) -> None:
        asker, archive = self._free_asker() if wanted else None, self.chat.archive
        if wanted is None or asker is None or archive is None:
            return

        def work() -> Message:
            opened = self._workshop.with_model(asker, wanted)
            return Changed(opened, archive, f"Now answering: {opened.model}")

        self.chat.hold(f"Loading {one_line(wanted)}")
        self._show_status(f"loading {wanted} …")
        self._threads.append(fetch("model", self.post_message, work, ChangeFailed))

    def action_index(self) -> None:
        if self._free_asker() is not None:
            explanation = (
                "A folder of articles, or one file: .txt .md .html .pdf .docx .odt .rtf .epub .eml .mbox "
                ".json .jsonl .rss .xml .srt .vtt"
            )
            self.push_screen(LineScreen("Index a folder", explanation, "~/news", PathSuggester()), self._index)

    def _index(self, path: str | None) -> None:
        asker, archive = self._free_asker() if path else None, self.chat.archive
        if path is None or asker is None or archive is None:
            return

        def work(report: Report) -> Changed:
            opened, note = self._workshop.with_articles(asker, pasted(path), report)
            folder = opened.library.folder
            return Changed(
                opened, archive if folder == archive.folder else open_archive(folder, self._open_store), note
            )

        self.push_screen(IndexScreen(path, work, self._threads.append), self._indexed)

    def _indexed(self, message: Message | None) -> None:
        if message is not None:
            self.post_message(message)

    def action_libraries(self) -> None:
        if (asker := self._free_asker()) is not None:
            self.push_screen(LibrariesScreen(self._workshop.libraries, asker.library.folder), self._ask_library)

    def _ask_library(self, folder: Path | None) -> None:
        if folder is None or self._free_asker() is None:
            return

        def work() -> Message:
            opened = self._workshop.with_library(folder)
            return Changed(opened, open_archive(folder, self._open_store), f"Now asked: {called(folder)}")

        self.chat.hold(f"Opening {one_line(called(folder))}")
        self._show_status(f"opening {called(folder)} …")
        self._threads.append(fetch("library", self.post_message, work, ChangeFailed))

    def _free_asker(self) -> Asker | None:
        """The engine, if it is there and idle; else a hint says why not."""
        if self.chat.asker is None or self.chat.is_held:
            self.chat.prompt.hint("still loading: try again in a moment")
        elif self.chat.job is not None:
            self.chat.prompt.hint("stop the answer first, or wait for it")
        else:
            return self.chat.asker
        return None

    @on(Changed)
    def _changed(self, message: Changed) -> None:
        self._say(message.note)
        self._show_status(message.note)
        if message.archive is not self.chat.archive:
            self._note_archive(message.archive)
            self._heading.name_library(called(message.archive.folder))
            self._filter(self.chat.filters)
            self._say("A new chat begins. The one before is kept with the articles that it was about.")
        self.chat.call_later(self.chat.use, message.asker, message.archive)

    @on(ChangeFailed)
    def _change_failed(self, message: ChangeFailed) -> None:
        self._say(message.reason, "warning")
        self._show_status("ready")
        self.chat.call_later(self.chat.use, None)

    # Leaving

    async def action_quit(self) -> None:
        self._leave()

    def _leave(self) -> None:
        self.exit(return_code=0 if self.failure is None else 2)

    def on_unmount(self) -> None:
        if self.chat.job is not None:
            self.chat.job.stop()

    def settle(self, timeout: float = 0.5) -> bool:
        """After the app ended: give a question's thread a moment to end too, and close what was saved.

        True if no thread is left at work.
        """
        job = self.chat.job
        if job is not None:
            job.thread.join(timeout)
            self._threads.append(job.thread)
        if job is not None and job.thread.is_alive():
            job.leave()  # and nothing is closed under a thread that may yet write: the file is safe as it is
        else:
            for archive in self._archives:
                archive.store.close()
        return not any(thread.is_alive() for thread in self._threads)


def status_of(answer: Answer) -> str:
    """Model and timings, as far as they are known."""
    parts = [one_line(answer.model)]
    if answer.timings.first_token:
        parts.append(f"first word {seconds(answer.timings.first_token)}")
    if answer.timings.total:
        parts.append(f"answer {seconds(answer.timings.total)}")
    return " · ".join(part for part in parts if part)
