"""What tests do with a chat, and see of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.pilot import Pilot
from textual.widgets import Static

from qa.chats.session import ChatSession
from tui.answer import AnswerText
from tui.app import ChatApp
from tui.exchange import Exchange
from tui.startup import StartStrip


async def until(pilot: Pilot[None], condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Let the app run until `condition` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        await pilot.pause(0.01)
    await pilot.pause()


async def ask(pilot: Pilot[None], question: str = "Why?") -> None:
    """Type a question and press Enter."""
    app = pilot.app
    assert isinstance(app, ChatApp)
    app.chat.prompt.focus()
    await pilot.press(*("space" if key == " " else key for key in question), "enter")


async def ask_and_wait(pilot: Pilot[None], question: str = "Why?") -> None:
    """Ask, and wait until the engine is free again."""
    app = pilot.app
    assert isinstance(app, ChatApp)
    before = len(app.query(Exchange))
    await ask(pilot, question)
    await until(pilot, lambda: len(app.query(Exchange)) > before and app.chat.job is None)


def ready(app: ChatApp) -> Callable[[], bool]:
    return lambda: not app.query(StartStrip)


def session_of(app: ChatApp) -> ChatSession:
    """The session that is open."""
    assert app.chat.session is not None
    return app.chat.session


def text_of(widget: Static) -> str:
    return str(widget.visual)


def questions(app: ChatApp) -> list[str]:
    return [exchange.question for exchange in app.query(Exchange)]


def answers(app: ChatApp) -> list[str]:
    return [text_of(widget) for widget in app.query(AnswerText)]


def shown(app: ChatApp) -> str:
    """Everything on the screen, as text."""
    return "\n".join("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())
