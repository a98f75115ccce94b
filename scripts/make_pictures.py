#!/usr/bin/env python
"""The pictures of the README, exported from the chat itself, over the sample articles.

    python -m scripts.make_pictures [FOLDER] [NAME ...]

Writes chat.svg and footnote.svg, which the embedded models answer, and list.svg, overview.svg, comparison.svg and
refusal.svg, whose answers are in scripts/pictured.py; into docs by default. With names, only those.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from textual.pilot import Pilot

from index.embed import MiniLM
from index.library import Library
from qa.asker import Asker
from qa.chats.conversations import Conversations
from qa.llm.models import find_model
from qa.start import open_engine
from scripts.pictured import PICTURED, PictureAsker, Pictured
from scripts.sample import library_at
from tui.app import ChatApp

WIDTH = 112
SIZE = (WIDTH, 30)
QUESTIONS = (
    "Who led the Chinese delegation in Madrid?",
    "And the American one?",
    "When was the Ever Given refloated?",
)
# The font that the export names is on the web; any monospaced one will do.
_FONT_FACE = re.compile(r"@font-face\s*{[^}]*}\s*")


def main() -> None:
    """Ask, open the footnote, and write the screens."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    names = set(sys.argv[2:])
    with library_at(None) as library:
        if not names or names & {"chat", "footnote"}:
            asyncio.run(_show(_app(lambda: open_engine(library)), folder))
        pictured = [one for one in PICTURED if not names or one.name in names]
        if pictured:
            asyncio.run(_show_kinds(library, pictured, folder))


def _app(start: Callable[[], Asker]) -> ChatApp:
    return ChatApp(lambda _report: start(), subtitle="~/news", open_store=lambda _folder: Conversations.in_memory())


async def _show_kinds(library: Path, pictured: Sequence[Pictured], folder: Path) -> None:
    with closing(Library.open(library, MiniLM())) as opened:
        for one in pictured:
            app = _app(lambda: PictureAsker(opened, find_model(None).name))
            async with app.run_test(size=(WIDTH, one.rows)) as pilot:
                await _ask(pilot, one.question)
                _write(app, folder / f"{one.name}.svg")


async def _show(app: ChatApp, folder: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for question in QUESTIONS:
            await _ask(pilot, question)
        _write(app, folder / "chat.svg")
        await pilot.press("tab", "enter")
        await pilot.pause(1)
        _write(app, folder / "footnote.svg")


async def _ask(pilot: Pilot[None], question: str) -> None:
    app = pilot.app
    assert isinstance(app, ChatApp)
    await _until_idle(pilot)
    app.chat.prompt.value = question
    await pilot.press("enter")
    await _until_idle(pilot)


async def _until_idle(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, ChatApp)
    await pilot.pause(0.2)
    while app.chat.is_held or app.chat.job is not None:
        await pilot.pause(0.1)
    await pilot.pause(0.5)


def _write(app: ChatApp, file: Path) -> None:
    picture = _FONT_FACE.sub("", app.export_screenshot(title="footnote chat"))
    file.write_text("\n".join(line.rstrip() for line in picture.splitlines()) + "\n", "utf-8")
    print(file)


if __name__ == "__main__":
    main()
