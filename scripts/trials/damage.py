"""Damaged files: bits flipped, pages lost or swapped, files cut or deleted, one at a time, then `doctor --repair`.

Every case must end with what the library said when it was whole, or, where that is lost, with one line that says so; in
between nothing may be quoted that is not in the articles.
"""

from __future__ import annotations

import argparse
import json
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.trials.damaging import Damage, make
from scripts.trials.tally import Tally, tallied

_PATIENCE = 60.0
_REPOSITORY = Path(__file__).resolve().parents[2]


def add(commands: Any) -> None:
    """The subcommand."""
    damage = commands.add_parser("damage", help="damaged files of a library, and their repair", description=__doc__)
    damage.add_argument("--cases", type=int, default=1000, metavar="N")
    damage.add_argument("--seed", type=int, default=1)
    damage.add_argument("--case", type=int, metavar="NUMBER", help="only that case")
    damage.add_argument("--processes", type=int, default=2, metavar="N")
    damage.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """All cases, or one."""
    numbers = range(options.cases) if options.case is None else range(options.case, options.case + 1)
    return [damage([Damage.of(options.seed, number) for number in numbers], options.processes)]


def damage(cases: list[Damage], processes: int = 1) -> Tally:
    """Try every case in one of so many child processes."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(processes) as threads:
        folder = Path(name)
        make(folder)
        children: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        for _ in range(processes):
            children.put(_Child())
        clean = folder / "clean.json"
        clean.write_text(json.dumps(_said_when_whole(folder)))
        outcomes: Counter[str] = Counter()
        tried = dict(zip(cases, threads.map(lambda case: _tried(case, folder, children), cases), strict=True))
        while not children.empty():
            children.get().end()
        outcomes.update(str(one.get("outcome")) for one in tried.values())
        return tallied("damage", cases, lambda case: "; ".join(tried[case]["wrong"]) or None, dict(outcomes))


def _said_when_whole(folder: Path) -> dict[str, Any]:
    from scripts.trials.damaged import answers

    return answers(folder / "closed")


def _tried(case: Damage, folder: Path, children: queue.SimpleQueue[_Child]) -> dict[str, Any]:
    library = folder / f"case-{case.number}"
    shutil.copytree(folder / ("open" if case.is_unfinished else "closed"), library)
    case.inflict(library)
    child = children.get()
    try:
        return child.ask({"folder": str(library), "clean": str(folder / "clean.json")})
    finally:
        children.put(child)
        shutil.rmtree(library)


@dataclass(slots=True)
class _Child:
    """A process that tries one case after another; another one takes its place when it crashes or hangs."""

    process: subprocess.Popen[str] | None = None

    def ask(self, asked: dict[str, str]) -> dict[str, Any]:
        """What it says, or that it crashed or hung."""
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.trials.damaged"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                cwd=_REPOSITORY,
            )
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        hung = threading.Timer(_PATIENCE, process.kill)
        hung.start()
        try:
            process.stdin.write(json.dumps(asked) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            hung.cancel()
        if line:
            found: dict[str, Any] = json.loads(line)
            return found
        said = process.stderr.read().strip().splitlines()
        process.wait()
        self.process = None
        last = said[-1] if said else ""
        return {"wrong": [f"the process ended with {process.returncode}: {last}"], "outcome": "crash"}

    def end(self) -> None:
        """Let it go."""
        if self.process is not None:
            self.process.communicate()
