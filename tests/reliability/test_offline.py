"""No command needs a network, and none asks for one; what Footnote makes is for its owner alone."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from index.paths import make_private
from scripts.terminal import has_tmux
from scripts.trials.offline import COMMANDS, IMPORTS, at_home, chat_failure, commands, no_network, noted

NAMESPACE = no_network()
needs_namespace = pytest.mark.skipif(NAMESPACE is None, reason="no namespaces here: 'unshare -rn true' does not work")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of which nobody has made anything yet."""
    return tmp_path_factory.mktemp("place")


@needs_namespace
def test_there_is_no_network_where_there_shall_be_none() -> None:
    code = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    done = subprocess.run([*(NAMESPACE or ()), sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "Network is unreachable" in done.stderr


def test_attempts_are_noted(place: Path) -> None:
    code = """
import socket, urllib.request
for attempt in (lambda: urllib.request.urlopen("http://localhost:9"), lambda: socket.create_server(("127.0.0.1", 0))):
    try: attempt()
    except OSError: pass
print(json.dumps([0, events]))
"""
    _, events = noted(at_home(place), code)
    assert [event.split()[0] for event in events] == ["urllib.Request", "socket.bind"]


def test_no_import_reaches_for_a_network(place: Path) -> None:
    imported, events = noted(at_home(place), IMPORTS)
    assert {"index.build", "index.readers.html", "qa.cli.eval", "tui.serve"} <= set(imported)
    assert events == []


@needs_namespace
@pytest.mark.models
def test_every_command_works_without_a_network_and_asks_for_none(place: Path) -> None:
    given = commands(place)
    typed = json.dumps([(command.arguments, command.typed) for command in given])
    codes, events = noted(at_home(place), COMMANDS, typed, within=NAMESPACE or ())
    assert codes == [0] * len(given)
    assert events == []
    made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (place / "library").glob("*")}
    assert made["conversations.db"] == 0o600
    for folder in (place / "library", place / ".cache", place / ".cache" / "footnote"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@needs_namespace
@pytest.mark.models
@pytest.mark.skipif(not has_tmux(), reason="tmux is not installed")
def test_the_chat_works_without_a_network(place: Path) -> None:
    assert chat_failure(NAMESPACE or (), at_home(place)) is None


def test_folders_are_for_their_owner_alone(tmp_path: Path) -> None:
    make_private(tmp_path / "a" / "b")
    make_private(tmp_path / "a" / "b")
    assert [stat.S_IMODE((tmp_path / one).stat().st_mode) for one in ("a", "a/b")] == [0o700, 0o700]
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        make_private(tmp_path / "file" / "folder")
