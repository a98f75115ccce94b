"""Running the chat in a real terminal, or for a tab of a browser."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from textual.color import Color
from textual.driver import Driver
from textual.drivers.web_driver import WebDriver
from textual.events import AppFocus
from textual.messages import ExitApp
from textual.theme import BUILTIN_THEMES, Theme

from index.errors import FootnoteError
from qa.addresses import is_web
from qa.settings import Settings, load_settings
from tui.actions import check_keymap
from tui.app import ChatApp
from tui.original import file_at
from tui.plain import one_line
from tui.ports import Start
from tui.workshop import OwnWorkshop

if TYPE_CHECKING:
    from qa.process.connected import Address


def run_chat(
    start: Start,
    *,
    title: str = "Footnote",
    subtitle: str = "",
    model: str | None = None,
    gpu_layers: int | None = None,
    resume: str | None = None,
    in_browser: bool = False,
    shared: Address | None = None,
) -> int:
    """Chat until the user quits. Returns the exit code: 0, or 2 if it could not start (said on stderr).

    `model` and `gpu_layers` are what --model and --gpu-layers took: engines that are opened later, over other articles,
    get the same. `resume` is the id of a saved conversation to go on with. `in_browser`: standard input and output lead
    to the server of a browser tab, and `shared` is where that shares its engines.
    Raises `FootnoteError` where there is no terminal to chat in, and for keys or a theme in the settings that are none.
    Does not return, but ends the process with that code, if the user quits while a native library is at work that
    nothing can interrupt.
    """
    if not (in_browser or (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty())):
        raise FootnoteError("the full-screen chat needs a terminal", "use footnote chat --plain", "invalid")
    settings = checked_settings()
    app = (TabApp if in_browser else ChatApp)(
        start,
        title=title,
        subtitle=subtitle,
        keymap=settings.keys,
        theme=settings.theme,
        workshop=OwnWorkshop(model, gpu_layers, shared),
        resume=resume,
    )
    with own_terminal():
        app.run()
        idle = app.settle()
    if app.failure is not None:
        print(f"footnote: {one_line(app.failure)}", file=sys.stderr)
    code = 2 if app.failure is not None or app.return_code else 0
    if not idle:
        leave_at_once(code)
    return code


def checked_settings() -> Settings:
    """The settings. Raises FootnoteError for a file that cannot be used, and for keys or a theme that are none."""
    settings = load_settings()
    check_theme(settings.theme)
    check_keymap(settings.keys)
    return settings


def check_theme(theme: str | None) -> None:
    """Raises FootnoteError for a theme that there is not."""
    if theme is not None and theme not in BUILTIN_THEMES:
        raise FootnoteError(
            f"unknown theme '{theme}'", f"the themes are {', '.join(sorted(BUILTIN_THEMES))}", "invalid"
        )


def leave_at_once(code: int) -> NoReturn:
    """End the process without Python's teardown, which would free a model under the thread that still runs it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@contextlib.contextmanager
def own_terminal() -> Iterator[None]:
    """Let Textual paint on private copies of file descriptors 1 and 2, and send those two nowhere meanwhile.

    Native libraries write to descriptors 1 and 2, and llama.cpp's loader points them at /dev/null for a while:
    the one would spoil the screen, the other blank it.
    """
    names = ("stdout", "stderr")
    saved = {name: (getattr(sys, name), getattr(sys, f"__{name}__")) for name in names}
    with Path(os.devnull).open("wb") as nowhere:
        for number, name in enumerate(names, start=1):
            saved[name][0].flush()
            copy = os.fdopen(os.dup(number), "w", encoding="utf-8", errors="replace")
            setattr(sys, name, copy)
            setattr(sys, f"__{name}__", copy)
            os.dup2(nowhere.fileno(), number)
        try:
            yield
        finally:
            for number, name in enumerate(names, start=1):
                copy = getattr(sys, f"__{name}__")
                copy.flush()
                os.dup2(copy.fileno(), number)
                setattr(sys, name, saved[name][0])
                setattr(sys, f"__{name}__", saved[name][1])


class TabDriver(WebDriver):
    """Paints to the server of a browser tab, and ends the app when that is gone or closes its end."""

    PATIENCE = 5.0
    """Seconds that an app may take to end before it is ended."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._writing = threading.Lock()
        self._write = self._send  # type: ignore[assignment]  # all that WebDriver writes goes through this

    def _send(self, packet: bytes) -> None:
        """Write one packet, whole: chunks of a file come from another thread. To a server that is gone, nothing."""
        with self._writing, contextlib.suppress(BrokenPipeError):
            while packet:
                packet = packet[os.write(self.fileno, packet) :]

    def start_application_mode(self) -> None:
        """Start, and take the tab for the focused one until it says otherwise.

        WebDriver takes it for not focused, and does so later than a quick browser says that it is.
        """
        super().start_application_mode()
        self._app.call_later(self._app.post_message, AppFocus())

    def run_input_thread(self) -> None:
        """Hand on what the browser sends. Where that ends before the app does, the app has to go as well."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._app.post_message(ExitApp())
            if not self.exit_event.wait(self.PATIENCE):
                leave_at_once(2)


class TabApp(ChatApp):
    """The chat in a browser tab, which opens web pages but no files."""

    def get_driver_class(self) -> type[Driver]:
        return TabDriver

    def on_mount(self) -> None:
        self.theme_changed_signal.subscribe(self, self._colour_margin)
        self._colour_margin(self.current_theme)

    def _colour_margin(self, theme: Theme) -> None:  # noqa: ARG002
        """Give the terminal the chat's background: it shows at the edges, where the window fits no whole character."""
        colour = Color.parse(self.theme_variables["background"])
        if self._driver is not None:
            self._driver.write("\x1b]111\x07" if colour.ansi is not None else f"\x1b]11;{colour.hex6}\x07")

    def run_viewer(self, command: Sequence[str]) -> bool:  # noqa: ARG002
        return False

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        if is_web(url):
            super().open_url(url, new_tab=new_tab)
        else:
            self._say(f"A browser tab opens no files. The original is {file_at(url)}")
