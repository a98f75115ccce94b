"""Reading what is left in a damaged SQLite file, and putting a new file in its place. The damaged one is kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from index.damage import UNREADABLE
from index.errors import FootnoteError

# Row numbers that are tried one by one behind a row that cannot be read; then ever longer steps are taken.
_PATIENCE = 256
_LAST = 2**62
# The first page of a file, which says what is in the others, has at least this many bytes.
_PAGE = 4096


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder inside `folder` for what is being put together; it is gone afterwards."""
    with TemporaryDirectory(prefix="repair-", dir=folder) as name:
        yield Path(name)


@contextmanager
def reading(damaged: Path, new: Path, tables: set[str], scratch: Path) -> Iterator[sqlite3.Connection | None]:
    """A connection to a copy of a damaged file in which `tables` can be looked for; None where there is nothing left.

    Values come as bytes, texts too. Where the first page is lost, that of `new` takes its place: a new file of the
    same tables, closed, has them at the same pages.
    """
    connection = None
    for attempt in ("as it is", "without its log", "with another first page", "with that and without its log"):
        copy = _copied(damaged, scratch / f"damaged {attempt}", with_log="without" not in attempt)
        if copy is not None and "first page" in attempt:
            _graft(copy, new)
        connection = _opened(copy, tables) if copy is not None else None
        if connection is not None:
            break
        if copy is not None:
            shutil.rmtree(copy.parent)
    try:
        yield connection
    finally:
        if connection is not None:
            connection.close()


def rows(db: sqlite3.Connection, table: str, columns: str, key: str = "rowid") -> Iterator[tuple[object, ...]]:
    """(key, *columns) of every row that can be read, in the order of its integer key."""
    at, step, failures = -1, 1, 0
    while at < _LAST:
        try:
            for row in db.execute(
                f"SELECT {key}, {columns} FROM {table} NOT INDEXED WHERE {key} > ? ORDER BY 1", (at,)
            ):
                at, step, failures = max(at, row[0]), 1, 0
                yield row
            return
        except UNREADABLE:
            failures += 1
            at += step
            step *= 1 if failures < _PATIENCE else 2


def text_of(value: object) -> str | None:
    """A text from `rows`; None where it is none."""
    try:
        return value.decode() if isinstance(value, bytes) else None
    except UnicodeDecodeError:
        return None


def replace(file: Path, new: Path) -> Path | None:
    """Put `new`, closed, in the place of `file`, which is kept with its log under the name that is returned.

    At every moment there is either the damaged file or the new one. Raises OSError.
    """
    aside = _free_name(file)
    _sync(new)
    log = file.with_name(f"{file.name}-wal")
    if log.exists():  # it would be taken for the new file's
        log.replace(aside.with_name(f"{aside.name}-wal"))
    file.with_name(f"{file.name}-shm").unlink(missing_ok=True)
    kept = None
    if file.exists():
        kept = aside
        try:
            os.link(file, aside)
        except OSError:  # a file system without links
            shutil.copy2(file, aside)
    new.replace(file)
    return kept


def _copied(file: Path, folder: Path, *, with_log: bool) -> Path | None:
    log = file.with_name(f"{file.name}-wal")
    if not file.is_file() or file.stat().st_size < _PAGE:
        return None
    if not with_log and not log.exists():
        return None
    folder.mkdir()
    copy = folder / file.name
    try:
        shutil.copyfile(file, copy)
        if with_log and log.exists():
            shutil.copyfile(log, copy.with_name(log.name))
    except OSError as error:
        raise FootnoteError(
            f"cannot copy {file} ({error.strerror})", "make room for it twice over, then try again", "storage"
        ) from None
    return copy


def _opened(copy: Path, tables: set[str]) -> sqlite3.Connection | None:
    connection = sqlite3.connect(copy, isolation_level=None)
    connection.text_factory = bytes
    try:
        # it makes SQLite read on where a file is shorter than it should be
        connection.execute("PRAGMA writable_schema = ON")
        found = {text_of(name) for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if tables <= found:
            for table in tables:
                connection.execute(f"SELECT * FROM {table} LIMIT 0")
            return connection
    except UNREADABLE:
        pass
    connection.close()
    return None


def _graft(copy: Path, new: Path) -> None:
    """Write the first page of `new` over that of `copy`, with the number of pages that `copy` has."""
    page = bytearray(new.read_bytes()[:_PAGE])
    page[28:32] = (copy.stat().st_size // _PAGE).to_bytes(4, "big")
    with copy.open("r+b") as stream:
        stream.write(page)


def _free_name(file: Path) -> Path:
    name = f"{file.name}.damaged-{date.today():%Y-%m-%d}"
    number, free = 1, file.with_name(name)
    while any(one.exists() for one in (free, free.with_name(f"{free.name}-wal"))):
        number += 1
        free = file.with_name(f"{name}-{number}")
    return free


def _sync(file: Path) -> None:
    with suppress(OSError), file.open("rb") as stream:
        os.fsync(stream.fileno())
