"""What a damaged library still holds and can vouch for, put into a new one: articles whose content hash fits, and
embeddings of unit length. Passages, words and near-duplicates are made anew from the articles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from index.damage import UNREADABLE, Damaged
from index.embed import Embedder
from index.followed import checksum_of, noted_roots
from index.prepare import prepare
from index.recipe import text_hash
from index.recover import rows, text_of
from index.schema import knows_pages
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
    kept, count = 0, _count(damaged)
    articles = _articles(damaged, files, lost)
    while batch := list(islice(articles, _AT_ONCE)):
        with into.transaction():
            for file, article in batch:
                number = into.files.number(SourceFile(Path(file.root), "", file.relative, 0, 0))
                into.articles.put(number, prepare(article, embedder))
        kept += len(batch)
        report(Progress("salvaging", kept, max(kept, count)))
    vectors = _embeddings(damaged, embedder)
    while some := list(islice(vectors, _AT_ONCE)):
        with into.transaction():
            into.embeddings.keep(embedder.name, some)
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


def _count(db: sqlite3.Connection) -> int:
    """About how many articles there are; 0 where that cannot be read."""
    try:
        return int(db.execute("SELECT count(*) FROM article").fetchone()[0])
    except UNREADABLE:
        return 0


def _articles(db: sqlite3.Connection, files: dict[int, _File], lost: list[str]) -> Iterator[tuple[_File, Article]]:
    """The articles that are as they were stored, with their files; the paths of those that are not go to `lost`.

    All rows are gone through twice, never looked up by their numbers, which may be damaged. Of articles of the same
    path the one that came first has the shortest id, and has to get it again: others wait for the second time.
    """
    taken: set[str] = set()
    columns = "file, hash, id, path, title, text, source, date, url, captions"
    columns += ", pages" if knows_pages(db) else ", NULL"
    for is_first_time in (True, False):
        for number, file, content, *known in rows(db, "article", columns, "number"):
            path = text_of(known[1]) or ""
            if (text_of(known[0]) == article_id(path)) != is_first_time:
                continue
            origin = files.get(file) if isinstance(file, int) else None
            article = _article(known, content, origin)
            is_whole = article is not None and _is_vouched_for(db, number, article)
            if article is None or origin is None or not is_whole or article.article.id in taken:
                lost.append(path or f"(number {number})")
                continue
            taken.add(article.article.id)
            yield origin, article.article


def _article(known: list[object], content: object, origin: _File | None) -> Sealed | None:
    """The article of a row, if it is one and came from that file."""
    if origin is None or not all(isinstance(one, bytes | None) for one in known):
        return None
    try:
        texts = [one.decode() if isinstance(one, bytes) else None for one in known]
        one = sealed([*texts, content, origin.root, None])  # its language is told anew
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
