"""An engine in a process without models whose processes are known; whether a process is gone."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from index.types import Progress
from qa.process.client import PATIENCE, Client
from qa.process.engine import EngineProcess
from qa.process.messages import Open
from qa.process.running import Running
from tests.qa.process.scripted_child import PROGRAM


class Begun(EngineProcess):
    """One whose processes are known."""

    def __init__(self, folder: Path, model: str | None = None, patience: float = PATIENCE) -> None:
        self.started: list[Running] = []
        client = Client(Open(folder, model, None), self._start, patience)
        super().__init__(client, lambda at: SimpleNamespace(folder=at))

    def _start(self, wanted: Open) -> Running:
        self.started.append(Running(wanted, PROGRAM))
        return self.started[-1]

    @property
    def pid(self) -> int:
        """Of the process that is there now."""
        return self.started[-1].pid

    def opened(self, report: Callable[[Progress], None] = lambda _: None) -> Begun:
        super().opened(report)
        return self


def is_gone(pid: int, seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False
