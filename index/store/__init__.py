"""What the library's SQLite file holds, read and written row by row. No searching and no embedding happens here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.errors import FootnoteError
from index.store.articles import Articles
from index.store.embeddings import Embeddings, Missing
from index.store.files import Files
from index.store.lexical import Lexical
from index.store.lists import Entry, Lists, Order
from index.store.passages import Located, Passages

__all__ = ["Counts", "Entry", "Located", "Missing", "Order", "Store"]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a library holds."""

    articles: int
    passages: int
    families: int


class Store:
    """Rows of one open library. Writing methods must be called inside `transaction()`."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder
        self.files = Files(connection)
        self.lexical = Lexical(connection)
        self.articles = Articles(connection, self.lexical)
        self.passages = Passages(connection)
        self.lists = Lists(connection)
        self.embeddings = Embeddings(connection)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: commits at the end, rolls back on any exception."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise FootnoteError(
                    f"cannot write the library in {self.folder} ({error}): "
                    "check free space and permissions; what was there is intact"
                ) from None
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is from one moment, whatever a writer does meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    # ---- manifest and roots

    def manifest(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM manifest WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_manifest(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (key, value))

    def revision(self) -> int:
        """Counts the changes to passages and embeddings: equal revisions have equal vectors."""
        return int(self.manifest("revision") or 0)

    def bump_revision(self) -> None:
        self.set_manifest("revision", str(self.revision() + 1))

    def roots(self) -> list[Path]:
        return [Path(path) for (path,) in self._db.execute("SELECT path FROM root ORDER BY path")]

    def set_roots(self, roots: Iterable[Path]) -> None:
        self._db.execute("DELETE FROM root")
        self._db.executemany("INSERT INTO root VALUES (?)", [(str(root),) for root in roots])

    # ---- all tables

    def drop_file(self, number: int) -> int:
        """Remove a file with its articles; returns how many articles went."""
        gone = self.articles.drop_all(number)
        self.files.drop(number)
        return gone

    def counts(self) -> Counts:
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage), "
            "(SELECT count(DISTINCT family) FROM article)"
        ).fetchone()
        return Counts(*row)

    def tidy(self) -> None:
        """Merge the lexical index and fold the write-ahead log back into the file."""
        self.lexical.merge()
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
