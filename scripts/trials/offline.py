"""Without a network: every command where there is none at all, and with every attempt to reach one noted."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.start import sample_articles
from scripts.terminal import FOOTNOTE, Terminal, boxed, has_tmux
from scripts.trials.tally import Tally, tallied

QUESTION = "When was the Ever Given refloated?"
ANSWER = "March 29, 2021"
_REPOSITORY = Path(__file__).resolve().parents[2]
# Ways to leave every network, not even the loopback being up: as root, and as an ordinary user.
_NAMESPACES = (("unshare", "-n"), ("unshare", "-rn"))
# Whatever a process of Python does to reach another machine, or to be reached, comes by one of these. Nobody is reached
# by what urllib3 does when it is imported, by the reader of pages: it binds ::1, and lets go, to see if there is IPv6.
_NOTED = """
import json, sys
events = []
def note(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
                 "socket.sendto", "socket.sendmsg", "urllib.Request", "http.client.connect"):
        if event == "socket.bind" and arguments[1:] == (("::1", 0),): raise OSError("no IPv6 in this trial")
        events.append(f"{event} {arguments[1:] if event.startswith('socket.') else arguments}")
        raise OSError("no network in this trial")
sys.addaudithook(note)
"""
IMPORTS = """
import index, qa, tui
from importlib import import_module
from pkgutil import walk_packages
done = []
for package in (index, qa, tui):
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
        done.append(module.name)
print(json.dumps([done, events]))
"""
COMMANDS = """
import io
from qa.cli import main
done = []
for arguments, typed in json.loads(sys.argv[1]):
    sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")
    done.append(main(arguments))
    print(flush=True)
print(json.dumps([done, events]))
"""
HUB = """
from index.embed import MiniLM
done = MiniLM()._plain.embed(["a question"]).shape
print(json.dumps([done, events]))
"""


# What a page asks a browser to fetch is not fetched; the library that reads pages can, by itself.
_PAGE = f"""<html><head><title>A page</title><link rel="stylesheet" href="http://example.com/a.css"></head><body>
<article>{"<p>The harbour master counted ninety ships in the bay before the fog came in.</p>" * 5}
<img src="http://example.com/a.png"><iframe src="http://example.com/"></iframe></article></body></html>"""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of Footnote's, what is typed into it, and words that it has to print."""

    arguments: tuple[str, ...]
    typed: str = ""
    prints: str = ""

    def __str__(self) -> str:
        return f"footnote {' '.join(self.arguments)}"


def add(commands: Any) -> None:
    """The subcommand."""
    offline = commands.add_parser("offline", help="every command without a network, and what tries to reach one")
    offline.set_defaults(run=run)


def run(_: argparse.Namespace) -> list[Tally]:
    """Everything, in a home of its own."""
    namespace = no_network()
    if namespace is None:
        raise OSError("'unshare -rn true' does not work here: this needs Linux, and to be allowed namespaces")
    with tempfile.TemporaryDirectory() as home:
        environment = at_home(Path(home))
        return [
            without_network(namespace, commands(Path(home)), environment),
            tallied("the chat without a network", ["footnote chat"], lambda _: chat_failure(namespace, environment)),
            unasked(environment, commands(Path(home))),
        ]


def no_network() -> tuple[str, ...] | None:
    """What, before a command, runs it where there is no network; None where that cannot be."""
    if shutil.which("unshare") is None:
        return None
    tried = (
        way for way in _NAMESPACES if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0
    )
    return next(tried, None)


def at_home(home: Path) -> dict[str, str]:
    """An environment whose user lives in that folder, so that everything is made anew."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "FOOTNOTE_", "HF_"))}
    return {**kept, "HOME": str(home)}


def commands(folder: Path) -> list[Command]:
    """Every command, over the sample articles; what they need is written into the folder."""
    library, questions = f"--library={folder / 'library'}", folder / "questions.jsonl"
    known = {"type": "answerable", "question": QUESTION, "answers": [ANSWER], "supporting_articles": []}
    questions.write_text(json.dumps(known) + "\n")
    page = folder / "page.html"
    page.write_text(_PAGE)
    return [
        Command(("index", str(sample_articles()), str(page), library)),
        Command(("ask", QUESTION, library), prints=ANSWER),
        Command(("search", "Suez Canal", library), prints="Suez"),
        Command(("show", "ever-given-refloated.md", library), prints=ANSWER),
        Command(("chat", "--plain", library), f"{QUESTION}\n/open 1\n/list\n", ANSWER),
        Command(("doctor", library), prints=str(folder)),
        Command(("models",), prints="smollm2"),
        Command(("eval", str(questions), library), prints="smollm2"),
    ]


def without_network(namespace: tuple[str, ...], given: list[Command], environment: dict[str, str]) -> Tally:
    """Each command as a process of its own where there is no network at all."""
    kind = "commands without a network"
    reached = "import socket; socket.create_connection(('127.0.0.1', 9), 1)"
    found = _run([*namespace, sys.executable, "-c", reached], environment).stderr
    if "Network is unreachable" not in found:
        return Tally(kind, 0, (f"there is a network all the same: {found!r:.200}",))

    def attempt(command: Command) -> str | None:
        done = _run([*namespace, *FOOTNOTE, *command.arguments], environment, command.typed)
        if done.returncode or command.prints not in done.stdout:
            return f"exit code {done.returncode}: {done.stdout[-200:]!r} {done.stderr[-300:]!r}"
        return None

    return tallied(kind, given, attempt, {"namespace": " ".join(namespace)})


def chat_failure(namespace: tuple[str, ...], environment: dict[str, str]) -> str | None:
    """What is wrong with the chat in a terminal without a network, None if it answers."""
    if not has_tmux():
        return "tmux is not installed"
    # the terminal has an environment of its own
    home = [
        "env",
        *(f"--unset={name}" for name in os.environ if name not in environment),
        f"HOME={environment['HOME']}",
    ]
    with Terminal([*home, *namespace, *FOOTNOTE, "chat"], columns=120, rows=36) as terminal:
        terminal.wait_for("ready", seconds=600)
        terminal.type(QUESTION)
        terminal.press("Enter")
        shown = terminal.wait_for("Answer ─", seconds=600)
        terminal.press("C-q")
        code = terminal.wait_for_end(120)
    return None if ANSWER in boxed(shown) and code == 0 else f"exit code {code}:\n{shown}"


def unasked(environment: dict[str, str], given: list[Command]) -> Tally:
    """Importing everything, running every command, and sentence-transformers: what they do to reach a network."""
    typed = json.dumps([(command.arguments, command.typed) for command in given])
    cases = {"imports": (IMPORTS,), "commands": (COMMANDS, typed), "sentence-transformers": (HUB,)}

    def attempt(case: str) -> str | None:
        events = noted(environment, *cases[case])[1]
        return f"{len(events)} attempts: {events[:5]}" if events else None

    return tallied("attempts to reach a network", cases, attempt)


def noted(
    environment: dict[str, str], code: str, *arguments: str, within: tuple[str, ...] = ()
) -> tuple[Any, list[str]]:
    """What `code` came to, and its attempts to reach a network. Raises OSError where it fails."""
    done = _run([*within, sys.executable, "-c", _NOTED + code, *arguments], environment)
    if done.returncode:
        raise OSError(done.stderr[-2000:])
    result, events = json.loads(done.stdout.splitlines()[-1])
    return result, events


def _run(command: list[str], environment: dict[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, input=typed, env=environment, cwd=_REPOSITORY, capture_output=True, text=True, check=False, timeout=900
    )
