"""The library's SQLite file: its tables, how it is opened, and what is wrong when it cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.damage import REPAIR, UNREADABLE, in_short, is_damage
from index.errors import FootnoteError
from index.space import full, is_full
from index.terms import searchable, searchable_title

FORMAT = 1
FILE_NAME = "library.sqlite"
# Tables by which a library is known that has lost its manifest.
_OURS = {"article", "embedding", "passage"}
# What SQLite says where it cannot make, enlarge or write the files that it has beside the library.
_NO_PLACE_BESIDE = ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_FULL")

# The passages as the lexical index has them. Libraries of before have them as they are, or without regard to language.
STEMMED = "stemmed_text"
SEARCHABLE = "searchable_text"
# Without it each article of a file with thousands is looked for among all of them. Libraries of before have none.
_BY_PLACE = "CREATE INDEX IF NOT EXISTS article_place ON article (file, path)"
# So that the languages of a library are known without going through its articles.
_BY_LANGUAGE = "CREATE INDEX IF NOT EXISTS article_language ON article (language)"
_LEXICAL = f"""
CREATE VIEW IF NOT EXISTS {STEMMED} AS
    SELECT passage.id AS id, searchable_title(article.title, article.language) AS title,
           searchable(substr(article.text, passage.start + 1, passage.end - passage.start), article.language) AS text
    FROM passage JOIN article ON article.number = passage.article;

CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5 (
    title, text, content = '{STEMMED}', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);
"""

# Where the pages of PDFs begin. Libraries of before have no place for it, and get one when they are written the next
# time; their PDFs are then read again.
_PAGES = """
BEGIN IMMEDIATE;
ALTER TABLE article ADD COLUMN pages TEXT;
UPDATE file SET size = NULL, mtime_ns = NULL WHERE lower(relative) LIKE '%.pdf';
COMMIT;
"""

# Two processes may come here at once: the second finds everything made.
_TABLES = f"""
CREATE TABLE IF NOT EXISTS manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS root (path TEXT PRIMARY KEY) WITHOUT ROWID;

-- size and mtime_ns are what the file had when all of it was read: NULL until then
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY,
    root TEXT NOT NULL,
    relative TEXT NOT NULL,
    size INTEGER,
    mtime_ns INTEGER,
    problems TEXT NOT NULL DEFAULT '[]',
    UNIQUE (root, relative)
);

CREATE TABLE IF NOT EXISTS article (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    file INTEGER NOT NULL REFERENCES file (id),
    path TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT,
    date TEXT,
    url TEXT,
    captions TEXT NOT NULL,
    text TEXT NOT NULL,
    hash BLOB NOT NULL,
    minhash BLOB NOT NULL,
    family INTEGER,
    pages TEXT,
    language TEXT
);
{_BY_PLACE};
CREATE INDEX IF NOT EXISTS article_family ON article (family) WHERE family IS NOT NULL;

-- AUTOINCREMENT: an id is never used twice, so a stale vector can only miss, never mislead
CREATE TABLE IF NOT EXISTS passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES article (number),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    text_hash BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passage_article ON passage (article);
CREATE INDEX IF NOT EXISTS passage_text_hash ON passage (text_hash);

CREATE TABLE IF NOT EXISTS embedding (
    model TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model, text_hash)
);

CREATE VIEW IF NOT EXISTS passage_text AS
    SELECT passage.id AS id, article.title AS title,
           substr(article.text, passage.start + 1, passage.end - passage.start) AS text
    FROM passage JOIN article ON article.number = passage.article;

{_LEXICAL}
-- last, so that what was there before has the pages that it had: a lost first page is replaced by that of a new file
{_BY_LANGUAGE};
INSERT OR IGNORE INTO manifest VALUES ('format', '{FORMAT}');
"""


class _Unchanging(sqlite3.Connection):
    """A connection to a file that nobody can have changed: SQLite, told so, writes nothing beside it."""

    file: Path
    as_opened: tuple[int, int]

    def watch(self, file: Path) -> None:
        """Take `file` for unchanged as long as it looks as it does now."""
        self.file, self.as_opened = file, _looks(file)

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        if _looks(self.file) != self.as_opened:
            raise FootnoteError(
                f"the library in {self.file.parent} has changed since it was opened", "start again", "failed"
            )
        return super().execute(*arguments)


def open_library(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the library in `folder`, making it first where `create` says so, for which the folder must exist.

    Raises FootnoteError where there is none, where the file is something else, or where a newer Footnote wrote it.
    """
    file = folder / FILE_NAME
    if not create and not file.is_file():
        raise _none_in(folder)
    try:
        connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
        return _prepared(connection, file, create)
    except sqlite3.OperationalError as error:
        if not create and str(getattr(error, "sqlite_errorname", "")).startswith(_NO_PLACE_BESIDE):
            return _unwritable(file, error)
        raise full(folder) if is_full(error) else _cannot_open(file, error) from None


