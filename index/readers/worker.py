"""The other end of `index.readers.bounded`: reads the files that it is told to, within bounds, until its input ends.

One JSON object a line. In: `{"path", "name", "what"}`. Where `what` is "articles", `name` is the path that they carry,
and out come `{"article"}`, `{"problem"}` or `{"other"}`; where it is "feed", `name` is its address, and out comes one
`{"feed"}`. At last `{}`.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from index.readers import read
from index.readers.entries import Feed, read_feed
from index.types import Article, OtherFile, Problem

if sys.platform != "win32":  # which knows no such bounds: there the other end's patience is the only one
    import resource

_NAMES = {Article: "article", Problem: "problem", OtherFile: "other", Feed: "feed"}


def main(cpu_seconds: int, most_bytes: int) -> None:
    """Answer requests on standard input. Ends with it, also in the middle of a file: then nobody waits any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)  # what a library prints is no answer
    _bound_memory(most_bytes)
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while True:
        request = json.loads(requests.get())
        _allow(cpu_seconds)
        _answer(request, answers)


def _listen(requests: queue.SimpleQueue[str]) -> None:
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


def _bound_memory(most_bytes: int) -> None:
    """So much memory, where the system knows such a bound, and no core dumps."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def _allow(seconds: int) -> None:
    """So many seconds of processor time from now on, where the system counts them; then it ends this process."""
    if sys.platform == "win32":
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    most = int(spent.ru_utime + spent.ru_stime) + 1 + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _answer(request: dict[str, str], answers: TextIO) -> None:
    path, name = Path(request["path"]), request["name"]
    for found in [read_feed(path, name)] if request["what"] == "feed" else read(path, name):
        answers.write(json.dumps({_NAMES[type(found)]: asdict(found)}) + "\n")
    answers.write("{}\n")
    answers.flush()
