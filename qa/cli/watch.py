"""footnote index --watch: the library follows its folders, and says in a line what came, changed and went."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from index.build import build
from index.embed import Embedder
from index.errors import FootnoteError
from index.followed import noted_roots
from index.roots import existing
from index.types import Paths, Summary
from index.watching import changes
from qa.cli.complaint import complaint
from qa.printable import one_line

# Seconds to wait for another process that indexes into the library: what has changed is not forgotten meanwhile.
_PATIENCE = 86_400.0
_NAMED = 3


def follow(folder: Path, paths: Sequence[Path], embedder: Embedder, said: set[str]) -> int:
    """Index what changes under `paths`, or under all that the library follows, until Ctrl-C; returns 0. `said` are the
    problems that have been named: each is named once.

    Raises FootnoteError where the folders cannot be followed.
    """
    with _ending_like_ctrl_c():
        try:
            while True:
                followed = existing(paths) or noted_roots(folder) or []
                _say(f"following {_counted(followed)}; Ctrl-C ends it")
                for _ in changes(followed, folder):
                    _index(folder, paths, embedder, said)
                    if not paths and (noted_roots(folder) or followed) != followed:
                        break  # another process has added a folder
        except KeyboardInterrupt:
            _say("no longer following; everything is saved")
            return 0


def _index(folder: Path, paths: Sequence[Path], embedder: Embedder, said: set[str]) -> None:
    try:
        there = [path for path in paths if path.exists()]
        if paths and not there:
            raise FootnoteError(
                f"{paths[0]} is gone; its articles stay", "put it back, or end this with Ctrl-C", "not-found"
            )
        summary = build(folder, there, embedder, wait=_PATIENCE)
    except FootnoteError as error:
        _once(f"footnote: {complaint(str(error))}", said)
        return
    if line := told(summary):
        _say(f"{datetime.now():%H:%M:%S} {line}")
    for problem in summary.problems:
        _once(f"footnote: skipped {one_line(str(problem))}", said)


def told(summary: Summary) -> str:
    """What came, changed and went, in one line; nothing where nothing did."""
    parts = (("new", summary.came), ("changed", summary.changed), ("gone", summary.went))
    line = "; ".join(f"{what}: {_named(paths)}" for what, paths in parts if paths.count)
    return f"{line} ({summary.articles:,} articles)" if line else ""


def _named(paths: Paths) -> str:
    first = [one_line(path) for path in paths.first[:_NAMED]]
    more = paths.count - len(first)
    return ", ".join(first) + (f" and {more:,} more" if more > 0 else "")


def _counted(followed: Sequence[Path]) -> str:
    return one_line(str(followed[0])) if len(followed) == 1 else f"{len(followed):,} folders and files"


def _once(line: str, said: set[str]) -> None:
    key = line.removeprefix("footnote: skipped ")
    if key not in said:
        said.add(key)
        _say(line)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextmanager
def _ending_like_ctrl_c() -> Iterator[None]:
    """Inside, what ends services ends this as cleanly as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
