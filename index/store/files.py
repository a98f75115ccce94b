"""The files that articles came from, as they were when read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from index.types import Problem, SourceFile


class Files:
    """Rows of files, known by number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def unchanged(self, file: SourceFile) -> list[Problem] | None:
        """The problems noted when `file` was last read, or None if it has changed since or was never read whole."""
        row = self._db.execute(
            "SELECT problems FROM file WHERE root = ? AND relative = ? AND size = ? AND mtime_ns = ?",
            (str(file.root), file.relative, file.size, file.mtime_ns),
        ).fetchone()
        return None if row is None else [Problem(path, reason) for path, reason in json.loads(row[0])]

    def number(self, file: SourceFile) -> int:
        """The row of `file`, made if need be and marked as not yet read whole."""
        self._db.execute(
            "INSERT INTO file (root, relative) VALUES (?, ?) "
            "ON CONFLICT (root, relative) DO UPDATE SET size = NULL, mtime_ns = NULL",
            (str(file.root), file.relative),
        )
        row = self._db.execute("SELECT id FROM file WHERE root = ? AND relative = ?", (str(file.root), file.relative))
        return int(row.fetchone()[0])

    def done(self, number: int, file: SourceFile, problems: Sequence[Problem]) -> None:
        """`file` was read whole, and those were its problems."""
        noted = json.dumps([(problem.path, problem.reason) for problem in problems])
        self._db.execute(
            "UPDATE file SET size = ?, mtime_ns = ?, problems = ? WHERE id = ?",
            (file.size, file.mtime_ns, noted, number),
        )

    def forget_stats(self) -> None:
        """Let every file count as changed."""
        self._db.execute("UPDATE file SET size = NULL, mtime_ns = NULL")

    def known(self) -> list[tuple[int, Path, str]]:
        """(row, root, relative path) of every file known."""
        rows = self._db.execute("SELECT id, root, relative FROM file")
        return [(number, Path(root), relative) for number, root, relative in rows]

    def of_article(self, article: str) -> tuple[Path, str] | None:
        """The root, and the path under it, of the file that an article came from."""
        row = self._db.execute(
            "SELECT root, relative FROM file JOIN article ON article.file = file.id WHERE article.id = ?", (article,)
        ).fetchone()
        return None if row is None else (Path(row[0]), row[1])

    def drop(self, number: int) -> None:
        """Forget a file that has no articles any more."""
        self._db.execute("DELETE FROM file WHERE id = ?", (number,))
