"""What only POSIX has is used behind a look at the platform, or in modules that nobody reaches without one."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

import qa.cli.chat
from qa.cli import main

ROOT = Path(__file__).parents[1]
MODULES = {"fcntl", "resource", "termios", "pty", "pwd", "grp", "tty"}
NAMES = {
    *("os.fork", "os.forkpty", "os.kill", "os.killpg", "os.wait4", "os.setsid", "os.getuid", "os.geteuid", "os.nice"),
    *("signal.SIGKILL", "signal.SIGXCPU", "signal.SIGALRM", "signal.SIGHUP", "signal.alarm", "signal.setitimer"),
}
# `footnote chat` refuses Windows before it imports these, save for the plain chat, which needs neither.
BEHIND_THE_CHAT = {"tui/serve.py", "qa/process/running.py", "qa/process/child.py", "qa/process/sharing.py"}


def only_posix(node: ast.AST) -> str | None:
    """What in this node only POSIX has."""
    match node:
        case ast.Import(names):
            return next((one.name for one in names if one.name in MODULES), None)
        case ast.ImportFrom(module=str(module)) if module in MODULES:
            return module
        case ast.Attribute(ast.Name(owner), name) if f"{owner}.{name}" in NAMES:
            return f"{owner}.{name}"
        case ast.Attribute(attr="add_signal_handler") | ast.keyword(arg="pass_fds"):
            return "add_signal_handler" if isinstance(node, ast.Attribute) else "pass_fds"
        case ast.Constant(str(text)) if text.startswith("/proc/"):
            return text
    return None


def unguarded(tree: ast.AST, guarded: bool = False) -> list[str]:
    """What of it stands in no function, and in no `if`, that looks at the platform."""
    if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef | ast.If):
        guarded = guarded or "sys.platform" in ast.unparse(tree)
    found = only_posix(tree)
    here = [found] if found and not guarded else []
    return here + [one for child in ast.iter_child_nodes(tree) for one in unguarded(child, guarded)]


def test_what_only_posix_has_is_guarded() -> None:
    files = [file for package in ("index", "qa", "tui") for file in (ROOT / package).rglob("*.py")]
    named = {str(file.relative_to(ROOT)): unguarded(ast.parse(file.read_text("utf-8"))) for file in files}
    assert {name: found for name, found in named.items() if found and name not in BEHIND_THE_CHAT} == {}


def test_the_look_finds_what_is_not_guarded() -> None:
    for code in (
        "import fcntl",
        "import os\nos.killpg(1, 9)",
        "run(pass_fds=[1])",
        "from pathlib import P\nP('/proc/1')",
    ):
        assert unguarded(ast.parse(code))
    assert not unguarded(ast.parse("import os, sys\nif sys.platform != 'win32':\n    os.killpg(1, 9)"))


def test_the_full_screen_chat_says_that_it_does_not_run_on_windows(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(qa.cli.chat, "sys", SimpleNamespace(platform="win32"))
    for arguments in (["chat"], ["chat", "--serve"]):
        assert main(arguments) == 2
        told = capsys.readouterr().err
        assert told == "footnote: on Windows there is the plain chat only: use footnote chat --plain\n"
