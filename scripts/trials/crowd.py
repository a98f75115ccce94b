"""Many processes at one library: readers see one moment of it, and of writers there is one."""

from __future__ import annotations

import argparse
import re
import tempfile
from pathlib import Path
from typing import Any

from scripts.trials.articles import leftovers, state
from scripts.trials.children import start
from scripts.trials.crowded import write_edition
from scripts.trials.real import asked_at_once
from scripts.trials.tally import Tally, tallied

_HELD = re.compile(
    r"FootnoteError: another process is indexing into \S+?( \(process \d+, since [-\d: ]+\))?: wait for it, then .*\n$"
)


def add(commands: Any) -> None:
    """The subcommand."""
    crowd = commands.add_parser("crowd", help="readers and writers of one library, all at once")
    crowd.add_argument("--editions", type=int, default=60, metavar="N", help="so often all articles change")
    crowd.add_argument("--readers", type=int, default=8, metavar="N")
    crowd.add_argument("--writers", type=int, default=8, metavar="N")
    crowd.add_argument("--rounds", type=int, default=10, metavar="N", help="of several writers at once")
    crowd.add_argument("--real", type=int, default=3, metavar="N", help="rounds with the real program")
    crowd.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Readers beside a writer with both kinds of index, then several writers, then the real program."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            readers_beside_a_writer(Path(folder, "exact"), options.readers, options.editions),
            readers_beside_a_writer(Path(folder, "clustered"), options.readers, options.editions, clustered=True),
            writers_at_once(Path(folder), options.writers, options.rounds),
            *([asked_at_once(Path(folder), options.readers, options.real)] if options.real else []),
        ]


def readers_beside_a_writer(folder: Path, readers: int, editions: int, *, clustered: bool = False) -> Tally:
    """Every article changes again and again, in one commit, while readers search and ask."""
    articles, stop = folder / "articles", folder / "stop"
    write_edition(articles, 0)
    order = {"folder": str(folder), "clustered": clustered}
    if start("crowded.index_editions", **order, editions=[0, 1]).wait():
        raise ValueError("the first edition could not be indexed")
    reading = [start("crowded.read", **order) for _ in range(readers)]
    said = start("crowded.index_editions", **order, editions=[1, editions]).communicate()[1]
    stop.touch()
    searches, wrong = 0, [f"the writer: {said.strip()}"] if said.strip() else []
    for number, one in enumerate(reading):
        out, error = one.communicate()
        searches += int(out or 0)
        wrong += [f"reader {number}: {error.strip()}"] if one.returncode else []
    kind = "clustered" if clustered else "exact"
    return Tally(f"searches and answers beside a writer, {kind}", searches, tuple(wrong), {"editions": editions})


def writers_at_once(folder: Path, writers: int, rounds: int) -> Tally:
    """So many processes that index the same articles into the same new library: one does, the others say who does."""
    told: list[str] = []

    def attempt(number: int) -> str | None:
        here = Path(tempfile.mkdtemp(dir=folder))
        write_edition(here / "articles", number)
        order = {"folder": str(here), "clustered": False, "editions": [number, number + 1], "rewrite": False}
        running = [start("crowded.index_editions", **order) for _ in range(writers)]
        done = [(one.communicate()[1], one.returncode) for one in running]
        if not any(code == 0 for _, code in done):
            return "nobody could index"
        for error, code in done:
            if code and not (match := _HELD.match(error)):
                return f"one said {error!r}"
            if code and match and match[1]:
                told.append(match[1])
        if left := leftovers(here / "library"):
            return f"left behind: {left}"
        missing = len(list((here / "articles").iterdir())) - len(state(here / "library").articles)
        return f"{missing} articles are missing" if missing else None

    tally = tallied(f"{writers} writers at once", range(rounds), attempt)
    tally.details["times that the holder was named"] = len(told)
    return tally
