"""What a damaged library still holds and can vouch for, put into a new one: articles whose content hash fits, and
embeddings of unit length. Passages, words and near-duplicates are made anew from the articles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.damage import UNREADABLE, Damaged
from index.embed import Embedder
from index.followed import checksum_of, noted_roots
from index.prepare import prepare, text_hash
from index.recover import rows, text_of
from index.store import Store
from index.store.articles import Sealed, sealed
from index.store.embeddings import unpacked
from index.store.files import belongs
from index.types import Article, Progress, Report, SourceFile, article_id

TABLES = {"root", "file", "article", "passage", "embedding"}

_AT_ONCE = 500
_HASH = 16


@dataclass(frozen=True, slots=True)
class _File:
    root: str
    relative: str


@dataclass(frozen=True, slots=True)
class Salvaged:
    """How many articles could be kept, and the paths, as far as they can be read, of those that could not."""

    articles: int = 0
    damaged: tuple[str, ...] = ()


def salvage(
    damaged: sqlite3.Connection | None, folder: Path, into: Store, embedder: Embedder, report: Report
) -> Salvaged:
    """Fill the new library `into` with what the damaged one of `folder` still holds."""
    files = dict(_files(damaged)) if damaged is not None else {}
    with into.transaction():
        into.set_roots(_roots(damaged, files, folder))
        into.set_manifest("model", embedder.name)
    if damaged is None:
        return Salvaged()
    lost: list[str] = []
    kept = 0
    numbers = _in_order(damaged)
    report(Progress("salvaging", 0, len(numbers)))
    for start in range(0, len(numbers), _AT_ONCE):
        with into.transaction():
            for file, article in _articles(damaged, files, numbers[start : start + _AT_ONCE], into, lost):
                number = into.files.number(SourceFile(Path(file.root), "", file.relative, 0, 0))
                into.articles.put(number, prepare(article, embedder))
                kept += 1
        report(Progress("salvaging", min(start + _AT_ONCE, len(numbers)), len(numbers)))
    vectors = _embeddings(damaged, embedder)
    while batch := list(islice(vectors, _AT_ONCE)):
        with into.transaction():
            into.embeddings.keep(embedder.name, batch)
    return Salvaged(kept, tuple(lost))


def _roots(damaged: sqlite3.Connection | None, files: dict[int, _File], folder: Path) -> list[Path]:
    """The folders that the library followed: as they were noted beside it, or else those that are still there."""
    listed, checksum = _listed(damaged) if damaged is not None else ([], None)
    if checksum is not None and checksum == checksum_of(listed):
        return listed
    noted = noted_roots(folder)
    if noted is not None:
        return noted
    named = {Path(file.root) for file in files.values()}
    likely = named & set(listed) or (root for root in {*named, *listed} if root.is_absolute() and _is_there(root))
    return list(likely)


def _listed(db: sqlite3.Connection) -> tuple[list[Path], str | None]:
    """The folders in the damaged library's list, and the checksum that the list had."""
    listed: list[Path] = []
    checksum = None
    with suppress(*UNREADABLE):
        listed = [Path(text_of(path) or "") for (path,) in db.execute("SELECT path FROM root")]
        for (value,) in db.execute("SELECT value FROM manifest WHERE key = 'roots checksum'"):
            checksum = text_of(value)
    return listed, checksum


def _is_there(root: Path) -> bool:
    try:
        return root.exists()
    except (OSError, ValueError):
        return False


def _files(db: sqlite3.Connection) -> Iterator[tuple[int, _File]]:
    for number, *named in rows(db, "file", "root, relative", "id"):
        root, relative = map(text_of, named)
        if isinstance(number, int) and root and relative:
            yield number, _File(root, relative)


def _in_order(db: sqlite3.Connection) -> list[int]:
    """The numbers of the articles' rows. Of articles of the same path, the one that came first has the shortest id: it
    has to get it again, so those with a longer one come last.
    """
    found = [
        (text_of(key) != article_id(text_of(path) or ""), number)
        for number, key, path in rows(db, "article", "id, path", "number")
        if isinstance(number, int)
    ]
    return [number for _, number in sorted(found)]


def _articles(
    db: sqlite3.Connection, files: dict[int, _File], numbers: Sequence[int], into: Store, lost: list[str]
) -> Iterator[tuple[_File, Article]]:
    """The articles of those rows that are as they were stored, with their files; the paths of others go to `lost`."""
    for number in numbers:
        row = _row(db, number)
        if row is None:
            lost.append(f"(number {number})")
            continue
        file, content, *known = row
        origin = files.get(file) if isinstance(file, int) else None
        article = _article(known, content, origin)
        if article is None or origin is None or not _is_vouched_for(db, number, article):
            lost.append(text_of(known[1]) or f"(number {number})")
        elif into.articles.article(article.article.id) is not None:
            lost.append(article.article.path)
        else:
            yield origin, article.article


def _row(db: sqlite3.Connection, number: int) -> Sequence[object] | None:
    columns = "file, hash, id, path, title, text, source, date, url, captions"
    try:
        found: Sequence[object] | None = db.execute(
            f"SELECT {columns} FROM article NOT INDEXED WHERE number = ?", (number,)
        ).fetchone()
    except UNREADABLE:
        return None
    return found


def _article(known: list[object], content: object, origin: _File | None) -> Sealed | None:
    """The article of a row, if it is one and came from that file."""
    if origin is None or not all(isinstance(one, bytes | None) for one in known):
        return None
    try:
        texts = [one.decode() if isinstance(one, bytes) else None for one in known]
        one = sealed([*texts, content, origin.root])
        one.opened()
    except (UnicodeDecodeError, Damaged):
        return None
    return one if belongs(one.article.path, origin.relative) else None


def _is_vouched_for(db: sqlite3.Connection, number: object, one: Sealed) -> bool:
    """Whether its content hash says so, or in its place, where that is an earlier recipe's, those of its passages."""
    if one.is_comparable:
        return True
    article = one.article
    try:
        spans = db.execute("SELECT start, end, text_hash FROM passage WHERE article = ?", (number,)).fetchall()
        return bool(spans) and all(text_hash(article.title, article.text[a:b]) == known for a, b, known in spans)
    except (*UNREADABLE, TypeError):
        return False


def _embeddings(db: sqlite3.Connection, embedder: Embedder) -> Iterator[tuple[bytes, bytes]]:
    """(text hash, vector) of the embeddings that are unit vectors."""
    for _, model, key, vector in rows(db, "embedding", "model, text_hash, vector"):
        if text_of(model) != embedder.name or not (isinstance(key, bytes) and isinstance(vector, bytes)):
            continue
        if len(key) == _HASH and len(unpacked([(0, vector)], embedder.dimension)[0]):
            yield key, vector
