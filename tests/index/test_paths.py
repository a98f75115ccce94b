"""Paths as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.paths import expanded, pasted


def test_the_home_folder_is_put_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expanded("~/news") == tmp_path / "news"
    assert expanded(Path("~")) == tmp_path


@pytest.mark.parametrize("typed", ["news", "./a~b", "~nobody-of-that-name/news", "/~/x"])
def test_everything_else_stays_as_typed(typed: str) -> None:
    assert expanded(typed) == Path(typed)


def test_paths_as_terminals_paste_them(tmp_path: Path) -> None:
    folder = tmp_path / "my news"
    folder.mkdir()
    escaped = str(folder).replace(" ", "\\ ")
    for text in (str(folder), f"'{folder}'", f'"{folder}" ', escaped):
        assert pasted(text) == folder
    quoted = tmp_path / "'quoted'"
    quoted.mkdir()
    assert pasted(str(quoted)) == quoted
    for text in ("no 'end", "two words"):
        assert pasted(text) == Path(text)
