"""Indexing again where nothing has changed, against a bare walk over the same files."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from scripts.benchmarks.figure import Figure, in_turn, timed
from scripts.terminal import FOOTNOTE

AIM = 3.0
WALK = """
import os, sys
for folder, _, files in os.walk(sys.argv[1]):
    for name in files:
        os.stat(os.path.join(folder, name))
"""


def add(commands: Any) -> None:
    """The subcommand."""
    unchanged = commands.add_parser("unchanged", help="indexing again with nothing changed, against a bare walk")
    unchanged.add_argument("--files", type=int, default=10_000, metavar="N")
    unchanged.add_argument("--rounds", type=int, default=7, metavar="N")
    unchanged.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Write the files, index them once, then both processes by turns."""
    with tempfile.TemporaryDirectory() as folder:
        articles, library = Path(folder, "articles"), Path(folder, "library")
        write_articles(articles, options.files)
        indexing = [*FOOTNOTE, "index", "--library", str(library)]
        subprocess.run([*indexing, str(articles)], check=True, capture_output=True)
        walking = [sys.executable, "-c", WALK, str(articles)]
        nothing = [*FOOTNOTE, "--version"]
        ours, reference = in_turn(partial(_process, indexing), partial(_process, walking), options.rounds)
        start, bare_start = in_turn(
            partial(_process, nothing), partial(_process, [sys.executable, "-c", ""]), options.rounds
        )
    details = {"files": options.files, "starting 'footnote', s": start, "starting Python, s": bare_start}
    return [Figure("indexing again, nothing changed", ours, reference, "s", AIM, details=details)]


def write_articles(folder: Path, count: int) -> None:
    """So many short articles, a hundred to a folder."""
    for number in range(count):
        file = folder / f"{number // 100:04}" / f"{number:06}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"Report {number}\n\nThe {number}th report of the bureau says that all is well.\n", "utf-8")


def _process(command: list[str]) -> float:
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))
