"""Running the chat in a real terminal."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from textual.theme import BUILTIN_THEMES

from index.errors import FootnoteError
from qa.settings import load_settings
from tui.app import ChatApp
from tui.ports import Start
from tui.workshop import OwnWorkshop


def run_chat(
    start: Start, *, title: str = "Footnote", subtitle: str = "", model: str | None = None, resume: str | None = None
) -> int:
    """Chat until the user quits. Returns the exit code: 0, or 2 if it could not start (said on stderr).

    `model` is what --model took: engines that are opened later, over other articles, get the same. `resume` is the id
    of a saved conversation to go on with. Raises `FootnoteError` where there is no terminal to chat in, and for keys or
    a theme in the settings that are none. Does not return, but ends the process with that code, if the user quits while
    a native library is at work that nothing can interrupt.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise FootnoteError("the full-screen chat needs a terminal: use footnote chat --plain")
    settings = load_settings()
    check_theme(settings.theme)
    app = ChatApp(
        start,
        title=title,
        subtitle=subtitle,
        keymap=settings.keys,
        theme=settings.theme,
        workshop=OwnWorkshop(model),
        resume=resume,
    )
    with own_terminal():
        app.run()
        idle = app.settle()
    if app.failure is not None:
        print(f"footnote: {app.failure}", file=sys.stderr)
    code = 2 if app.failure is not None or app.return_code else 0
    if not idle:
        leave_at_once(code)
    return code


def check_theme(theme: str | None) -> None:
    """Raises FootnoteError for a theme that there is not."""
    if theme is not None and theme not in BUILTIN_THEMES:
        raise FootnoteError(f"unknown theme '{theme}': the themes are {', '.join(sorted(BUILTIN_THEMES))}")


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
