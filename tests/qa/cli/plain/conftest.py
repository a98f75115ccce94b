"""Chats run in this process with a scripted model that can be interrupted."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from qa.cli import main
from tests.fakes import prose, write_article, write_articles
from tests.qa.cli.command_line import CLOSED, COST, REPLY, Outcome
from tests.qa.cli.plain.plain_chat import Chat, Interrupting, Terminal


@pytest.fixture
def generator() -> Interrupting:
    return Interrupting(*[REPLY] * 9, name="scripted")


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], without_models: None) -> Chat:  # noqa: ARG001
    """Chat in this process, without models; the arguments are the lines typed."""

    def talk(*lines: str | bytes, flags: Sequence[object] = (), terminal: bool = False) -> Outcome:
        typed = b"".join(line if isinstance(line, bytes) else f"{line}\n".encode() for line in lines)
        stream = Terminal if terminal else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", stream(io.BytesIO(typed), "utf-8"))
        capsys.readouterr()
        code = main(["chat", *map(str, flags)])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "\x1b" not in out + err
        assert "\r" not in out + err
        return Outcome(code, out, err)

    return talk


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    story = f"{CLOSED} {COST}"
    write_article(folder, "story.md", "Mill shut", prose(8), story, prose(9), date="2024-03-05", source="Marsh Gazette")
    return folder


@pytest.fixture(autouse=True)
def library(library: Path) -> Path:
    """Every chat is over an indexed library, which the environment names."""
    return library
