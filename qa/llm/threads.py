"""How many threads write with a model, where nobody says."""

from __future__ import annotations

import os
from pathlib import Path

# A file of so many bytes and more is of a large model: its threads wait for memory and little for each other.
_LARGE = 500_000_000


def threads_for(file: Path) -> int | None:
    """All cores for a large model; None, which is half of them, for a small one."""
    return cores() if file.stat().st_size > _LARGE else None


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
