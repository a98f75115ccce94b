"""What the library's SQLite file holds, read and written row by row. No searching and no embedding happens here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.damage import Damaged, in_short, is_damage
from index.errors import FootnoteError
from index.followed import checksum_of, note_roots
from index.space import full, is_full
from index.store.articles import Articles
from index.store.embeddings import Embeddings, Missing
from index.store.files import Files
from index.store.lexical import Lexical
from index.store.lists import Entry, Lists, Order
from index.store.overview import Overview
from index.store.passages import Passages, Place

__all__ = ["Counts", "Entry", "Missing", "Order", "Place", "Store"]


# A revision of more digits is none: SQLite's numbers have no more.
_DIGITS = 19
# The key under which the manifest has a checksum of the folders: a damaged name would be taken for one that is gone.
_ROOTS = "roots checksum"


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
        self.overview = Overview(connection)
        self.embeddings = Embeddings(connection)

    def close(self) -> None:
        self._db.close()

    def check_model(self, model: str) -> None:
        """Raises FootnoteError where the vectors are of another embedding model."""
        made_with = self.manifest("model")
        if made_with not in (None, model):
            raise FootnoteError(
                f"the library in {self.folder} was made with the embedding model {made_with}, not {model}",
                "run 'footnote index --rebuild', with --encoder to choose one",
                "incompatible",
            )

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
                if is_full(error):
                    raise full(self.folder) from None
                if is_damage(error):
                    raise
                raise FootnoteError(
                    f"cannot write the library in {self.folder} ({in_short(error)})",
                    "check free space and permissions; what was there is intact",
                    "storage",
                ) from None
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is from one moment, whatever a writer does meanwhile. One may stand in another."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    # ---- manifest and roots

    def manifest(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM manifest WHERE key = ?", (key,)).fetchone()
        if row is not None and not (isinstance(row[0], str) and row[0].isprintable()):
            raise Damaged(f"'{key}' in its manifest is not as it was written")
        return None if row is None else str(row[0])

    def set_manifest(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?)", (key, value))

    def revision(self) -> int:
        """Counts the changes to passages and embeddings: equal revisions have equal vectors."""
        known = self.manifest("revision") or "0"
        if not (known.isascii() and known.isdigit() and len(known) < _DIGITS):
            raise Damaged("'revision' in its manifest is not as it was written")
        return int(known)

    def bump_revision(self) -> None:
        self.set_manifest("revision", str(self.revision() + 1))

    def roots(self) -> list[Path]:
        paths = [path for (path,) in self._db.execute("SELECT path FROM root ORDER BY path")]
        if not all(isinstance(path, str) for path in paths):
            raise Damaged("the name of a folder that it follows is not as it was written")
        roots = [Path(path) for path in paths]
        if self.manifest(_ROOTS) not in (None, checksum_of(roots)):
            raise Damaged("the list of folders that it follows is not as it was written")
        return roots

    def set_roots(self, roots: Iterable[Path]) -> None:
        roots = list(roots)
        self._db.execute("DELETE FROM root")
        self._db.executemany("INSERT INTO root VALUES (?)", [(str(root),) for root in roots])
        self.set_manifest(_ROOTS, checksum_of(roots))
        with suppress(OSError):  # without room for the note, the library still knows
            note_roots(self.folder, roots)

    # ---- all tables

    def drop_file(self, number: int) -> int:
        """Remove a file with its articles; returns how many articles went."""
        gone = self.articles.drop_all(number)
        self.files.drop(number)
        return gone

    def languages(self) -> dict[str | None, int]:
        """How many articles are in each language, most first; empty for a library of before, which noted none."""
        return self.overview.languages() if self.lexical.is_stemmed else {}

    def counts(self) -> Counts:
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage), "
            "(SELECT count(DISTINCT family) FROM article WHERE family IS NOT NULL)"
        ).fetchone()
        return Counts(*row)

    def tidy(self) -> None:
        """Merge the lexical index and fold the write-ahead log back into the file."""
        self.lexical.merge()
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
