"""Whether a library is whole: what it holds, and what is to be done where something is wrong with it."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.damage import REPAIR, UNREADABLE, in_short, is_damage
from index.embed import Embedder
from index.errors import FootnoteError
from index.followed import noted_roots
from index.inspection import damaged_articles, damaged_structure
from index.languagenames import shares
from index.milvus.place import address_of, is_in_milvus, noted
from index.opening import open_rows
from index.rows import Rows
from index.schema import FILE_NAME, open_library
from index.store import Counts, Store
from index.types import Filters, Report
from index.vectorfile import saved_vectors

AGAIN = "run 'footnote index'"
# Damaged articles that are named.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what there is to say of it, and what to do, if anything."""

    subject: str
    says: str
    todo: str = ""


def library_findings(folder: Path, embedder: Embedder, report: Report = lambda _: None) -> list[Finding]:
    """What there is to say of the library in `folder`, every row of which is looked at; `report` hears how far that is.

    Findings that `index.repair` can do something about have `REPAIR` or `AGAIN` to do.
    """
    found = [_mode(folder)] if folder.is_dir() else []
    if is_in_milvus(folder):
        return [*found, *_findings_in_milvus(folder, embedder)]
    try:
        connection = open_library(folder)
    except FootnoteError as error:
        lost = not _size(folder) and noted_roots(folder) is not None
        todo = REPAIR if lost or error.code == "damaged" else error.advice
        return [*found, Finding("library", error.problem, todo)]
    try:
        return [*found, *_findings(Store(connection, folder), connection, embedder, report)]
    except UNREADABLE as error:
        if not is_damage(error):
            return [*found, Finding("library", f"{folder} cannot be looked at ({in_short(error)})", "try again later")]
        return [*found, Finding("library", f"{folder} is damaged ({in_short(error)})", REPAIR)]
    finally:
        connection.close()


def _mode(folder: Path) -> Finding:
    """A folder that was there before may be shared on purpose: said, and left alone."""
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return Finding("folder", f"{folder} is open to other users of this machine; 'chmod 700' closes it")
    return Finding("folder", f"{folder} is open to nobody else")


def _findings_in_milvus(folder: Path, embedder: Embedder) -> Iterator[Finding]:
    """Of one in Milvus, whose rows are not looked at one by one."""
    try:
        with closing(open_rows(folder)) as opened:
            rows = opened.rows
            counts = rows.counts()
            held = f"{counts.articles:,} articles, {counts.passages:,} passages; the server answers for its rows"
            yield Finding("library", f"{folder}: {address_of(noted(folder))}, {held}")
            yield from (_dates(rows, counts), _languages(rows, counts), _followed(rows.roots()))
            rows.check_model(embedder.name)
            yield _missing(rows, embedder) or Finding("embeddings", f"every passage has one, by {embedder.name}")
    except FootnoteError as error:
        yield Finding("library", error.problem, error.advice)


def _findings(store: Store, connection: sqlite3.Connection, embedder: Embedder, report: Report) -> Iterator[Finding]:
    damage = damaged_structure(connection, store)
    if damage:
        yield Finding("library", f"{store.folder} is damaged ({damage})", REPAIR)
        return
    with store.snapshot():  # another process may be indexing
        counts = store.counts()
        found = [_articles(store, counts, report), _dates(store, counts), _languages(store, counts), _roots(store)]
    yield from found
    try:
        store.check_model(embedder.name)
    except FootnoteError as error:
        if store.manifest("model") in store.embeddings.models() or not counts.passages:
            yield Finding("vectors", error.problem, error.advice)
        else:  # nothing in it is that model's
            yield Finding("library", f"{store.folder} is damaged: the name of its embedding model", REPAIR)
        return
    yield _embeddings(store, embedder)
    yield _vectors(store, embedder)


def _articles(store: Store, counts: Counts, report: Report) -> Finding:
    damaged = damaged_articles(store, counts.articles, report)
    if damaged:
        named = "; ".join(damaged[:_NAMED])
        more = f"; and {len(damaged) - _NAMED:,} more" if len(damaged) > _NAMED else ""
        return Finding("library", f"{store.folder} is damaged: {named}{more}", REPAIR)
    size = _size(store.folder) / 1e6
    return Finding(
        "library", f"{store.folder}: {counts.articles:,} articles, {counts.passages:,} passages, {size:,.0f} MB"
    )


def _dates(store: Rows, counts: Counts) -> Finding:
    count = store.overview.overview(Filters()).undated
    if not count:
        return Finding("dates", "every article has one" if counts.articles else "there are no articles")
    named = ", ".join(store.overview.undated(_NAMED)) + (" and more" if count > _NAMED else "")
    what = f"{count:,} of {counts.articles:,} articles have none"
    return Finding("dates", f"{what}, and are left out by --since and --until: {named}")


def _languages(store: Rows, counts: Counts) -> Finding:
    if not store.lexical.is_stemmed:
        return Finding("languages", "not noted by the Footnote that made this library: 'footnote index --rebuild' does")
    return Finding("languages", shares(store.languages()) if counts.articles else "there are no articles")


def _size(folder: Path) -> int:
    file = folder / FILE_NAME
    return file.stat().st_size if file.is_file() else 0


def _roots(store: Store) -> Finding:
    roots = store.roots()
    if noted_roots(store.folder) != sorted(roots):
        return Finding("follows", "the second note of which folders are followed is missing or does not fit", AGAIN)
    return _followed(roots)


def _followed(roots: Sequence[Path]) -> Finding:
    gone = [str(root) for root in roots if not root.exists()]
    says = f"{len(roots):,} folders and files"
    return Finding("follows", f"{says}; not there now: {', '.join(gone)}" if gone else says)


def _embeddings(store: Store, embedder: Embedder) -> Finding:
    damaged = store.embeddings.count_damaged(embedder.name, embedder.dimension)
    if damaged:
        return Finding("embeddings", f"{damaged:,} are damaged", REPAIR)
    return _missing(store, embedder) or Finding("embeddings", f"every passage has one, by {embedder.name}")


def _missing(store: Rows, embedder: Embedder) -> Finding | None:
    missing = store.embeddings.count_missing(embedder.name)
    if not missing:
        return None
    return Finding("embeddings", f"{missing:,} passages have none yet: indexing was cut short", AGAIN)


def _vectors(store: Store, embedder: Embedder) -> Finding:
    vectors = saved_vectors(store, embedder.dimension)
    if vectors is None:
        return Finding(
            "vectors", "their file is missing or does not fit: they are put together for every question", AGAIN
        )
    return Finding("vectors", vectors.kind)
