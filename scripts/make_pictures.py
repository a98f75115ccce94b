#!/usr/bin/env python
"""The pictures of the README, exported from the chat itself: the embedded models over the sample articles.

    python -m scripts.make_pictures [FOLDER]

Writes chat.svg and footnote.svg, into docs by default.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from textual.pilot import Pilot

from qa.chats.conversations import Conversations
from qa.start import open_engine
from scripts.sample import library_at
from tui.app import ChatApp

SIZE = (112, 30)
QUESTIONS = (
    "Who led the Chinese delegation in Madrid?",
    "And the American one?",
    "When was the Ever Given refloated?",
)
# The font that the export names is on the web; any monospaced one will do.
_FONT_FACE = re.compile(r"@font-face\s*{[^}]*}\s*")


def main() -> None:
    """Ask, open the footnote, and write both screens."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    with library_at(None) as library:
        app = ChatApp(
            lambda _report: open_engine(library),
            subtitle="~/news",
            open_store=lambda _folder: Conversations.in_memory(),
        )
        asyncio.run(_show(app, folder))


async def _show(app: ChatApp, folder: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await _until_idle(pilot)
        for question in QUESTIONS:
            app.chat.prompt.value = question
            await pilot.press("enter")
            await _until_idle(pilot)
        _write(app, folder / "chat.svg")
        await pilot.press("tab", "enter")
        await pilot.pause(1)
        _write(app, folder / "footnote.svg")


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
