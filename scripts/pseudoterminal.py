"""A program in a pseudo-terminal, whose output is read as it comes: for what tmux would blur, such as latency."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from types import TracebackType


class Pseudoterminal:
    """A program in a terminal of `columns` x `rows` cells; a context manager, which ends it in the end.

    `output` is all that it has painted so far, escape sequences included, as far as it was read by the methods.
    """

    def __init__(self, command: Sequence[str], *, columns: int = 110, rows: int = 30) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color"},
            start_new_session=True,
        )
        os.close(slave)
        self._painted = b""

    def __enter__(self) -> Pseudoterminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._master)

    @property
    def output(self) -> str:
        return self._painted.decode(errors="replace")

    def type(self, keys: str) -> None:
        """Type the characters as they are; control characters are keys."""
        os.write(self._master, keys.encode())

    def read(self, seconds: float) -> bool:
        """Read what comes within that time, once; False if nothing did, or the program closed its terminal."""
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            piece = os.read(self._master, 65536)
        except OSError:  # how a pseudo-terminal says that its other end is closed
            time.sleep(seconds if self.process.poll() is None else 0)
            return False
        self._painted += piece
        return bool(piece)

    def read_for(self, seconds: float) -> None:
        """Read all that comes within that time."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.read(left)

    def wait_for(self, text: str, seconds: float = 60.0, *, since: int = 0) -> None:
        """Read until the text was painted, behind the first `since` bytes. Raises TimeoutError if it never is, or the
        program has ended.
        """
        wanted = text.encode()
        deadline = time.monotonic() + seconds
        while wanted not in self._painted[since:]:
            left = deadline - time.monotonic()
            read = left > 0 and self.read(min(left, 1.0))
            if left <= 0 or (not read and self.process.poll() is not None):
                raise TimeoutError(f"“{text}” was never painted: {self.output[-2000:]}")

    def output_since(self, painted: int) -> str:
        """What was painted behind the first `painted` bytes."""
        return self._painted[painted:].decode(errors="replace")

    @property
    def painted(self) -> int:
        """How many bytes were painted so far."""
        return len(self._painted)

    def wait(self, seconds: float = 60.0) -> int:
        """The program's exit code, once it has ended and all that it painted is read."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < deadline:
            self.read(0.1)
        while self.read(0.1):
            pass
        return self.process.wait(max(deadline - time.monotonic(), 0.1))
