"""Whether a library is whole: what it holds, and what is to be done where something is wrong with it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from index.build import check_model
from index.embed import Embedder
from index.errors import FootnoteError
from index.schema import FILE_NAME, open_library
from index.store import Store
from index.vectorfile import saved_vectors, vectors_are_whole

_AGAIN = "run 'footnote index'"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what there is to say of it, and what to do, if anything."""

    subject: str
    says: str
    todo: str = ""


def library_findings(folder: Path, embedder: Embedder) -> list[Finding]:
    """What there is to say of the library in `folder`."""
    try:
        connection = open_library(folder)
    except FootnoteError as error:
        says, _, todo = str(error).partition(": ")
        return [Finding("library", says, todo or _AGAIN)]
    try:
        return _findings(Store(connection, folder), connection, embedder)
    except sqlite3.DatabaseError as error:
        return [Finding("library", f"{folder} is damaged ({error})", "move it away and index again")]
    finally:
        connection.close()


def _findings(store: Store, connection: sqlite3.Connection, embedder: Embedder) -> list[Finding]:
    damage = [row[0] for row in connection.execute("PRAGMA quick_check")]
    if damage != ["ok"]:
        return [Finding("library", f"{store.folder} is damaged ({damage[0]})", "move it away and index again")]
    counts = store.counts()
    size = (store.folder / FILE_NAME).stat().st_size / 1e6
    found = [
        Finding(
            "library", f"{store.folder}: {counts.articles:,} articles, {counts.passages:,} passages, {size:,.0f} MB"
        )
    ]
    try:
        check_model(store, embedder)
    except FootnoteError as error:
        says, _, todo = str(error).rpartition(": ")
        return [*found, Finding("vectors", says, todo)]
    return [*found, _missing(store, embedder), _vectors(store, embedder)]


def _missing(store: Store, embedder: Embedder) -> Finding:
    missing = store.embeddings.count_missing(embedder.name)
    if missing:
        return Finding("embeddings", f"{missing:,} passages have none yet: indexing was cut short", _AGAIN)
    return Finding("embeddings", f"every passage has one, by {embedder.name}")


def _vectors(store: Store, embedder: Embedder) -> Finding:
    vectors = saved_vectors(store, embedder.dimension) if vectors_are_whole(store) else None
    if vectors is None:
        return Finding(
            "vectors", "their file is missing or does not fit: they are put together for every question", _AGAIN
        )
    return Finding("vectors", vectors.kind)
