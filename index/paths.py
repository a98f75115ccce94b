"""Paths as people type them."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def expanded(path: Path | str) -> Path:
    """The path with "~" put in. Where nobody has that name, it stays as typed: a file that is not there."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises RuntimeError there


def pasted(text: str) -> Path:
    """The path in what a terminal puts in for a file that was dropped on it: quoted, or with its blanks escaped. As it
    stands, where that is there.
    """
    typed = expanded(text.strip())
    if typed.exists():
        return typed
    try:
        words = shlex.split(text)
    except ValueError:  # a quotation mark that is not closed
        return typed
    return expanded(words[0]) if len(words) == 1 else typed


def make_private(folder: Path) -> None:
    """Make a folder that is not there yet, and those above it, for their owner alone. Raises OSError."""
    for one in (*reversed(folder.absolute().parents), folder):
        one.mkdir(mode=0o700, exist_ok=True)
