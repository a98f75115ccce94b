"""Runs of indexing that are killed, and what must then be true of the library."""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import index.build
import index.reading
import index.settle
from index.recipe import text_hash
from scripts.trials.articles import State, answers, change, leftovers, state, write_first
from scripts.trials.children import Nursery
from scripts.trials.points import Points
from tests.fakes import HashEmbedder

KINDS = ("new", "changed", "rebuilt")
"""The first run over some articles; one after they have changed; one with --rebuild after they have changed."""


@dataclass(frozen=True, slots=True)
class Case:
    """One kill: of a run of that kind, at a point or after some seconds."""

    kind: str
    point: int | None = None
    seconds: float | None = None
    seed: int | None = None

    def __str__(self) -> str:
        when = f"at point {self.point}" if self.point else f"after {self.seconds:.4f} s (seed {self.seed})"
        return f"indexing, {self.kind}, killed {when}"


@dataclass(frozen=True, slots=True)
class Scene:
    """A folder with articles and the library as it was before a run; how the run goes when nobody kills it."""

    nursery: Nursery
    folder: Path
    kind: str
    whole: State
    answers: list[list[tuple[str, int, float, float]]]
    states: Sequence[State] = ()
    """Before the run, and after each of its commits."""
    points: int = 0
    seconds: float = 0.0

    def run(
        self,
        *,
        kill_after: float | None = None,
        fatal: int | None = None,
        course: Path | None = None,
        limit: int | None = None,
        said: Path | None = None,
    ) -> int:
        """The exit code of a run from the beginning; no file may grow beyond `limit` bytes."""
        (self.folder / "log").write_text("0")
        shutil.rmtree(self.folder / "library", ignore_errors=True)
        if (self.folder / "before").exists():
            shutil.copytree(self.folder / "before", self.folder / "library")
        return self.nursery.run(
            "kill_index.build_watched",
            kill_after=kill_after,
            folder=str(self.folder),
            rebuild=self.kind == "rebuilt",
            fatal=fatal,
            course=course and str(course),
            limit=limit,
            said=said,
        )

    def attempt(self, case: Case) -> str | None:
        """What is wrong after that kill, and after the run that follows it."""
        library, log = self.folder / "library", self.folder / "log"
        code = self.run(kill_after=case.seconds, fatal=case.point)
        if code != -9 and (code or case.point):
            return f"it ended with {code} instead of being killed"
        finished, found = int(log.read_text()), state(library)
        if found not in self.states[finished : finished + 2]:
            return f"after {finished} commits it held {_summary(found)}"
        return self.go_on(found)

    def go_on(self, found: State) -> str | None:
        """What is wrong after a run that takes up a library which holds `found`."""
        library = self.folder / "library"
        embedder = HashEmbedder()
        index.build.build(library, [self.folder / "articles"], embedder)
        done = [text_hash(*text.split("\n", 1)).hex().upper() for text in embedder.embedded]
        now = state(library)
        if len(done) != len(set(done)) or found.embedded.intersection(done):
            return "the next run embedded texts again"
        if now != self.whole:
            return f"the next run came to {_summary(now)}, and all at once came to {_summary(self.whole)}"
        if answers(library) != self.answers:
            return "the next run's library finds something else than one that was made all at once"
        left = leftovers(library)
        return f"left behind: {', '.join(left)}" if left else None


@contextmanager
def scene(nursery: Nursery, parent: Path, kind: str) -> Iterator[Scene]:
    """Set it up, and see how the run goes."""
    folder = Path(tempfile.mkdtemp(dir=parent))
    articles, clean = folder / "articles", folder / "clean"
    write_first(articles)
    if kind != "new":
        index.build.build(folder / "before", [articles], HashEmbedder())
        change(articles)
    index.build.build(clean, [articles], HashEmbedder())
    begun = Scene(nursery, folder, kind, state(clean), answers(clean))
    if code := begun.run(course=folder / "course"):
        raise ValueError(f"a run that nobody kills ended with {code}")
    course = json.loads((folder / "course").read_text())
    states, points = [State.of_lists(one) for one in course["states"]], course["points"]
    started = time.perf_counter()
    begun.run()
    try:
        yield replace(begun, states=states, points=points, seconds=time.perf_counter() - started)
    finally:
        shutil.rmtree(folder)


def build_watched(folder: str, rebuild: bool, fatal: int | None, course: str | None, limit: int | None) -> None:
    """The run, in a process of its own, with many commits for few articles."""
    if limit is not None:
        limit_files(limit)
    here, library = Path(folder), Path(folder, "library")
    index.reading._BATCH, index.settle._CHUNK, index.reading._BATCH_SECONDS = 2, 3, math.inf
    log = os.open(here / "log", os.O_WRONLY | os.O_CREAT, 0o600)
    states = [state(library)]

    def committed(count: int) -> None:
        os.pwrite(log, f"{count:6}".encode(), 0)
        if course:
            states.append(state(library))

    points = Points(library, fatal, committed)
    points.watch()
    index.build.build(library, [here / "articles"], HashEmbedder(), rebuild=rebuild)
    points.settle()
    if course:
        Path(course).write_text(json.dumps({"states": [one.as_lists() for one in states], "points": points.count}))


def limit_files(size: int) -> None:
    """No file of this process may grow beyond so many bytes: a full disk, as far as it can tell."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def _summary(found: State) -> str:
    return f"{len(found.articles)} articles, {len(found.passages)} passages, {len(found.embedded)} embeddings"
