"""The library's own folder of pages that were added by their address. It is followed like any other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

_NAME = "added"


def kept_folder(library: Path) -> Path:
    """Where the library in that folder keeps them, whether or not there are any."""
    return Path(os.path.abspath(library)) / _NAME  # noqa: PTH100 (links stay as they are)


def kept_folders(library: Path) -> list[Path]:
    """That folder, if there is anything in it to read."""
    from index.types import SourceFile
    from index.walk import find_files

    folder = kept_folder(library)
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises for a name that is too long
        return []
    return [folder] if any(isinstance(found, SourceFile) for found in find_files(folder)) else []


def with_kept(roots: Sequence[Path], library: Path) -> list[Path]:
    """The folders that a library follows, with that of its own; without the place where that was before the library's
    folder was moved or renamed.
    """
    own = kept_folders(library)
    return [*(root for root in roots if not (own and root.name == _NAME and not root.exists())), *own]
