"""Paths as people type them."""

from __future__ import annotations

import os
from pathlib import Path


def expanded(path: Path | str) -> Path:
    """The path with "~" put in. Where nobody has that name, it stays as typed: a file that is not there."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - Path.expanduser raises RuntimeError there
