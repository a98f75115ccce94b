"""Who is writing a library: a note beside the lock, for people to read. The lock alone decides."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from index.copies import replacing

_NOTE = "writer.json"


def note_holder(folder: Path) -> None:
    """Write down that this process writes the library in `folder`; without room for the note, the lock still holds."""
    with suppress(OSError), replacing(folder / _NOTE) as note:
        note.write(json.dumps({"process": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M:%S}"}).encode())


def drop_note(folder: Path) -> None:
    """Remove it."""
    with suppress(OSError):
        (folder / _NOTE).unlink(missing_ok=True)


def holder(folder: Path) -> str:
    """Which process it is and since when, in parentheses; nothing where the note is none of a living process."""
    noted = _noted(folder)
    if noted is None or not lives(noted[0]):
        return ""
    return f" (process {noted[0]}, since {noted[1]})"


def was_killed(folder: Path) -> bool:
    """Whether the last that wrote left its note behind, and perhaps more."""
    noted = _noted(folder)
    return noted is not None and not lives(noted[0])


def _noted(folder: Path) -> tuple[int, datetime] | None:
    """The process, and since when; None where no note can be read whole."""
    try:
        known = json.loads((folder / _NOTE).read_text())
        return int(known["process"]), datetime.fromisoformat(known["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def lives(process: int) -> bool:
    """Whether the process is there; where that cannot be asked, it is taken to be."""
    if sys.platform == "win32":  # where this call sends it a Ctrl+C
        return True
    try:
        os.kill(process, 0)
    except PermissionError:  # somebody else's
        return True
    except (OSError, OverflowError):
        return False
    return True
