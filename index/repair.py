"""Mending a library from what is left: the rows that can vouch for themselves, and the files they were made from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from index.build import build
from index.damage import REPAIR
from index.embed import Embedder
from index.errors import FootnoteError
from index.health import AGAIN, Finding, library_findings
from index.lock import writing
from index.recover import reading, replace, scratch
from index.salvage import TABLES, Salvaged, salvage
from index.schema import FILE_NAME, open_library
from index.store import Store
from index.types import Report, Summary
from index.vectorfile import drop_vectors


def repair(folder: Path, embedder: Embedder, report: Report) -> list[Finding]:
    """Do what `library_findings` says is to be done, as far as it can be; nothing where all is well.

    Returns what was done, and what is lost, which has something to do. Raises FootnoteError where the library is
    being written, there is no room, or nothing is left of it.
    """
    found = [one for one in library_findings(folder, embedder, report) if one.todo in (REPAIR, AGAIN)]
    if not found or not folder.is_dir():
        return []
    done: list[Finding] = []
    with writing(folder):
        salvaged = Salvaged()
        if any(one.subject != "vectors" and one.todo == REPAIR for one in found):
            salvaged, aside = _replaced(folder, embedder, report)
            done += _told(salvaged, aside)
    done += _indexed(build(folder, [], embedder, report=report))
    done += _lost(folder, salvaged)
    return done


def _replaced(folder: Path, embedder: Embedder, report: Report) -> tuple[Salvaged, Path | None]:
    """Put a new SQLite file in the place of the damaged one, with what that still held."""
    file = folder / FILE_NAME
    try:
        with scratch(folder) as place:
            blank, new = place / "blank", place / "new"
            for one in (blank, new):
                one.mkdir()
            open_library(blank, create=True).close()
            with (
                reading(file, blank / FILE_NAME, TABLES, place) as damaged,
                closing(open_library(new, create=True)) as connection,
            ):
                store = Store(connection, new)
                salvaged = salvage(damaged, folder, store, embedder, report)
                if not salvaged.articles and not store.roots():
                    raise FootnoteError(
                        f"nothing can be read of {file}, nor which folders it followed",
                        "move it away, then run 'footnote index FOLDER'",
                        "damaged",
                    )
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            drop_vectors(folder)
            return salvaged, replace(file, new / FILE_NAME)
    except (OSError, sqlite3.OperationalError) as error:
        raise FootnoteError(
            f"cannot repair {folder} ({error})", "make room for it twice over, then try again", "storage"
        ) from None


def _told(salvaged: Salvaged, aside: Path | None) -> Iterator[Finding]:
    yield Finding("repair", f"{salvaged.articles:,} articles of the damaged library were whole and are kept")
    if aside is not None:
        yield Finding("repair", f"the damaged file is kept as {aside}: delete it when nothing is missed")


def _indexed(summary: Summary) -> Iterator[Finding]:
    yield Finding("repair", f"{summary.written:,} articles read again, {summary.embedded:,} passages embedded")
    for problem in summary.problems:
        yield Finding("repair", f"skipped {problem}")


def _lost(folder: Path, salvaged: Salvaged) -> Iterator[Finding]:
    """The damaged articles that no file brought back."""
    if not salvaged.damaged:
        return
    with closing(open_library(folder)) as connection:
        store = Store(connection, folder)
        for path in salvaged.damaged:
            if not store.articles.ids(path):
                yield Finding(
                    "repair",
                    f"article {path} was damaged, and its file is gone",
                    "if there is a copy of the file, put it back and run 'footnote index'",
                )
