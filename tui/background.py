"""Threads that do what blocks. They touch no widget: they post messages.

They are daemons rather than Textual workers, whose executor is joined on exit: quitting must not wait for a model or a
disk that is busy.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from contextvars import copy_context

from textual.message import Message

from qa.printable import explained
from tui.messages import Failed

Post = Callable[[Message], object]


def spawn(name: str, target: Callable[[], None]) -> threading.Thread:
    """Run `target` on a daemon thread that knows which app is active."""
    thread = threading.Thread(target=copy_context().run, args=(target,), name=name, daemon=True)
    thread.start()
    return thread


def quiet(post: Post) -> Post:
    """`post`, but harmless once the app's event loop is gone."""

    def posted(message: Message) -> None:
        with contextlib.suppress(RuntimeError):
            post(message)

    return posted


def fetch(
    name: str, post: Post, work: Callable[[], Message], failed: Callable[[str], Message] = Failed
) -> threading.Thread:
    """Post the message that `work` makes on a thread; or, if it raises, what `failed` makes of the reason."""
    post = quiet(post)

    def run() -> None:
        try:
            message = work()
        except Exception as error:
            message = failed(explained(error))
        post(message)

    return spawn(f"footnote-{name}", run)
