"""Which folders a library follows, and which root a path that is indexed now belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import FootnoteError
from index.paths import expanded


@dataclass(frozen=True, slots=True)
class Scope:
    """A path to read now, and the root its articles' paths are relative to: the path itself, or a folder above it."""

    path: Path
    root: Path

    @property
    def prefix(self) -> str:
        """What stands before paths found under `path` to make them relative to `root`: "" or "folder/"."""
        if self.path == self.root:
            return ""
        inside = self.path.relative_to(self.root)
        folder = inside if self.path.is_dir() else inside.parent
        return "" if folder == Path() else folder.as_posix() + "/"

    def covers(self, root: Path, relative: str) -> bool:
        """Whether the file known as `relative` under `root` lies in this scope."""
        if root != self.root:
            return False
        if self.path.is_dir():
            return relative.startswith(self.prefix)
        return relative == self.prefix + self.path.name


def existing(paths: Iterable[Path]) -> list[Path]:
    """The paths made absolute. Raises FootnoteError for one that is not there, or that cannot be written down."""
    absolute = []
    for path in paths:
        whole = Path(os.path.abspath(expanded(path)))  # noqa: PTH100 (links stay as they are)
        if not _is_utf8(str(whole)):
            raise FootnoteError(f"the name {str(path)!a} is not UTF-8", "rename the folder or file", "invalid")
        if not os.path.lexists(whole):
            raise FootnoteError(f"{path} does not exist", "name a folder of articles, or a file", "not-found")
        absolute.append(whole)
    return absolute


def scopes(asked: Sequence[Path], known: Sequence[Path]) -> list[Scope]:
    """For each path asked for, the root it belongs to: the outermost of the known and asked paths that holds it."""
    outermost = merged([*known, *asked])
    return [Scope(path, next(root for root in outermost if holds(root, path))) for path in merged(asked)]


def merged(roots: Iterable[Path]) -> list[Path]:
    """The roots without those that lie inside another, sorted."""
    kept: list[Path] = []
    for root in sorted(set(roots), key=lambda path: len(path.parts)):
        if not any(holds(above, root) for above in kept):
            kept.append(root)
    return sorted(kept)


def holds(root: Path, path: Path) -> bool:
    return path == root or root in path.parents


def _is_utf8(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