def _unwritable(file: Path, error: sqlite3.OperationalError) -> sqlite3.Connection:
    """Open a library for reading where SQLite finds no place for the files that it has beside it.

    What was written last may stand in its log alone, without which the file is not whole: then nothing can be read.
    """
    log = file.with_name(f"{file.name}-wal")
    if log.exists() and log.stat().st_size:
        raise FootnoteError(
            f"{file.parent} was left in the midst of indexing, and nothing can be written there ({error})",
            "make room or allow writing there, then run 'footnote index'",
            "storage",
        ) from None
    try:
        connection = sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro&immutable=1",
            uri=True,
            factory=_Unchanging,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.watch(file)
        return _prepared(connection, file, create=False)
    except sqlite3.OperationalError:
        raise _cannot_open(file, error) from None


def lay_words_anew(connection: sqlite3.Connection) -> None:
    """Give a library of before what it takes to note languages, and an empty lexical index of the present form. To be
    called inside a transaction.
    """
    if not has_languages(connection):
        connection.execute("ALTER TABLE article ADD COLUMN language TEXT")
    connection.execute(_BY_LANGUAGE)
    connection.execute("DROP TABLE IF EXISTS lexical")
    for view in (SEARCHABLE, STEMMED):
        connection.execute(f"DROP VIEW IF EXISTS {view}")
    for statement in _LEXICAL.split(";\n"):
        connection.execute(statement)


def has_languages(connection: sqlite3.Connection) -> bool:
    """Whether the library's articles have a language; those of libraries of before have none."""
    return _has_column(connection, "language")


def _none_in(folder: Path) -> FootnoteError:
    return FootnoteError(f"there is no library in {folder}", "make one with 'footnote index FOLDER'", "not-found")


def _looks(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _cannot_open(file: Path, error: sqlite3.Error) -> FootnoteError:
    return FootnoteError(
        f"cannot open {file} ({error})", "check its permissions, or choose another with --library DIR", "storage"
    )


@contextmanager
def reporting_damage(folder: Path) -> Iterator[None]:
    """Turns what SQLite says of a file that it cannot read into a FootnoteError."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake of ours
        raise
    except (OSError, sqlite3.OperationalError) as error:
        if is_full(error):
            raise full(folder) from None
        if isinstance(error, OSError):
            raise
        if not is_damage(error):
            raise FootnoteError(
                f"cannot read the library in {folder} ({in_short(error)})", "try again", "storage"
            ) from None
        raise FootnoteError(f"the library in {folder} is damaged ({in_short(error)})", REPAIR, "damaged") from None
    except UNREADABLE as error:
        raise FootnoteError(f"the library in {folder} is damaged ({in_short(error)})", REPAIR, "damaged") from None


def _prepared(connection: sqlite3.Connection, file: Path, create: bool) -> sqlite3.Connection:
    """What was opened, checked, with the tables in a new file; closed again where it is no library."""
    try:
        _prepare(connection, file, create)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, file: Path, create: bool) -> None:
    try:
        # SQLite's own lower() knows ASCII only
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        for arguments in (1, 2):
            connection.create_function("searchable", arguments, searchable, deterministic=True)
        connection.create_function("searchable_title", 2, searchable_title, deterministic=True)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        known = "manifest" in tables
        if create and (known or not tables):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if create and not tables:
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
            return
        found = connection.execute("SELECT value FROM manifest WHERE key = 'format'").fetchone() if known else None
    except UNREADABLE as error:
        if isinstance(error, sqlite3.OperationalError) and not is_damage(error):
            raise
        raise FootnoteError(
            f"{file} is damaged or not a Footnote library ({in_short(error)})",
            f"{REPAIR}, or choose another with --library DIR",
            "damaged",
        ) from None
    if not tables:  # indexing was killed before it had laid them
        raise _none_in(file.parent)
    if (found is None and tables & _OURS) or (found is not None and not str(found[0]).isdigit()):
        raise FootnoteError(f"{file} is damaged", REPAIR, "damaged")
    if found is None:
        raise FootnoteError(
            f"{file} is not a Footnote library", "move it away, or choose another with --library DIR", "incompatible"
        )
    if found[0] != str(FORMAT):
        raise FootnoteError(
            f"{file} has library format {found[0]} and this Footnote writes {FORMAT}",
            "move it away and index again, or use the Footnote that made it",
            "incompatible",
        )
    if create and "article" in tables:
        connection.execute(_BY_PLACE)
        if not knows_pages(connection):
            connection.executescript(_PAGES)


def knows_pages(connection: sqlite3.Connection) -> bool:
    """Whether the library has a place for where the pages of an article begin."""
    return _has_column(connection, "pages")


def _has_column(connection: sqlite3.Connection, column: str) -> bool:
    names = (name for _, name, *_ in connection.execute("PRAGMA table_info(article)"))
    return any(name in (column, column.encode()) for name in names)


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()
