"""The chat application: opens the engine, quits, and hands keys to the chat."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any, ClassVar

from textual import on
from textual.app import App, ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Footer, Input, Static

from qa.types import Answer
from tui.chat import Chat
from tui.keys import KeysScreen
from tui.messages import Answered, Started, StartFailed
from tui.plain import one_line, seconds
from tui.ports import Start
from tui.startup import FailureScreen
from tui.worker import open_asker


class ChatApp(App[None]):
    """A conversation with the articles. `failure` is why it could not start, one line, if it could not."""

    CSS_PATH = "chat.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-short"), (26, "-tall")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop"),
        Binding("escape", "step_back", "Back", show=False),
        Binding("f1,question_mark", "keys", "Keys", key_display="F1"),
        Binding("f2", "panel", "Passages", key_display="F2"),
        Binding("ctrl+l", "new_chat", "New chat"),
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("ctrl+c", "interrupt", "Copy or quit", show=False, priority=True),
        Binding("pageup", "scroll_chat(-1)", "Scroll up", show=False),
        Binding("pagedown", "scroll_chat(1)", "Scroll down", show=False),
    ]

    def __init__(self, start: Start, *, title: str = "Footnote", subtitle: str = "") -> None:
        super().__init__()
        self.title = one_line(title)
        self.sub_title = one_line(subtitle)
        self.failure: str | None = None
        self.chat = Chat()
        self._start = start
        self._starting: threading.Thread | None = None

    def compose(self) -> ComposeResult:
        heading = Content.assemble((self.title, "bold $text-accent"), (f"  {self.sub_title}", "$foreground 60%"))
        yield Static(heading, id="heading")
        yield self.chat
        yield Static(Content("loading"), id="status")
        yield Footer()

    def on_mount(self) -> None:
        self.chat.prompt.focus()
        self._starting = open_asker(self._start, self.chat.post_message)

    # Starting

    @on(Started)
    def _started(self) -> None:
        self._show_status("ready")
        self.refresh(layout=True)  # a loader may have blanked what was painted meanwhile

    @on(StartFailed)
    def _start_failed(self, message: StartFailed) -> None:
        self.failure = message.reason
        self.push_screen(FailureScreen(message.reason))

    # The status line

    def _show_status(self, text: str) -> None:
        self.query_one("#status", Static).update(Content(text))

    @on(Answered)
    def _show_timings(self, message: Answered) -> None:
        self._show_status(status_of(message.answer))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        if action == "stop":
            return self.chat.answering
        return True

    def action_stop(self) -> None:
        self.chat.stop()

    def action_step_back(self) -> None:
        self.chat.back()

    def action_keys(self) -> None:
        self.push_screen(KeysScreen())

    def action_show_help_panel(self) -> None:
        self.action_keys()

    def action_panel(self) -> None:
        if not self.chat.desk.toggle_side():
            self.chat.prompt.focus()

    def action_new_chat(self) -> None:
        self.chat.call_later(self.chat.clear)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: Textual's own commands and the chat's."""
        yield from super().get_system_commands(screen)
        yield SystemCommand("New chat", "Clear the conversation and start anew", self.action_new_chat)

    def action_scroll_chat(self, pages: int) -> None:
        conversation = self.chat.desk.conversation
        conversation.scroll_relative(y=pages * max(conversation.size.height - 2, 1))

    def action_interrupt(self) -> None:
        """Ctrl+C copies where something is selected, and quits where nothing is."""
        selected = self.screen.get_selected_text()
        if selected is None and isinstance(self.focused, Input):
            selected = self.focused.selected_text or None
        if selected is None:
            self._leave()
        else:
            self.copy_to_clipboard(selected)

    # Leaving

    async def action_quit(self) -> None:
        self._leave()

    def _leave(self) -> None:
        self.exit(return_code=0 if self.failure is None else 2)

    def on_unmount(self) -> None:
        if self.chat.job is not None:
            self.chat.job.stop()

    def settle(self, timeout: float = 0.5) -> bool:
        """After the app ended: give a question's thread a moment to end too. True if no thread is left at work."""
        if self.chat.job is not None:
            self.chat.job.thread.join(timeout)
        threads = (self._starting, self.chat.job.thread if self.chat.job else None)
        return not any(thread is not None and thread.is_alive() for thread in threads)


def status_of(answer: Answer) -> str:
    """Model and timings, as far as they are known."""
    parts = [one_line(answer.model)]
    if answer.timings.first_token:
        parts.append(f"first word {seconds(answer.timings.first_token)}")
    if answer.timings.total:
        parts.append(f"answer {seconds(answer.timings.total)}")
    return " · ".join(part for part in parts if part)
