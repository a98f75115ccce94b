"""The private terminal that keeps native libraries off the screen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from scripts.pseudoterminal import Pseudoterminal
from tui.run import own_terminal, run_chat

pytestmark = pytest.mark.slow  # starts programs


def test_native_noise_goes_nowhere_and_painting_arrives(capfd: pytest.CaptureFixture[str]) -> None:
    before = (sys.stdout, sys.__stderr__)
    with own_terminal():
        os.write(2, b"native noise\n")
        os.write(1, b"native noise\n")
        assert sys.__stderr__ is not None
        sys.__stderr__.write("painted\n")
    assert (sys.stdout, sys.__stderr__) == before
    os.write(2, b"after\n")
    captured = capfd.readouterr()
    assert "noise" not in captured.out + captured.err
    assert captured.err == "painted\nafter\n"


def test_no_terminal_is_an_error_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)

    def start(_report: object) -> None:
        raise AssertionError("must not start")

    with pytest.raises(FootnoteError, match="chat --plain"):
        run_chat(start)  # type: ignore[arg-type]


PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = {paths!r}
from tests.tui.chat_script import HOLD, ScriptedAsker
from index.errors import FootnoteError
from tui import run_chat

def start(report):
    if {failure!r}:
        raise FootnoteError({failure!r}, "", "failed")
    asker = ScriptedAsker(["first", HOLD], deaf=True)
    asker.library.folder = Path({folder!r})
    return asker

sys.exit(run_chat(start))
"""


def chat_in_terminal(folder: Path, failure: str = "") -> Pseudoterminal:
    """A chat that saves in that folder, or says why it cannot start."""
    program = PROGRAM.format(paths=sys.path, failure=failure, folder=str(folder))
    return Pseudoterminal([sys.executable, "-c", program])


def test_quitting_does_not_wait_for_an_engine_that_hears_nothing_and_keeps_what_it_wrote(tmp_path: Path) -> None:
    with chat_in_terminal(tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.type("Why\r")
        terminal.wait_for("first")
        terminal.type("\x11")
        assert terminal.wait() == 0
        assert "Traceback" not in terminal.output
    with Conversations.open(tmp_path) as store:
        (turn,) = store.load(str(store.latest()), lambda _: None).turns
    assert (turn.question, turn.state, turn.draft) == ("Why", "stopped", "first")


def test_failed_start_says_why_after_the_screen_is_gone(tmp_path: Path) -> None:
    with chat_in_terminal(tmp_path, failure="No articles here. Run: footnote index PATH") as terminal:
        terminal.wait_for("Press any key")
        terminal.type("x")
        assert terminal.wait() == 2
        assert terminal.output.rstrip().endswith("footnote: No articles here. Run: footnote index PATH")
        assert "Traceback" not in terminal.output
