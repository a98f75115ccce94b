"""Chats that are killed while they are saved: every finished turn is there exactly, the last one as far as it came."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from qa.chats.conversations import Conversations
from qa.types import Answer, Citation, Sentence
from scripts.trials.children import Nursery
from scripts.trials.points import Points
from scripts.trials.tally import Tally, tallied
from tests.fakes import hit_of, prose

_TURNS = 6
_PIECES = 8
_HIT = hit_of(prose(1, 2), before=prose(2, 1))
# question, state, draft and answer of each turn
_Turns = list[tuple[str, str, str, Answer | None]]


@dataclass(frozen=True, slots=True)
class Case:
    """One kill of a chat, at a point or after some seconds."""

    point: int | None = None
    seconds: float | None = None
    seed: int | None = None

    def __str__(self) -> str:
        when = f"at point {self.point}" if self.point else f"after {self.seconds:.4f} s (seed {self.seed})"
        return f"a chat, killed {when}"


@dataclass(frozen=True, slots=True)
class Killed:
    """Chats in a folder, by a nursery."""

    nursery: Nursery
    folder: Path

    def run(self, *, fatal: int | None = None, kill_after: float | None = None) -> tuple[int, list[str]]:
        """A chat from the beginning: its exit code, and what it noted, a line a step that was saved."""
        shutil.rmtree(self.folder / "library", ignore_errors=True)
        log = self.folder / "log"
        log.write_text("")
        code = self.nursery.run("kill_chat.chat", kill_after=kill_after, folder=str(self.folder), fatal=fatal)
        return code, log.read_text().splitlines()

    def attempt(self, case: Case) -> str | None:
        """What is wrong with the conversation after that kill."""
        code, steps = self.run(fatal=case.point, kill_after=case.seconds)
        if steps and steps[-1].startswith("points"):
            steps.pop()
        if code != -9 and (code or case.point):
            return f"it ended with {code} instead of being killed"
        found = _saved(self.folder / "library")
        # the step after the last that was noted may have been saved as well
        if found in (_expected(len(steps)), _expected(len(steps) + 1)):
            return None
        return f"after {len(steps)} steps were saved, it held {[turn[:3] for turn in found]}"


def chats_killed_at_points(nursery: Nursery, folder: Path, *, first: int = 1, every: int = 1) -> Tally:
    """A chat that is killed at one point after another."""
    killed = Killed(nursery, Path(tempfile.mkdtemp(dir=folder)))
    code, steps = killed.run()
    points = int(steps.pop().split()[-1])
    if code or len(steps) != len(_steps()):
        raise ValueError(f"a chat that nobody kills ended with {code}")
    cases = (Case(point=point) for point in range(first, points + 1, every))
    return tallied("chat killed at a point", cases, killed.attempt, {"points": points})


def chats_killed_in_time(nursery: Nursery, folder: Path, count: int, seed: int) -> Tally:
    """A chat that is killed after some time within what a whole one takes."""
    killed = Killed(nursery, Path(tempfile.mkdtemp(dir=folder)))
    started = time.perf_counter()
    killed.run()
    longest = time.perf_counter() - started
    chance = random.Random(seed)
    cases = (Case(seconds=chance.uniform(0, longest), seed=seed) for _ in range(count))
    return tallied("chat killed at any time", cases, killed.attempt)


def chat(folder: str, fatal: int | None) -> None:
    """The chat, in a process of its own: notes each step that was saved, and at last how many points there were."""
    library = Path(folder, "library")
    log = os.open(Path(folder, "log"), os.O_WRONLY | os.O_APPEND)
    points = Points(library, fatal, lambda _: None)
    points.watch()
    with Conversations.open(library) as store:
        key = writing = None
        for question, action, text in _steps():
            if action == "begin":
                writing = store.begin(question, key)
                key = writing.conversation
            elif action == "grow":
                store.grow(writing, text)
            else:
                store.finish(writing, _answer(question))
            os.write(log, f"{action}\n".encode())
    os.write(log, f"points {points.count}\n".encode())


def _steps() -> list[tuple[str, str, str]]:
    """Question, what is saved of it, and the piece of the draft."""
    steps = []
    for turn in range(_TURNS):
        question = prose(turn, 1)
        steps.append((question, "begin", ""))
        steps += [(question, "grow", f"{prose(turn + piece, 1)} ") for piece in range(_PIECES)]
        steps.append((question, "finish", ""))
    return steps


def _expected(count: int) -> _Turns:
    """What a conversation holds after so many steps, when it is opened by another process."""
    turns: _Turns = []
    for question, action, text in _steps()[:count]:
        if action == "begin":
            turns.append((question, "stopped", "", None))
        elif action == "grow":
            turns[-1] = (question, "stopped", turns[-1][2] + text, None)
        else:
            turns[-1] = (question, "answered", turns[-1][2], _answer(question))
    return turns


def _saved(folder: Path) -> _Turns:
    with Conversations.open(folder) as store:
        key = store.latest()
        turns = store.load(key, {_HIT.article.id: _HIT.article}.get).turns if key else ()
    return [(turn.question, turn.state, turn.draft, turn.answer) for turn in turns]


def _answer(question: str) -> Answer:
    passage = _HIT.passage
    citation = Citation(1, _HIT.article, passage.text, passage.start, passage.end)
    sentence = Sentence(passage.text, (1,), True)
    return Answer(question, question, f"{passage.text} [1]", False, 0.5, (sentence,), (citation,), (_HIT,), "none")
