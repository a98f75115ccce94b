"""The chat over a library of hostile articles: their words are shown, and nothing in them happens."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.segment import Segment

from index.build import build
from index.library import Library
from qa.engine import Engine
from scripts.trials.hostile_articles import FAMILIES, write_family
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader
from tests.tui.chat_pilot import ask_and_wait, ready, shown, until
from tests.tui.chat_script import chat_app
from tui.app import ChatApp
from tui.browser import LibraryScreen
from tui.reader import Reader

NO_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINERS = {"\u200c", "\u200d"}


@pytest.fixture
def engine(tmp_path: Path, embedder: HashEmbedder) -> Iterator[Engine]:
    """Over all families, with a model that repeats what it reads."""
    for family in FAMILIES:
        write_family(tmp_path / "articles" / family, family)
    build(tmp_path / "library", [tmp_path / "articles"], embedder)
    said = "**The boats** [click](javascript:alert(1)) [@click=app.quit]x[/] \x1b]0;owned\x07 were counted [1][99]."
    with Library.open(tmp_path / "library", embedder) as library:
        yield Engine(library, embedder, WordReader(), ScriptedGenerator(*[said] * 9))


def painted(app: ChatApp) -> list[Segment]:
    """All that is on the screen, which must be text, without links, and with no action but the chat's own."""
    segments = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
    for text, style, _ in segments:
        steering = [one for one in text if unicodedata.category(one) in NO_TEXT and one not in JOINERS]
        assert steering == []
        if style is not None:
            assert style.link is None
            assert str(style.meta.get("@click", "open_citation")).startswith(("open_citation", "screen.", "link"))
    return segments


@pytest.mark.asyncio
@pytest.mark.slow
async def test_everything_that_shows_articles_shows_only_their_words(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    app = chat_app(engine)  # type: ignore[arg-type]
    monkeypatch.setattr(app, "open_url", opened.append)
    library = engine.library
    entries = library.entries(library.order("title"))
    async with app.run_test(size=(160, 50)) as pilot:
        await until(pilot, ready(app))
        for question in ("Who counted the boats?", "What does [bold]A[/bold] small notice say?"):
            await ask_and_wait(pilot, question)
            assert painted(app)
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert painted(app)
        await pilot.press("escape", "f4")
        await until(pilot, lambda: isinstance(app.screen, LibraryScreen) and "articles ·" in shown(app))
        await pilot.press("t")
        for entry in entries[::6]:
            app.read_article(entry.id)
            reader = app.screen.query_one(Reader)
            await until(pilot, lambda: reader._places and reader._places[0].article.id == entry.id)  # noqa: B023
            await pilot.pause()
            assert painted(app)
            await pilot.press("o")
        await pilot.press("escape", "escape", "ctrl+p", *"loud")
        await pilot.pause(0.5)
        assert painted(app)
        await pilot.press("escape", "f3")
        await pilot.pause(0.2)
        assert painted(app)
        assert app.is_running
        assert app.return_code is None
    folder = (tmp_path / "articles").as_uri()
    assert opened
    assert [address for address in opened if not address.startswith((f"{folder}/", "https://"))] == []
