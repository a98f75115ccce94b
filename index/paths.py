"""Paths as people type them."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: Path | str) -> Path:
    """The path with "~" put in. Where nobody has that name, it stays as typed: a file that is not there."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises RuntimeError there


def make_private(folder: Path) -> None:
    """Make a folder that is not there yet, and those above it, for their owner alone. Raises OSError."""
    for one in (*reversed(folder.absolute().parents), folder):
        one.mkdir(mode=0o700, exist_ok=True)
