"""Who is writing a library: a note beside the lock, for people to read. The lock alone decides."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

_NOTE = "writer.json"


def note_holder(folder: Path) -> None:
    """Write down that this process writes the library in `folder`; without room for the note, the lock still holds."""
    with suppress(OSError):
        note = {"process": os.getpid(), "since": f"{datetime.now():%Y-%m-%d %H:%M:%S}"}
        (folder / _NOTE).write_text(json.dumps(note))


def drop_note(folder: Path) -> None:
    """Remove it."""
    with suppress(OSError):
        (folder / _NOTE).unlink(missing_ok=True)


def holder(folder: Path) -> str:
    """Which process it is and since when, in parentheses; nothing where the note is none of a living process."""
    try:
        known = json.loads((folder / _NOTE).read_text())
        process, since = int(known["process"]), datetime.fromisoformat(known["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    try:
        os.kill(process, 0)
    except PermissionError:  # somebody else's, and alive
        pass
    except (OSError, OverflowError):
        return ""
    return f" (process {process}, since {since})"


def was_killed(folder: Path) -> bool:
    """Whether the last that wrote left its note behind, and perhaps more."""
    return (folder / _NOTE).exists() and not holder(folder)
