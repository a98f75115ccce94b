"""Files made to take a reader's time or memory: each is read and cut into passages, or named and skipped, in bounds."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.embed import MiniLM
from index.prepare import prepare
from index.readers.bounded import BoundedReader, Bounds
from index.types import Article, Problem
from scripts.trials.bomb import Bomb
from scripts.trials.docbombs import document_bombs
from scripts.trials.htmlbombs import html_bombs
from scripts.trials.packedbombs import packed_bombs
from scripts.trials.pdfbombs import pdf_bombs
from scripts.trials.tally import Tally, tallied
from scripts.trials.textbombs import text_bombs

SIZE = 10_000_000  # bytes
SECONDS = 2.0 * Bounds().cpu_seconds  # of processor time: reading, and cutting what was read
MEMORY = Bounds().memory + (1 << 30)  # the reader, and this program with the article
REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Spent:
    """What a bomb took: processor seconds, peak bytes, and what became of it."""

    seconds: float
    memory: int
    articles: int
    problems: tuple[str, ...]


def add(commands: Any) -> None:
    """The subcommand."""
    command = commands.add_parser("bombs", help="files that are made to take a reader's time or memory")
    command.add_argument("--size", type=int, default=SIZE, metavar="BYTES", help=f"of each, or in each ({SIZE:,})")
    command.add_argument("--only", default="", metavar="NAME", help="only those with this in their name or suffix")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Each in a process of its own."""
    return [try_bombs([one for one in bombs() if options.only in str(one)], options.size)]


def bombs() -> list[Bomb]:
    """One of each kind of trouble, for each kind of file that has it."""
    return [*text_bombs(), *html_bombs(), *pdf_bombs(), *document_bombs(), *packed_bombs()]


def try_bombs(chosen: list[Bomb], size: int) -> Tally:
    """Read each; what fails is repeated by `bombs --only NAME --size SIZE`."""
    details: dict[str, str] = {}

    def attempt(bomb: Bomb) -> str | None:
        spent = _in_a_process(bomb, size)
        said = f"; {spent.problems[0]}" if spent.problems else ""
        details[str(bomb)] = f"{spent.seconds:.1f} s, {spent.memory >> 20:,} MiB, {spent.articles} articles{said}"
        print(f"{bomb}: {details[str(bomb)]}", file=sys.stderr, flush=True)
        if spent.seconds > SECONDS or spent.memory > MEMORY:
            return f"{details[str(bomb)]}, at {size:,} bytes"
        return None

    return tallied("bombs", chosen, attempt, details)


def spend(bomb: Bomb, size: int, bounds: Bounds | None = None) -> Spent:
    """Read a bomb and cut what comes of it, in this process and its reader's."""
    embedder, articles, problems = MiniLM(), 0, []
    with tempfile.TemporaryDirectory() as folder, BoundedReader(bounds) as reader:
        path = Path(folder, f"bomb{bomb.suffix}")
        path.write_bytes(bomb.make(size))
        before = time.process_time()
        for found in reader.read(path, path.name):
            if isinstance(found, Problem):
                problems.append(str(found))
            elif isinstance(found, Article):
                articles += 1
                prepare(found, embedder)
        seconds = time.process_time() - before
    mine, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unit = 1 if sys.platform == "darwin" else 1024
    memory = (mine.ru_maxrss + others.ru_maxrss) * unit
    return Spent(seconds + others.ru_utime + others.ru_stime, memory, articles, tuple(problems))


def _in_a_process(bomb: Bomb, size: int) -> Spent:
    """So that the memory is this bomb's alone."""
    command = [sys.executable, "-m", "scripts.trials.bombs", str(bomb), str(size)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise ChildProcessError(f"exit code {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
    record = json.loads(done.stdout)
    return Spent(record["seconds"], record["memory"], record["articles"], tuple(record["problems"]))


def _main(name: str, size: int) -> None:
    (bomb,) = (one for one in bombs() if str(one) == name)
    spent = spend(bomb, size)
    fields = {"seconds": spent.seconds, "memory": spent.memory, "articles": spent.articles, "problems": spent.problems}
    print(json.dumps(fields))


if __name__ == "__main__":
    _main(sys.argv[1], int(sys.argv[2]))
