"""A child process that holds an engine, from outside: started, told, heard, ended."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from multiprocessing import Pipe

from qa.process.client import Gone
from qa.process.messages import Heard, Open, Opened, Told

# -P, and this process's own path: modules in the folder it runs in are not imported
_PROGRAM = "import sys; sys.path[:] = sys.argv[2:]; from qa.process.child import main; main(int(sys.argv[1]))"


class Running:
    """One process. Not safe for use by several threads, but for `tell` and `end`."""

    def __init__(self, wanted: Open, program: str = _PROGRAM) -> None:
        """Start it; it opens the engine by itself. `program` is what runs in it, for tests."""
        self.opened: Opened | None = None  # once that was heard
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", program, str(theirs.fileno()), *sys.path],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                process_group=0,  # what a terminal sends to the chat is not for the engine
            )
        with contextlib.suppress(Gone):  # which the next `hear` says
            self.tell(wanted)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def tell(self, message: Told) -> None:
        """Raises Gone where the process has ended."""
        try:
            self._pipe.send(message)
        except OSError:
            raise Gone from None

    def hear(self, seconds: float) -> Heard | None:
        """What it says next, None if it says nothing within that time. Raises Gone where it has ended."""
        try:
            heard = self._pipe.recv() if self._pipe.poll(seconds) else None
        except (EOFError, OSError):
            raise Gone from None
        if isinstance(heard, Opened):
            self.opened = heard
        return heard

    def end(self) -> None:
        """End it at once, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()
