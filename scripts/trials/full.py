"""Full disks and folders that cannot be written: one clear line, nothing lost, and what can be read is read."""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.trials import mounted
from scripts.trials.articles import answers, state
from scripts.trials.children import Nursery
from scripts.trials.kill_index import KINDS, Scene, limit_files, scene
from scripts.trials.tally import Tally, tallied

# Bytes: the file that takes what is said has to hold a line.
_LEAST = 512


def add(commands: Any) -> None:
    """The subcommand."""
    full = commands.add_parser("full", help="disks that are full at any moment, and folders that cannot be written")
    full.add_argument("--sizes", type=int, default=40, metavar="N", help="so many limits on the size of a file")
    full.add_argument("--rooms", type=int, default=20, metavar="N", help="so many disks with little room")
    full.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Limits on files, small disks, folders that are read-only."""
    with Nursery() as nursery, tempfile.TemporaryDirectory() as folder:
        return [
            *(limited(nursery, Path(folder), kind, options.sizes) for kind in KINDS),
            *mounted.tallies(options.rooms),
            mounted.forbidden(nursery),
        ]


@dataclass(frozen=True, slots=True)
class Limit:
    """A run of indexing of that kind, none of whose files may grow beyond so many bytes."""

    kind: str
    size: int

    def __str__(self) -> str:
        return f"indexing, {self.kind}, no file beyond {self.size:,} bytes"


def limited(nursery: Nursery, folder: Path, kind: str, count: int) -> Tally:
    """Limits spread evenly up to the size with which all goes well."""
    with scene(nursery, folder, kind) as there:
        largest = max(file.stat().st_size for file in (there.folder / "clean").iterdir())
        cases = [Limit(kind, _LEAST + largest * number // count) for number in range(count)]
        refused: list[int] = []
        tally = tallied(
            f"no room for a file, {kind}", cases, lambda case: _attempt(there, case, refused), {"largest": largest}
        )
        tally.details["refused"] = len(refused)
        return tally


def _attempt(there: Scene, case: Limit, refused: list[int]) -> str | None:
    library, said = there.folder / "library", there.folder / "said"
    code = there.run(limit=case.size, said=said)
    complaint = said.read_text()
    if code and (wrong := not_about_room(complaint)):
        return wrong
    refused += [case.size] * bool(code)
    found, before = _looked_at(library), bool(there.states[0].articles)
    if found[0] not in there.states:
        return "what was finished is not there"
    if found[1] and there.nursery.run(
        "full.read_limited", folder=str(library), limit=case.size, expected=found[1], said=said
    ):
        return f"it could not be read meanwhile: {said.read_text()}"
    if before and not found[1]:
        return "the library of before finds nothing"
    return there.go_on(state(library))


def not_about_room(complaint: str) -> str | None:
    """What is wrong with what was said about a full disk."""
    lines = complaint.splitlines()
    if len(lines) != 1 or not lines[0].startswith("FootnoteError: no room to write in") or "make room" not in lines[0]:
        return f"it said: {complaint!r}"
    return None


def _looked_at(library: Path) -> tuple[Any, str]:
    """What the library holds and a digest of what it finds, "" for nothing, from a copy: the library stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "library")
        shutil.copytree(library, copy)
        found = state(copy)
        return found, _digest(answers(copy)) if found.articles else ""


def read_limited(folder: str, limit: int, expected: str) -> None:
    """Search in a process of its own, which finds what is expected."""
    limit_files(limit)
    if _digest(answers(Path(folder))) != expected:
        raise ValueError("the library finds something else")


def _digest(found: Sequence[object]) -> str:
    return hashlib.blake2b(repr(found).encode(), digest_size=16).hexdigest()
