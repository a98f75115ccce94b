"""Indexing and chats that are killed: nothing that was finished is lost, done twice or left lying about."""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.trials.children import Nursery
from scripts.trials.kill_chat import chats_killed_at_points, chats_killed_in_time
from scripts.trials.kill_index import KINDS, Case, scene
from scripts.trials.real import indexing_killed
from scripts.trials.tally import Tally, tallied


def add(commands: Any) -> None:
    """The subcommand."""
    kill = commands.add_parser("kill", help="indexing and chats that are killed at every point, and at any time")
    kill.add_argument("--times", type=int, default=200, metavar="N", help="kills at any time, of indexing and of chats")
    kill.add_argument("--every", type=int, default=1, metavar="N", help="only every Nth point")
    kill.add_argument("--real", type=int, default=5, metavar="N", help="kills of the real program")
    kill.add_argument("--seed", type=int, default=1)
    kill.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Every point of every kind of run, then kills at any time."""
    with Nursery() as nursery, tempfile.TemporaryDirectory() as folder:
        return [
            *(killed_at_points(nursery, Path(folder), kind, every=options.every) for kind in KINDS),
            killed_in_time(nursery, Path(folder), options.times, options.seed),
            chats_killed_at_points(nursery, Path(folder), every=options.every),
            chats_killed_in_time(nursery, Path(folder), options.times, options.seed),
            *([indexing_killed(Path(folder), options.real, options.seed)] if options.real else []),
        ]


def killed_at_points(nursery: Nursery, folder: Path, kind: str, *, first: int = 1, every: int = 1) -> Tally:
    """Runs of one kind that are killed at one point after another."""
    with scene(nursery, folder, kind) as there:
        cases = [Case(kind, point=point) for point in range(first, there.points + 1, every)]
        details = {"points": there.points, "commits": len(there.states) - 1}
        return tallied(f"indexing killed at a point, {kind}", cases, there.attempt, details)


def killed_in_time(nursery: Nursery, folder: Path, count: int, seed: int, kinds: Sequence[str] = KINDS) -> Tally:
    """Runs of all kinds, killed after some time within what a whole one takes."""
    chance = random.Random(seed)
    tallies = []
    for number, kind in enumerate(kinds):
        with scene(nursery, folder, kind) as there:
            share = len(range(number, count, len(kinds)))
            cases = [Case(kind, seconds=chance.uniform(0, there.seconds), seed=seed) for _ in range(share)]
            tallies.append(tallied(kind, cases, there.attempt))
    failures = tuple(line for one in tallies for line in one.failures)
    return Tally("indexing killed at any time", sum(one.cases for one in tallies), failures)
