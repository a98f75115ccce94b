"""footnote serve as a command: its flags, its key, how it begins and ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import qa.cli.serve
from index.errors import FootnoteError
from qa.cli import main
from qa.serve import run
from qa.serve.run import serve_http

REPOSITORY = Path(__file__).resolve().parents[3]
# `footnote serve` with nothing behind it: what it prints, and how it ends
SERVES = """
import sys
from qa.serve.run import serve_http
from qa.serve.service import Service
raise SystemExit(serve_http(Service(None), "news", int(sys.argv[1])))
"""


def _complaint(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    try:
        code: object = main(["serve", *arguments])
    except SystemExit as left:
        code = left.code
    out, err = capsys.readouterr()
    assert (code, out, len(err.splitlines())) == (2, "", 1), err
    return err.rstrip("\n")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_flags_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert "not allowed with argument --stdio" in _complaint(capsys, "--stdio", "--port", "9")
    for port in ("0", "65536", "x"):
        assert f"'{port}' is not a number from 1 to 65535" in _complaint(capsys, "--port", port)


def test_without_the_extra(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qa.cli.serve, "find_spec", lambda _: None)
    assert _complaint(capsys) == (
        'footnote: serve needs more packages: pip install -e ".[serve]" in the clone of Footnote'
    )


def test_a_library_that_is_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "footnote index" in _complaint(capsys, "--library", str(tmp_path / "nothing"))


@pytest.mark.parametrize("key", ["", "short", "k" * 15, "k " * 16, "é" * 32, "k" * 20 + "\n"])
def test_a_key_that_is_none(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_SERVE_KEY", key)
    with pytest.raises(FootnoteError, match="at least 16") as caught:
        serve_http(None, "news", _free_port())  # type: ignore[arg-type]
    assert not key or key not in str(caught.value)


def test_a_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(FootnoteError, match=f"port {port} is taken: try --port {port + 1}"):
            serve_http(None, "news", port)  # type: ignore[arg-type]
        monkeypatch.setattr(run, "_LAST_PORT", port)
        with pytest.raises(FootnoteError, match=f"try --port {port - 1}"):
            serve_http(None, "news", port)  # type: ignore[arg-type]


@pytest.mark.slow  # starts programs
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("key", ["", "k" * 32])
def test_it_says_where_and_ends_when_told(number: signal.Signals, key: str) -> None:
    port = _free_port()
    environment = {**os.environ, **({"FOOTNOTE_SERVE_KEY": key} if key else {})}
    command = [sys.executable, "-c", SERVES, str(port)]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=REPOSITORY, env=environment, text=True, **pipes) as process:
        try:
            assert process.stdout is not None
            told = "".join(process.stdout.readline() for _ in range(4))
            socket.create_connection(("127.0.0.1", port), 60).close()
            process.send_signal(number)
            rest, complaints = process.communicate(timeout=120)
        finally:
            process.kill()
    assert (process.returncode, rest, complaints) == (0, "", "")
    assert f"OpenAI-compatible: http://127.0.0.1:{port}/v1, model 'footnote'\n" in told
    assert f"MCP: http://127.0.0.1:{port}/mcp\n" in told
    assert "Ctrl+C" in told
    assert ("Key: the one in FOOTNOTE_SERVE_KEY\n" in told) is bool(key)
    assert bool(re.search(r"^Key: [\w-]{40,} ", told, re.MULTILINE)) is not bool(key)
    assert "kkk" not in told
