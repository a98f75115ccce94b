"""The command line of a chat that is served."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import qa.cli.chat
import tui.serve
from index.errors import FootnoteError
from qa.cli import main
from tests.tui.serving import REPOSITORY, free_port
from tui.serve import ChatServer

pytestmark = pytest.mark.slow  # starts programs


def complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command says when it fails: one line, and exit code 2."""
    try:
        code: object = main(["chat", *arguments])
    except SystemExit as left:
        code = left.code
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    return err.rstrip("\n")


def test_flags_that_do_not_go_together(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--port", "8790"], ["--plain", "--port", "8790"], ["--serve", "--plain"]):
        assert "not allowed with" in complaint(capsys, *arguments)
    for port in ("0", "65536", "x"):
        assert f"'{port}' is not a number from 1 to 65535" in complaint(capsys, "--serve", "--port", port)


def test_the_flag_of_a_tab_is_not_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["chat", "--help"])
    told = capsys.readouterr().out
    assert "--serve" in told
    assert "--in-browser" not in told


def test_without_the_extra(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.cli.chat, "find_spec", lambda _: None)
    assert complaint(capsys, "--serve") == (
        'footnote: --serve needs one more package: pip install -e ".[serve]" in the clone of Footnote'
    )


def test_what_a_chat_could_not_begin_with_is_said_before_anything_is_served(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tui.serve, "serve_chat", lambda *_: pytest.fail("served"))
    assert "no conversation to resume" in complaint(capsys, "--serve", "--resume")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(tmp_path / "config.toml"))
    bad = {'theme = "x"': "unknown theme", '[keys]\nx = "f2"': "unknown action", "x = 1": "unknown key"}
    for text, said in bad.items():
        (tmp_path / "config.toml").write_text(text)
        assert said in complaint(capsys, "--serve")


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        told = complaint(capsys, "--serve", "--port", str(port))
    assert re.fullmatch(rf"footnote: port {port} is taken: try --port \d+", told)


@pytest.mark.asyncio
async def test_the_last_port_has_a_neighbour_too(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setattr(tui.serve, "LAST_PORT", port)
        with pytest.raises(FootnoteError, match=f"try --port {port - 1}$"):
            async with ChatServer(["false"], port).running():
                pass


def test_each_tab_runs_this_command_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: list[tuple[Sequence[str], int]] = []

    def serve_chat(command: Sequence[str], port: int) -> int:
        runs.append((command, port))
        return 0

    monkeypatch.setattr(tui.serve, "serve_chat", serve_chat)
    monkeypatch.setattr(qa.cli.chat, "_to_resume", lambda _, wanted: wanted)
    assert main(["chat", "--serve"]) == 0
    library = str(tmp_path / "a 'quoted' folder")
    assert main(["chat", "--serve", "--port", "9", "--library", library, "--model=--x.gguf", "--resume", "7"]) == 0
    assert main(["chat", "--serve", "--resume"]) == 0
    tails = [command[command.index("chat") :] for command, _ in runs]
    assert tails == [
        ["chat", "--in-browser"],
        ["chat", "--in-browser", "--resume=7", f"--library={library}", "--model=--x.gguf"],
        ["chat", "--in-browser", "--resume"],
    ]
    assert [port for _, port in runs] == [8765, 9, 8765]
    version = [*runs[0][0][: runs[0][0].index("chat")], "--version"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    told = subprocess.run(version, capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert told.stdout.startswith("footnote ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_and_ends_when_told(number: signal.Signals) -> None:
    code = f"from qa.cli import main; raise SystemExit(main(['chat', '--serve', '--port', '{free_port()}']))"
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = [process.stdout.readline(), process.stdout.readline()]
    process.send_signal(number)
    rest, complaints = process.communicate(timeout=60)
    assert (process.returncode, rest, complaints) == (0, "", "")
    assert re.fullmatch(r"Open http://127\.0\.0\.1:\d+/\?key=[\w-]{40,}\n", told[0])
    assert "Ctrl+C" in told[1]
