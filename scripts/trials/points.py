"""Moments at which a process touches its files, counted; at one of them it kills itself."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_FILES = {"open", "os.rename", "os.remove", "os.mkdir", "os.truncate"}


class Points:
    """Counts SQL statements, and files that are opened, renamed or removed in a folder, each before it happens.

    Steps that SQLite takes inside a statement are no points of their own: a kill after some seconds finds those.
    """

    def __init__(self, folder: Path, fatal: int | None, committed: Callable[[int], None]) -> None:
        """Kills this process at point number `fatal`. `committed` hears how many commits there were, after each."""
        self.count = 0
        self._folder = str(folder)
        self._fatal = fatal
        self._committed = committed
        self._commits = 0
        self._in_commit = False
        self._looking = False

    def watch(self) -> None:
        """From now on; there is no end to it but that of the process."""
        sys.addaudithook(self._hear)
        connect = sqlite3.connect

        def traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self._statement)
            return connection

        sqlite3.connect = traced

    def settle(self) -> None:
        """Nothing is underway any more: the last statement is over."""
        if self._in_commit:
            self._in_commit = False
            self._commits += 1
            self._looking = True  # what is done now does not count
            self._committed(self._commits)
            self._looking = False

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._looking and event in _FILES and str(arguments[0]).startswith(self._folder):
            self._point()

    def _statement(self, sql: str) -> None:
        if self._looking or sql.startswith("--"):  # what a virtual table asks by itself
            return
        self._point()
        self._in_commit = sql == "COMMIT" or sql.startswith("COMMIT;")

    def _point(self) -> None:
        self.settle()
        self.count += 1
        if self.count == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)
