"""Reads files of which nobody can say how long it takes in a process of its own, and goes on when that process dies.

No format limits what a page or a PDF of some kilobytes may ask for, and the libraries that take them apart have crashed
before. The process is started for the first such file, serves many, and is replaced when it dies.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, cast

from index.readers import KINDS, Found, read, suffix_of
from index.readers.entries import Feed
from index.types import Article, OtherFile, Problem

_MARKDOWN = frozenset({".md", ".markdown"})
# Bytes. Below it, the worst Markdown that we could think of takes a second, and starting a process a fifth of one.
_SMALL_MARKDOWN = 32 << 10
# the paths to import from are those of this process: the current folder is none of them
_START = "import sys; sys.path[:] = sys.argv[3:]; from index.readers.worker import main; main(*map(int, sys.argv[1:3]))"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What reading one file may take, where it is read in a process of its own."""

    # a PDF of 5,000 full pages takes half of it, a page of the largest size a quarter, other files a second at most
    cpu_seconds: int = 60
    # a page of the largest size takes half of it
    memory: int = 2 << 30
    # for a file that waits instead of working (a network drive), and for machines that do much else
    seconds: float = 600.0


class BoundedReader:
    """`index.readers.read` for many files, with bounds. Use it in a `with` statement, and in one thread at a time."""

    def __init__(self, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def read(self, path: Path, relative: str) -> Iterator[Found]:
        """The articles in a file, and a Problem for whatever in it cannot be read, or takes too much."""
        if _needs_process(path):
            yield from cast(list[Found], self._apart(path, relative, "articles"))
        else:
            yield from read(path, relative)

    def feed(self, path: Path, address: str) -> Feed | Problem:
        """The feed in a file that was at an address; a Problem where reading it takes too much."""
        return cast(Feed | Problem, self._apart(path, address, "feed")[-1])

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _apart(self, path: Path, name: str, what: Literal["articles", "feed"]) -> list[Found | Feed]:
        found: list[Found | Feed] = []
        process = self._running()
        overdue = threading.Event()
        timer = threading.Timer(self._bounds.seconds, _give_up, (process, overdue))
        timer.daemon = True
        timer.start()
        try:
            if not _ask(process, {"path": str(path.absolute()), "name": name, "what": what}, found):
                code, memory = _ended(process)
                reason = self._reason(code, memory, overdue)
                # a network drive may answer again; its processor time and its memory a file takes each time
                found.append(Problem(name, f"{reason}; skipped", passing=overdue.is_set() or "broke" in reason))
                self.close()
        except BaseException:  # an interrupt: what the process still has to say answers nothing
            self.close()
            raise
        finally:
            timer.cancel()
        return found

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            bounds = [str(self._bounds.cpu_seconds), str(self._bounds.memory)]
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, *bounds, *sys.path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                process_group=0,  # Ctrl-C is for this process; that one ends with it
            )
        return self._process

    def _reason(self, code: int, memory: int, overdue: threading.Event) -> str:
        if overdue.is_set():
            return f"takes more than {self._bounds.seconds:,.0f} seconds to read"
        if sys.platform != "win32" and code == -signal.SIGXCPU:
            return f"takes more than {self._bounds.cpu_seconds:,} seconds of processor time to read"
        if code < 0 and memory > self._bounds.memory // 2:  # where PDFium cannot have more, it ends the process
            return f"takes more than {self._bounds.memory >> 20:,} MiB of memory to read"
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
        return f"cannot be read (its reader broke: {name})"


def _ended(process: subprocess.Popen[str]) -> tuple[int, int]:
    """The exit code of a process that has ended or is about to, and the most bytes of memory that it had at once, 0
    where nobody knows.
    """
    if sys.platform == "win32":
        return process.wait(), 0
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:  # somebody has asked before
        return process.wait(), 0
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _give_up(process: subprocess.Popen[str], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


def _needs_process(path: Path) -> bool:
    suffix = suffix_of(path.name)
    if suffix in _MARKDOWN:
        try:
            return path.stat().st_size > _SMALL_MARKDOWN
        except OSError:
            return False
    return suffix is not None and KINDS[suffix].apart


def _ask(process: subprocess.Popen[str], request: dict[str, str], found: list[Found | Feed]) -> bool:
    """Put what is in a file into `found`; False where the process died over it."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            answer = json.loads(line)
            if not answer:
                return True
            found.append(_found(answer))
    except (BrokenPipeError, ValueError):  # it died before it had the whole question, or within its answer
        pass
    return False


def _found(answer: dict[str, dict[str, Any]]) -> Found | Feed:
    """What `worker` wrote."""
    if "feed" in answer:
        return Feed.of_record(answer["feed"])
    if "problem" in answer:
        return Problem(**answer["problem"])
    if "other" in answer:
        return OtherFile(**answer["other"])
    record = answer["article"]
    return Article(**record | {"captions": tuple(record["captions"]), "pages": tuple(record["pages"])})
