"""The engine's process, killed in the middle of answers of the real chat: the chat goes on, nothing saved is lost."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.chats.conversation_file import FILE_NAME
from qa.chats.conversations import Conversations
from qa.process.client import stopped
from scripts.pseudoterminal import Pseudoterminal
from scripts.sample import library_at
from scripts.terminal import FOOTNOTE
from scripts.trials.tally import Tally, tallied
from tui.answer import FRAMES

_QUESTION = "When was the Ever Given refloated?"
_ANSWER = "29, 2021"
# The longest wait between the spinner's first turn, or the passages, and the kill, in seconds: an answer takes as long.
_LONGEST = 0.2


def add(commands: Any) -> None:
    """The subcommand."""
    engine = commands.add_parser("engine", help="kill the engine's process while the real chat answers")
    engine.add_argument("--count", type=int, default=20, metavar="N", help="how many kills")
    engine.add_argument("--seed", type=int, default=1, metavar="N", help="which moments they come at")
    engine.add_argument("--wait", type=float, default=_LONGEST, metavar="S", help="the longest wait before one")
    engine.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """One chat, whose engine is killed time and again."""
    chance = random.Random(options.seed)
    with (
        library_at(None) as library,
        Pseudoterminal([*FOOTNOTE, "chat", f"--library={library}"], columns=120, rows=40) as terminal,
    ):
        terminal.wait_for("ready", 600)
        chat = Chat(terminal, library)
        cases = (Case(number, chance.uniform(0, options.wait)) for number in range(1, options.count + 1))
        tally = tallied("engine killed in an answer", cases, chat.attempt)
        tally.details["answers that were ended"] = chat.ended
        terminal.type("\x11")
        if (code := terminal.wait()) != 0:
            tally = Tally(tally.kind, tally.cases, (*tally.failures, f"the chat ended with {code}"), tally.details)
    return [tally]


@dataclass(frozen=True, slots=True)
class Case:
    """A kill, so many seconds after the question was taken."""

    number: int
    seconds: float

    def __str__(self) -> str:
        return f"kill {self.number}, after {self.seconds:.3f} s"


class Chat:
    """The real chat. Each case asks twice: the first answer is ended, unless it was quicker; the second comes."""

    def __init__(self, terminal: Pseudoterminal, library: Path) -> None:
        self.ended = 0
        self._terminal = terminal
        self._library = library
        self._expected: list[str] = []

    def attempt(self, case: Case) -> str | None:
        """What is wrong after that kill."""
        pid = engine_of(self._terminal.process.pid)
        before = self._ask()
        if case.number % 2:  # the engine has sent the passages, and is at the answer
            self._until_reading(before)
        self._terminal.read_for(case.seconds)
        os.kill(pid, signal.SIGKILL)
        self._until_settled(len(self._expected) + 1)
        state = self._states()[-1]
        if state == "failed":
            self.ended += 1
            self._terminal.wait_for("ask once more", 60, since=before)
        elif state != "answered":
            return f"the answer was {state}"
        self._expected.append(state)
        self._ask()
        self._until_settled(len(self._expected) + 1)
        self._expected.append("answered")
        if (states := self._states()) != self._expected:
            return f"saved are {states[-4:]}"
        if engine_of(self._terminal.process.pid) == pid:
            return "the engine was not started again"
        return None

    def _ask(self) -> int:
        """Ask, and wait until it is taken. Returns how much was painted before."""
        before = self._terminal.painted
        self._terminal.type(f"{_QUESTION}\r")
        deadline = time.monotonic() + 60
        while not any(frame in self._terminal.output_since(before) for frame in FRAMES):
            self._terminal.read(1.0)
            if time.monotonic() > deadline:
                raise TimeoutError("the question was not taken")
        return before

    def _until_reading(self, before: int) -> None:
        """Wait until the passages are there, or the answer already is."""
        while "Reading" not in self._terminal.output_since(before):
            states = self._states()
            if len(states) > len(self._expected) and states[-1] != "writing":
                return
            self._terminal.read(0.02)

    def _until_settled(self, count: int, seconds: float = 300) -> None:
        """Wait until so many questions have come to an end."""
        deadline = time.monotonic() + seconds
        while len(states := self._states()) < count or states[-1] == "writing":
            self._terminal.read(0.1)
            if self._terminal.process.poll() is not None:
                raise RuntimeError("the chat ended")
            if time.monotonic() > deadline:
                raise TimeoutError(f"no end after {seconds:.0f} s: {self._terminal.output_since(0)[-500:]}")
        self._terminal.read_for(0.5)

    def _states(self) -> list[str]:
        """What the questions came to, as they are saved; each answer is there, or the reason why not."""
        with Conversations.open(self._library) as store:
            key = store.latest()
            turns = store.load(key, lambda _: None).turns if key else ()
        with closing(sqlite3.connect(self._library / FILE_NAME)) as db:  # "writing" is shown as "stopped" by the other
            rows = db.execute("SELECT state FROM turn ORDER BY number").fetchall()
        for turn in turns:
            if turn.state == "answered" and (turn.answer is None or _ANSWER not in turn.answer.text):
                raise ValueError("a saved answer is not what it was")
            if turn.state == "failed" and turn.reason != str(stopped()):
                raise ValueError(f"it failed for another reason: {turn.reason}")
        return [str(state) for (state,) in rows]


def engine_of(pid: int) -> int:
    """The process of the engine that the chat of that process started."""
    for _ in range(100):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                if b"qa.process.child" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return int(child)
        time.sleep(0.1)
    raise TimeoutError("the chat has no engine")
