"""The files that articles came from, as they were when read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from index.damage import Damaged
from index.types import Look, OtherFile, Problem, SourceFile


class Noted(NamedTuple):
    """A file's row and what it was like when it was read; `size` and `mtime_ns` are None until it was read whole.
    `problems` as JSON, since few files have any, and all of it a tuple, since there are as many as files: a pair for
    each problem, and the suffix alone where the file is none of articles.
    """

    number: int
    size: int | None
    mtime_ns: int | None
    problems: str

    def fits(self, file: SourceFile) -> bool:
        """Whether the file is still the same."""
        return (self.size, self.mtime_ns) == (file.size, file.mtime_ns)

    def said(self) -> list[Problem | OtherFile]:
        """What was wrong with it, or that it is none of articles."""
        return said_of(self.problems)


class Files:
    """Rows of files, known by number."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def roots(self) -> list[Path]:
        """The roots that files are known under."""
        roots = [root for (root,) in self._db.execute("SELECT DISTINCT root FROM file ORDER BY root")]
        if not all(isinstance(root, str) and str(Path(root)) == root for root in roots):
            raise Damaged("the name of a file's folder is not as it was stored")
        return [Path(root) for root in roots]

    def known(self, root: Path) -> dict[str, Noted]:
        """Every file known under a root, by its path under it."""
        rows = self._db.execute(
            "SELECT relative, id, size, mtime_ns, problems FROM file WHERE root = ?", (str(root),)
        ).fetchall()
        known = {relative: Noted(*noted) for relative, *noted in rows}
        if not all(isinstance(relative, str) for relative in known):
            raise Damaged("the name of a file is not as it was stored")
        return known

    def looks(self, root: Path) -> set[Look]:
        """Every file known under a root, as it was when it was read; size and time are None until it was read whole."""
        rows = self._db.execute("SELECT relative, size, mtime_ns FROM file WHERE root = ?", (str(root),))
        return set(rows.fetchall())

    def all_said(self) -> list[Problem | OtherFile]:
        """What was wrong with any file, and which are none of articles, by root and path."""
        rows = self._db.execute("SELECT problems FROM file WHERE problems <> '[]' ORDER BY root, relative")
        return [one for (problems,) in rows for one in said_of(problems)]

    def number(self, file: SourceFile) -> int:
        """The row of `file`, made if need be and marked as not yet read whole."""
        self._db.execute(
            "INSERT INTO file (root, relative) VALUES (?, ?) "
            "ON CONFLICT (root, relative) DO UPDATE SET size = NULL, mtime_ns = NULL",
            (str(file.root), file.relative),
        )
        row = self._db.execute("SELECT id FROM file WHERE root = ? AND relative = ?", (str(file.root), file.relative))
        return int(row.fetchone()[0])

    def done(self, number: int, file: SourceFile, said: Sequence[Problem | OtherFile]) -> None:
        """`file` was read whole, and that was to be said of it."""
        self._db.execute(
            "UPDATE file SET size = ?, mtime_ns = ?, problems = ? WHERE id = ?",
            (file.size, file.mtime_ns, noted_as_said(said), number),
        )

    def forget_stats(self) -> None:
        """Let every file count as changed."""
        self._db.execute("UPDATE file SET size = NULL, mtime_ns = NULL")

    def of_article(self, article: str) -> tuple[Path, str] | None:
        """The root, and the path under it, of the file that an article came from."""
        row = self._db.execute(
            "SELECT root, relative, path FROM file JOIN article ON article.file = file.id WHERE article.id = ?",
            (article,),
        ).fetchone()
        if row is None:
            return None
        root, relative, path = row
        if not (isinstance(root, str) and belongs(path, relative)):
            raise Damaged(f"the file of article {article} is not as it was stored")
        return Path(root), relative

    def drop(self, number: int) -> None:
        """Forget a file that has no articles any more."""
        self._db.execute("DELETE FROM file WHERE id = ?", (number,))


def noted_as_said(said: Sequence[Problem | OtherFile]) -> str:
    """What was to be said of a file, as `Noted.problems` has it."""
    return json.dumps([(one.path, one.reason) if isinstance(one, Problem) else one.suffix for one in said])


def said_of(problems: str) -> list[Problem | OtherFile]:
    """The same, read again. Raises Damaged."""
    if problems == "[]":
        return []
    try:
        return [_said(one) for one in json.loads(problems)]
    except (TypeError, ValueError):
        raise Damaged("what was wrong with a file is not as it was stored") from None


def _said(noted: Any) -> Problem | OtherFile:
    if isinstance(noted, str):
        return OtherFile(noted)
    path, reason = noted
    return Problem(str(path), str(reason))


def belongs(path: object, relative: object) -> bool:
    """Whether an article of that path may come from the file of that path under its root."""
    return isinstance(path, str) and isinstance(relative, str) and (path == relative or path.startswith(f"{relative}#"))
