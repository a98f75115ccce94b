"""The chat application: opens the engine, opens screens and dialogs, and hands keys to the chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.command import Provider
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from index.types import Filters
from qa.asker import Shelf
from qa.libraries import called
from tui.actions import Keymap, check_keymap
from tui.answer import status_of
from tui.articles import Articles
from tui.bindings import CHAT_ACTIONS, CHAT_BINDINGS, EVERYWHERE
from tui.changing import Changes
from tui.chat import Chat
from tui.filtering import Filtering
from tui.filters import UndatedCounted
from tui.footer import KeyFooter
from tui.heading import Heading
from tui.history import ConversationsScreen, Outcome
from tui.keys import KeysScreen
from tui.leaving import Open
from tui.messages import (
    ArticleRead,
    Changed,
    ChangeFailed,
    Failed,
    OriginalFound,
    OriginalWanted,
    Started,
    StartFailed,
    StatusChanged,
    TurnEnded,
)
from tui.palette import ArticleCommands, own_commands, without_own
from tui.places import title_of, whole_article
from tui.plain import one_line
from tui.ports import OpenStore, Start, Workshop
from tui.startup import FailureScreen
from tui.viewers import started
from tui.worker import open_session
from tui.workshop import OwnWorkshop

if TYPE_CHECKING:
    from qa.chats.session import ChatSession


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
        open_store: OpenStore | None = None,
        resume: str | None = None,
    ) -> None:
        """`resume` is the id of a saved conversation, `open_store` opens others than those on the disk. Raises
        FootnoteError for a keymap that cannot be.
        """
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
        self._open_store = open_store
        self._resume = resume
        self._open = Open()
        self._articles = Articles(self, self.chat)
        self._filtering = Filtering(self, self.chat, self._heading, self._articles, self.keymap)
        self._changes = Changes(self, self.chat, workshop or OwnWorkshop(), open_store, self._open.threads)

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self.chat
        yield Static(Content("loading"), id="status")
        yield KeyFooter()

    def on_mount(self) -> None:
        self.chat.prompt.focus()
        self._open.threads.append(open_session(self._start, self.chat.post_message, self._open_store, self._resume))

    # Starting

    @on(Started)
    def _started(self, message: Started) -> None:
        self._show_status("ready")
        self._note_session(message.session)
        self.refresh(layout=True)  # a loader may have blanked what was painted meanwhile

    @on(StartFailed)
    def _start_failed(self, message: StartFailed) -> None:
        self.failure = message.reason
        self.push_screen(FailureScreen(message.reason))

    def _show_status(self, text: str) -> None:
        self.screen_stack[0].query_one("#status", Static).update(Content(one_line(text)))

    @on(StatusChanged)
    def _status_changed(self, message: StatusChanged) -> None:
        self._show_status(message.text)

    @on(TurnEnded)
    def _show_timings(self, message: TurnEnded) -> None:
        if message.turn.answer is not None:
            self._show_status(status_of(message.turn.answer))

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

    async def action_interrupt(self) -> None:
        """Ctrl+C copies where something is selected, and quits where nothing is."""
        selected = self.screen.get_selected_text()
        if selected is None and isinstance(self.focused, Input):
            selected = self.focused.selected_text or None
        if selected is None:
            await self.action_quit()
        else:
            self.copy_to_clipboard(selected)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: Textual's own commands, and whatever of the chat's can be done now."""
        uncovered = screen is self.screen_stack[0]
        yield from without_own(super().get_system_commands(screen))
        yield from own_commands(self, self.keymap, lambda action: self._can(action, uncovered=uncovered))

    # Which articles are asked

    def action_filter(self) -> None:
        self._filtering.choose()

    def action_clear_filter(self) -> None:
        self._filtering.use(Filters())

    @on(UndatedCounted)
    def _say_undated(self, message: UndatedCounted) -> None:
        if message.any:
            self.notify(message.text)

    # The articles

    @property
    def shelf(self) -> Shelf | None:
        """The library, once it is open."""
        return self._articles.shelf

    def action_library(self) -> None:
        self._articles.show()

    def read_article(self, wanted: str) -> None:
        """Open the article of that id."""
        self._articles.read(wanted)

    @on(ArticleRead)
    def _article_read(self, message: ArticleRead) -> None:
        self.chat.desk.open((whole_article(message.article),))

    @on(OriginalWanted)
    def _find_original(self, message: OriginalWanted) -> None:
        self._articles.find_original(message)

    @on(OriginalFound)
    def _open_original(self, message: OriginalFound) -> None:
        if message.address is None:
            self._say(f"The original of “{title_of(message.article, 60)}” is not there any more.", "warning")
        elif not (message.command and self.run_viewer(message.command)):
            self.open_url(message.address)

    def run_viewer(self, command: Sequence[str]) -> bool:
        """Start a program of its own beside the chat; False where it cannot be."""
        return started(command)

    # Saved conversations

    def _note_session(self, session: ChatSession) -> None:
        """One that is to be closed in the end; where nothing is saved, that is said."""
        self._open.sessions.append(session)
        if session.problem:
            self._say(session.problem, "warning")

    def action_conversations(self) -> None:
        if self.chat.session is None:
            self.chat.prompt.hint("still loading: the conversations open in a moment")
        else:
            self.push_screen(ConversationsScreen(self.chat.session, self.chat.why_busy), self._conversations_left)

    def _conversations_left(self, outcome: Outcome | None) -> None:
        if outcome is not None and outcome.resumed is not None:
            self.chat.call_later(self.chat.resume, outcome.resumed)
        elif outcome is not None and outcome.new:
            self.action_new_chat()

    # Another model, more articles

    def action_model(self) -> None:
        self._changes.choose_model()

    def action_index(self) -> None:
        self._changes.choose_folder()

    def action_libraries(self) -> None:
        self._changes.choose_library()

    @on(Changed)
    def _changed(self, message: Changed) -> None:
        self._say(message.note)
        self._show_status(message.note)
        if self._changes.take(message):
            self._note_session(message.session)
            self._heading.name_library(called(message.asker.library.folder))
            self._filtering.use(self.chat.filters)
            self._say("A new chat begins. The one before is kept with the articles that it was about.")

    @on(ChangeFailed)
    def _change_failed(self, message: ChangeFailed) -> None:
        self._say(message.reason, "warning")
        self._show_status("ready")
        self.chat.call_later(self.chat.use)

    # Leaving

    async def action_quit(self) -> None:
        self.exit(return_code=0 if self.failure is None else 2)

    def on_unmount(self) -> None:
        if self.chat.job is not None:
            self.chat.job.stop()

    def settle(self, timeout: float = 0.5) -> bool:
        """After the app ended: end what is at work, within so many seconds. True if nothing is left."""
        return self._open.settle(self.chat.job, timeout)
