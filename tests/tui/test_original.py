"""From the reader to the original and to the clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa.addresses import is_web
from tests.tui.chat_pilot import ask_and_wait, ready, shown, until
from tests.tui.chat_script import BRIDGE, CANAL, ScriptedAsker, ScriptedShelf, article, chat_app
from tui.original import found_original, original_of
from tui.places import Place, quoted, whole_article
from tui.viewers import command_at


@pytest.mark.asyncio
async def test_keys_of_the_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    app = chat_app(asker := ScriptedAsker())
    monkeypatch.setattr(app, "open_url", opened.append)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, ready(app))
        await ask_and_wait(pilot)
        await pilot.press("tab", "enter", "y")
        assert app.clipboard == (
            "“Paragraph 60 of a long article says things”\n— The canal story · Example Wire, 2021-03-29"
        )
        await until(pilot, lambda: "Quote copied" in shown(app))
        await pilot.press("o")
        await until(pilot, lambda: "The original of “The canal story” is not there any more." in shown(app))
        asker.library.files[CANAL.id] = tmp_path / "canal story.md"
        await pilot.press("o")
        await until(pilot, lambda: opened)
        await pilot.press("n", "o")
        await until(pilot, lambda: len(opened) == 2)
        assert opened == [(tmp_path / "canal story.md").as_uri(), "https://example.org/bridge"]
        scroll = app.chat.desk.reader.query_one("#reader-scroll")
        await pilot.press("end")
        await until(pilot, lambda: scroll.is_vertical_scroll_end)
        await pilot.press("home")
        await until(pilot, lambda: scroll.scroll_y == 0)
        await pilot.press("pagedown")
        await until(pilot, lambda: scroll.scroll_y > 5)


def test_only_pages_of_the_web_and_files_of_the_library_are_opened(tmp_path: Path) -> None:
    shelf = ScriptedShelf()
    assert original_of(BRIDGE, shelf) == "https://example.org/bridge"
    for bad in ("file:///etc/passwd", "javascript:alert(1)", "https://", "--help", "http://x y", "http://[", "x\x1b"):
        assert not is_web(bad)
        assert original_of(article("evil", url=bad), shelf) is None
    shelf.files["evil"] = tmp_path / "evil.md"
    assert original_of(article("evil", url="file:///etc/passwd"), shelf) == (tmp_path / "evil.md").as_uri()


def _desktop(folder: Path, monkeypatch: pytest.MonkeyPatch, said: str, *programs: str) -> None:
    """Programs that stand for those of a desktop, which opens PDFs with the one that is `said`."""
    for name, does in (("xdg-mime", f"echo {said}"), *((program, "true") for program in programs)):
        (folder / name).write_text(f"#!/bin/sh\n{does}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.mark.parametrize(
    ("said", "program", "arguments"),
    [
        ("org.kde.okular.desktop", "okular", ["--page", "7", "{file}"]),
        ("org.gnome.Evince.desktop", "evince", ["--page-index=7", "{file}"]),
        ("firefox_firefox.desktop", "firefox", ["{address}#page=7"]),
        ("unknown.desktop", "okular", None),
        ("org.kde.okular.desktop", "evince", None),
    ],
)
def test_a_pdf_is_opened_at_its_page_where_the_program_takes_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, program: str, arguments: list[str] | None
) -> None:
    (tmp_path / "bin").mkdir()
    _desktop(tmp_path / "bin", monkeypatch, said, program)
    file = tmp_path / "a paper.pdf"
    shelf = ScriptedShelf()
    shelf.files["paper"] = file
    paper = article("paper")
    found = found_original(paper, 7, shelf)
    known = {"file": str(file), "address": file.as_uri()}
    assert found.address == file.as_uri()
    assert found.command == ([program, *(one.format(**known) for one in arguments)] if arguments else ())
    assert found_original(paper, None, shelf).command == ()
    assert found_original(article("web", url="https://example.org/a.pdf"), 7, shelf).command == ()


def test_without_a_desktop_it_is_opened_at_its_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command_at((tmp_path / "a.pdf").as_uri(), 3) == ()


def test_what_is_copied_is_safe_to_paste() -> None:
    evil = article("evil", "Say \x1b[31mred\r\x07 now", title="A\nB", url="https://example.org")
    assert quoted(Place("[1]", evil, 0, 13)) == (
        "“Say ␛[31mred”\n— A B · Example Wire, 2021-03-29 · https://example.org"
    )
    paged = replace(evil, pages=(0, 4))
    assert "Example Wire, 2021-03-29, p. 2 ·" in quoted(Place("[1]", paged, 4, 13))
    assert quoted(whole_article(evil)) == "A B · Example Wire, 2021-03-29 · https://example.org"
