"""A program in a real terminal: a tmux of its own, typed into and looked at as a person would."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

FOOTNOTE = (sys.executable, "-c", "from qa.cli import entry; entry()")
"""The command line, run by this very Python."""
# Seconds between two looks at the screen.
_LOOK_EVERY = 0.05


def boxed(screen: str) -> str:
    """What stands in the boxes at the left edge of the chat, on one line: an answer, wherever its lines end."""
    return " ".join(" ".join(line.split("│")[1] for line in screen.splitlines() if line.startswith(" │")).split())


def has_tmux() -> bool:
    """Whether tmux is installed."""
    return shutil.which("tmux") is not None


class Gone(Exception):
    """The program ended while something was awaited of it; holds its last screen."""


class Terminal:
    """A program in a terminal of `columns` x `rows` cells; a context manager, which ends it in the end.

    Raises OSError if tmux cannot be started.
    """

    def __init__(self, command: Sequence[str], *, columns: int = 110, rows: int = 34) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._at = Path(self._folder.name)
        # tmux does not always know how a program ended, so that the shell around it notes that, and stays
        noted = f"echo $$ >{self._at}/pid; exec {shlex.join(command)}"
        around = f"sh -c {shlex.quote(noted)}; echo $? >{self._at}/code; cat"
        size = ["-x", str(columns), "-y", str(rows)]
        self._tmux("-f/dev/null", "new-session", "-d", *size, f"sh -c {shlex.quote(around)}")
        self._tmux("set-option", "-g", "window-size", "manual")

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        subprocess.run(["tmux", "-S", str(self._at / "tmux"), "kill-server"], capture_output=True, check=False)
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """The program's process."""
        return int((self._at / "pid").read_text())

    @property
    def exit_code(self) -> int | None:
        """How the program ended; None while it runs."""
        noted = self._at / "code"
        text = noted.read_text() if noted.exists() else ""
        return int(text) if text.endswith("\n") else None

    def screen(self, *, styled: bool = False) -> str:
        """What is on the screen; `styled` with its colours as escape sequences."""
        return self._tmux("capture-pane", "-p", *(["-e"] if styled else []))

    def type(self, text: str) -> None:
        """Type the characters as they are."""
        # tmux takes a ; at the end for the end of the command
        text = f"{text[:-1]}\\;" if text.endswith(";") else text
        self._tmux("send-keys", "-l", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys by their names in tmux: Enter, Tab, Escape, C-q, F8."""
        self._tmux("send-keys", *keys)

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal larger or smaller."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def wait(self, until: Callable[[str], bool], what: str, seconds: float = 120.0) -> str:
        """The first screen of which `until` is true.

        Raises Gone if the program ends first, TimeoutError if it takes longer; both say what was awaited.
        """
        deadline = time.monotonic() + seconds
        while not until(shown := self.screen()):
            if self.exit_code is not None and not until(shown := self.screen()):
                raise Gone(f"the program ended while awaiting {what}:\n{shown}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"no {what} after {seconds:.0f} s:\n{shown}")
            time.sleep(_LOOK_EVERY)
        return shown

    def wait_for(self, text: str, seconds: float = 120.0) -> str:
        """The first screen with these words on it."""
        return self.wait(lambda shown: text in shown, f"“{text}”", seconds)

    def wait_for_end(self, seconds: float = 30.0) -> int:
        """The program's exit code, once it has ended."""
        deadline = time.monotonic() + seconds
        while (code := self.exit_code) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still running after {seconds:.0f} s:\n{self.screen()}")
            time.sleep(_LOOK_EVERY)
        return code

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self._at / "tmux"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise OSError(f"tmux {arguments[0]}: {done.stderr.strip()}")
        return done.stdout
