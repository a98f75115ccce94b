"""Processes that are there to be killed, starved or crowded: each runs a function of a module of this folder.

    python -m scripts.trials.children MODULE.FUNCTION JSON      runs one, with the JSON object as its keyword arguments
    python -m scripts.trials.children                           forks one for each line of JSON, which is quick

What they raise is printed in a line on standard error, as `footnote` would; their exit code is then 2.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Self

REPOSITORY = Path(__file__).resolve().parents[2]
_COMMAND = [sys.executable, "-m", "scripts.trials.children"]


class Nursery:
    """Forks child after child from a process that has everything loaded, and has no threads that forks would lose."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            _COMMAND, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, task: str, *, kill_after: float | None = None, said: Path | None = None, **arguments: Any) -> int:
        """The exit code of one child, -9 where it was killed, after so many seconds or by itself.

        `said` is a file that takes its standard error.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"task": task, "kill_after": kill_after, "said": said and str(said), "arguments": arguments}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def start(task: str, **arguments: Any) -> subprocess.Popen[str]:
    """One child that runs beside this process, with its outputs as pipes."""
    return subprocess.Popen(
        [*_COMMAND, task, json.dumps(arguments)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(task: str, arguments: dict[str, Any]) -> int:
    module, _, function = task.rpartition(".")
    try:
        getattr(import_module(f"scripts.trials.{module}"), function)(**arguments)
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 2
    return 0


def _serve() -> None:
    from scripts.trials.articles import warm

    warm()
    for line in sys.stdin:
        order = json.loads(line)
        import_module(f"scripts.trials.{order['task'].rpartition('.')[0]}")
        child = os.fork()
        if child == 0:
            if order["said"]:
                os.dup2(os.open(order["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
            code = _run(order["task"], order["arguments"])
            sys.stderr.flush()
            os._exit(code)
        if order["kill_after"] is not None:
            time.sleep(order["kill_after"])
            os.kill(child, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(_run(sys.argv[1], json.loads(sys.argv[2])))
    _serve()
