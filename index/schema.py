"""The library's SQLite file: its tables, how it is opened, and what is wrong when it cannot be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import FootnoteError

FORMAT = 1
FILE_NAME = "library.sqlite"

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
    family INTEGER
);
CREATE INDEX IF NOT EXISTS article_file ON article (file);
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

CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5 (
    title, text, content = 'passage_text', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
);

INSERT OR IGNORE INTO manifest VALUES ('format', '{FORMAT}');
"""


def open_library(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """Open the library in `folder`, making it first where `create` says so.

    Raises FootnoteError where there is none, where the file is something else, or where a newer Footnote wrote it.
    """
    file = folder / FILE_NAME
    if not create and not file.is_file():
        raise FootnoteError(f"there is no library in {folder}: make one with 'footnote index FOLDER'")
    try:
        if create:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection = sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise FootnoteError(f"cannot open a library in {folder} ({error}): choose another with --library DIR") from None
    try:
        _prepare(connection, file, create)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def reporting_damage(folder: Path) -> Iterator[None]:
    """Turns what SQLite says of a file that it cannot read into a FootnoteError."""
    try:
        yield
    except sqlite3.ProgrammingError:  # a mistake of ours
        raise
    except sqlite3.OperationalError as error:
        raise FootnoteError(f"cannot read the library in {folder} ({error}): try again") from None
    except sqlite3.DatabaseError as error:
        raise FootnoteError(f"the library in {folder} is damaged ({error}): move it away and index again") from None


def _prepare(connection: sqlite3.Connection, file: Path, create: bool) -> None:
    """Check what was opened, and lay the tables into a new file."""
    try:
        # SQLite's own lower() knows ASCII only
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        known = "manifest" in tables
        if create and (known or not tables):
            connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        if create and not tables:
            connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
            return
        found = connection.execute("SELECT value FROM manifest WHERE key = 'format'").fetchone() if known else None
    except sqlite3.OperationalError as error:
        raise FootnoteError(f"cannot open {file} ({error}): check its permissions and free space") from None
    except sqlite3.DatabaseError as error:
        raise FootnoteError(
            f"{file} is not a Footnote library ({error}): move it away and index again, or choose another --library DIR"
        ) from None
    if found is None:
        raise FootnoteError(f"{file} is not a Footnote library: move it away, or choose another with --library DIR")
    if found[0] != str(FORMAT):
        raise FootnoteError(
            f"{file} has library format {found[0]} and this Footnote writes {FORMAT}: "
            "move it away and index again, or use the Footnote that made it"
        )


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()
