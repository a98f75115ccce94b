"""What the library's SQLite file holds, read and written row by row. No searching and no embedding happens here."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from index.errors import FootnoteError
from index.matrix import Matrix, unit
from index.prepare import Prepared
from index.types import Article, Filters, Passage, Problem, SourceFile, article_id
from index.vectors import Ids

_ARTICLE = "article.id, article.path, article.title, article.text, article.source, article.date, article.url, captions"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a library holds."""

    articles: int
    passages: int
    families: int


Order = Literal["date", "source", "title"]

_ORDERS: dict[Order, str] = {
    "date": "date IS NULL, date DESC, casefold(title), number",
    "source": "source IS NULL, casefold(source), date DESC, number",
    "title": "casefold(title), number",
}
# Passages whose title is looked at for one search of titles: common words are in very many.
_TITLES = 5000


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as a list shows it: everything but its text."""

    id: str
    path: str
    title: str
    source: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Located:
    """A passage with its article and what the search needs of both. `family` is None for articles without copies."""

    passage: Passage
    article: Article
    number: int
    family: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that has no embedding yet: what to embed, and the hash to file it under."""

    text_hash: bytes
    title: str
    text: str


class Store:
    """Rows of one open library. Writing methods must be called inside `transaction()`."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._db = connection
        self.folder = folder

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

    # ---- files

    def unchanged(self, file: SourceFile) -> list[Problem] | None:
        """The problems noted when `file` was last read, or None if it has changed since or was never read whole."""
        row = self._db.execute(
            "SELECT problems FROM file WHERE root = ? AND relative = ? AND size = ? AND mtime_ns = ?",
            (str(file.root), file.relative, file.size, file.mtime_ns),
        ).fetchone()
        return None if row is None else [Problem(path, reason) for path, reason in json.loads(row[0])]

    def file_number(self, file: SourceFile) -> int:
        """The row of `file`, made if need be and marked as not yet read whole."""
        self._db.execute(
            "INSERT INTO file (root, relative) VALUES (?, ?) "
            "ON CONFLICT (root, relative) DO UPDATE SET size = NULL, mtime_ns = NULL",
            (str(file.root), file.relative),
        )
        row = self._db.execute("SELECT id FROM file WHERE root = ? AND relative = ?", (str(file.root), file.relative))
        return int(row.fetchone()[0])

    def file_done(self, number: int, file: SourceFile, problems: Sequence[Problem]) -> None:
        noted = json.dumps([(problem.path, problem.reason) for problem in problems])
        self._db.execute(
            "UPDATE file SET size = ?, mtime_ns = ?, problems = ? WHERE id = ?",
            (file.size, file.mtime_ns, noted, number),
        )

    def forget_stats(self) -> None:
        """Let every file count as changed."""
        self._db.execute("UPDATE file SET size = NULL, mtime_ns = NULL")

    def files(self) -> list[tuple[int, Path, str]]:
        """(row, root, relative path) of every file known."""
        rows = self._db.execute("SELECT id, root, relative FROM file")
        return [(number, Path(root), relative) for number, root, relative in rows]

    def drop_file(self, number: int) -> int:
        """Remove a file with its articles; returns how many articles went."""
        gone = self._db.execute("SELECT path FROM article WHERE file = ?", (number,)).fetchall()
        for (path,) in gone:
            self.drop_article(number, path)
        self._db.execute("DELETE FROM file WHERE id = ?", (number,))
        return len(gone)

    # ---- articles and passages

    def article_hashes(self, file: SourceFile) -> dict[str, bytes]:
        """Path -> content hash of the articles that came from one file."""
        rows = self._db.execute(
            "SELECT path, hash FROM article WHERE file = (SELECT id FROM file WHERE root = ? AND relative = ?)",
            (str(file.root), file.relative),
        )
        return dict(rows.fetchall())

    def put_article(self, file: int, prepared: Prepared) -> None:
        """Store an article with its passages, in place of what came from the same file and path before."""
        article = prepared.article
        self.drop_article(file, article.path)
        article = replace(article, id=self._free_id(article, file))
        fields = (article.path, article.title, article.source, article.date, article.url)
        cursor = self._db.execute(
            "INSERT INTO article (id, file, path, title, source, date, url, captions, text, hash, minhash) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article.id, file, *fields, json.dumps(article.captions), article.text, prepared.content, prepared.sketch),
        )
        number = cursor.lastrowid
        for (start, end), text_hash in zip(prepared.spans, prepared.hashes, strict=True):
            cursor = self._db.execute(
                "INSERT INTO passage (article, start, end, text_hash) VALUES (?, ?, ?, ?)",
                (number, start, end, text_hash),
            )
            self._db.execute(
                "INSERT INTO lexical (rowid, title, text) VALUES (?, ?, ?)",
                (cursor.lastrowid, article.title, article.text[start:end]),
            )

    def drop_article(self, file: int, path: str) -> None:
        row = self._db.execute("SELECT number FROM article WHERE file = ? AND path = ?", (file, path)).fetchone()
        if row is None:
            return
        self._db.execute(
            "INSERT INTO lexical (lexical, rowid, title, text) SELECT 'delete', id, title, text FROM passage_text "
            "WHERE id IN (SELECT id FROM passage WHERE article = ?)",
            row,
        )
        self._db.execute("DELETE FROM passage WHERE article = ?", row)
        self._db.execute("DELETE FROM article WHERE number = ?", row)

    def _free_id(self, article: Article, file: int) -> str:
        """The article's id, or one salted with its root where another article holds that id."""
        candidate, salt = article.id, ""
        while self._db.execute("SELECT 1 FROM article WHERE id = ?", (candidate,)).fetchone():
            salt += str(self._db.execute("SELECT root FROM file WHERE id = ?", (file,)).fetchone()[0])
            candidate = article_id(article.path, salt)
        return candidate

    def article(self, wanted: str) -> Article | None:
        """The article of that id."""
        row = self._db.execute(f"SELECT {_ARTICLE} FROM article WHERE id = ?", (wanted,)).fetchone()
        return None if row is None else _article(row)

    def article_ids(self, wanted: str) -> list[str]:
        """Ids that begin with `wanted`, or whose article's path it is; at most 20."""
        rows = self._db.execute(
            "SELECT id FROM article WHERE substr(id, 1, length(?1)) = ?1 OR path = ?1 ORDER BY id LIMIT 20", (wanted,)
        )
        return [row[0] for row in rows]

    def family(self, family: int, but: int) -> list[tuple[int, Article]]:
        """The articles of a family of near-duplicates, save article number `but`: (number, article)."""
        rows = self._db.execute(
            f"SELECT article.number, {_ARTICLE} FROM article WHERE family = ? AND number <> ? ORDER BY number",
            (family, but),
        )
        return [(row[0], _article(row[1:])) for row in rows]

    def located(self, passages: Sequence[int]) -> dict[int, Located]:
        """Passages by id, with their articles; ids that are gone are left out."""
        marks = ",".join("?" * len(passages))
        rows = self._db.execute(
            f"SELECT passage.id, passage.start, passage.end, article.number, article.family, {_ARTICLE} "
            f"FROM passage JOIN article ON article.number = passage.article WHERE passage.id IN ({marks})",
            list(passages),
        )
        return {row[0]: _located(row) for row in rows}

    def allowed(self, filters: Filters) -> Ids | None:
        """The passages that the filters let through, or None where they let all through."""
        where, values = _conditions(filters)
        if not where:
            return None
        rows = self._db.execute(
            f"SELECT passage.id FROM passage JOIN article ON article.number = passage.article WHERE {where}", values
        )
        return np.fromiter((row[0] for row in rows), np.int64)

    def lexical(self, match: str, k: int, filters: Filters, title_weight: float) -> list[tuple[int, float]]:
        """Up to `k` passages for an FTS5 expression, best first: (id, BM25, higher is better), by SQLite's FTS5."""
        where, values = _conditions(filters)
        inside = ""
        if where:
            inside = (
                "AND lexical.rowid IN (SELECT passage.id FROM passage "
                f"JOIN article ON article.number = passage.article WHERE {where})"
            )
        rows = self._db.execute(
            f"SELECT rowid, -bm25(lexical, ?, 1.0) AS score FROM lexical WHERE lexical MATCH ? {inside} "
            "ORDER BY score DESC, rowid LIMIT ?",
            (title_weight, match, *values, k),
        )
        return [(row[0], float(row[1])) for row in rows]

    # ---- lists of articles

    def order(self, order: Order) -> list[int]:
        """The numbers of all articles: newest first, or by source or title; what has no date or source comes last."""
        return [row[0] for row in self._db.execute(f"SELECT number FROM article ORDER BY {_ORDERS[order]}")]

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """Articles by number, in that order; numbers that are gone are left out."""
        marks = ",".join("?" * len(numbers))
        rows = self._db.execute(
            f"SELECT number, id, path, title, source, date FROM article WHERE number IN ({marks})", list(numbers)
        )
        found = {row[0]: Entry(*row[1:]) for row in rows}
        return [found[number] for number in numbers if number in found]

    def titled(self, match: str, limit: int) -> list[int]:
        """Numbers of up to `limit` articles whose titles fit an FTS5 expression, newest first."""
        rows = self._db.execute(
            "SELECT number FROM article WHERE number IN (SELECT article FROM passage WHERE id IN "
            "(SELECT rowid FROM lexical WHERE lexical MATCH ? LIMIT ?)) ORDER BY date IS NULL, date DESC LIMIT ?",
            (match, _TITLES, limit),
        )
        return [row[0] for row in rows]

    def sources(self, limit: int) -> list[str]:
        """The sources with the most articles, most first."""
        rows = self._db.execute(
            "SELECT source FROM article WHERE source IS NOT NULL "
            "GROUP BY source ORDER BY count(*) DESC, source LIMIT ?",
            (limit,),
        )
        return [row[0] for row in rows]

    def file_of(self, article: str) -> tuple[Path, str] | None:
        """The root, and the path under it, of the file that an article came from."""
        row = self._db.execute(
            "SELECT root, relative FROM file JOIN article ON article.file = file.id WHERE article.id = ?", (article,)
        ).fetchone()
        return None if row is None else (Path(row[0]), row[1])

    # ---- near-duplicates

    def signatures(self) -> list[tuple[int, bytes]]:
        """(article number, MinHash) of every article."""
        return self._db.execute("SELECT number, minhash FROM article ORDER BY number").fetchall()

    def set_families(self, families: dict[int, int]) -> None:
        self._db.execute("UPDATE article SET family = NULL WHERE family IS NOT NULL")
        rows = [(family, number) for number, family in families.items()]
        self._db.executemany("UPDATE article SET family = ? WHERE number = ?", rows)

    # ---- embeddings

    def count_missing(self, model: str) -> int:
        """How many distinct passage texts have no embedding by `model`."""
        row = self._db.execute(
            "SELECT count(DISTINCT text_hash) FROM passage WHERE NOT EXISTS "
            "(SELECT 1 FROM embedding WHERE model = ? AND embedding.text_hash = passage.text_hash)",
            (model,),
        )
        return int(row.fetchone()[0])

    def missing_by_length(self, model: str) -> list[bytes]:
        """The hashes of those texts, shortest passage first, so that a batch is padded little."""
        rows = self._db.execute(
            "SELECT text_hash FROM passage WHERE NOT EXISTS "
            "(SELECT 1 FROM embedding WHERE model = ? AND embedding.text_hash = passage.text_hash) "
            "GROUP BY text_hash ORDER BY min(end - start), text_hash",
            (model,),
        )
        return [row[0] for row in rows]

    def missing(self, hashes: Sequence[bytes]) -> list[Missing]:
        """What to embed for each of those hashes, in their order."""
        marks = ",".join("?" * len(hashes))
        rows = self._db.execute(
            f"SELECT text_hash, title, text FROM passage JOIN passage_text USING (id) "
            f"WHERE passage.id IN (SELECT min(id) FROM passage WHERE text_hash IN ({marks}) GROUP BY text_hash)",
            list(hashes),
        )
        found = {row[0]: Missing(*row) for row in rows}
        return [found[text_hash] for text_hash in hashes if text_hash in found]

    def put_embeddings(self, model: str, hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Keep unit vectors, shape (len(hashes), dimension), as float16: half the size, and a cosine of 0.9999 kept."""
        rows = [(model, key, vector.tobytes()) for key, vector in zip(hashes, vectors.astype("<f2"), strict=True)]
        self._db.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)", rows)

    def drop_orphans(self) -> None:
        """Forget the embeddings of texts that are in no passage any more."""
        self._db.execute("DELETE FROM embedding WHERE text_hash NOT IN (SELECT text_hash FROM passage)")

    def vectors(self, model: str, dimension: int, batch: int = 8192) -> Iterator[tuple[Ids, Matrix]]:
        """Every passage's vector, in batches: ids (n,), unit vectors (n, dimension)."""
        cursor = self._db.execute(
            "SELECT passage.id, vector FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash ORDER BY passage.id",
            (model,),
        )
        while rows := cursor.fetchmany(batch):
            ids = np.array([row[0] for row in rows], np.int64)
            yield ids, _unpack(b"".join(row[1] for row in rows), dimension)

    def article_vectors(self, model: str, dimension: int, article: int) -> tuple[Ids, Matrix]:
        """The passages of one article: ids (n,), unit vectors (n, dimension)."""
        return self._vectors_where("passage.article = ?", [article], model, dimension)

    def passage_vectors(self, model: str, dimension: int, passages: Sequence[int]) -> tuple[Ids, Matrix]:
        """Those of the passages that have a vector: ids (n,), unit vectors (n, dimension)."""
        marks = ",".join("?" * len(passages))
        return self._vectors_where(f"passage.id IN ({marks})", list(passages), model, dimension)

    def _vectors_where(self, where: str, values: list[int], model: str, dimension: int) -> tuple[Ids, Matrix]:
        rows = self._db.execute(
            "SELECT passage.id, vector FROM passage JOIN embedding "
            f"ON embedding.model = ? AND embedding.text_hash = passage.text_hash WHERE {where} ORDER BY passage.id",
            [model, *values],
        ).fetchall()
        return np.array([row[0] for row in rows], np.int64), _unpack(b"".join(row[1] for row in rows), dimension)

    # ---- totals

    def counts(self) -> Counts:
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM passage), "
            "(SELECT count(DISTINCT family) FROM article)"
        ).fetchone()
        return Counts(*row)

    def tidy(self) -> None:
        """Merge the lexical index and fold the write-ahead log back into the file."""
        self._db.execute("INSERT INTO lexical (lexical) VALUES ('optimize')")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _conditions(filters: Filters) -> tuple[str, list[str]]:
    """The filters as an SQL condition on `article`, with its values. An article without a date fails any date bound."""
    parts, values = [], []
    for condition, value in (
        ("article.date >= ?", filters.since),
        ("article.date <= ?", filters.until),
        ("instr(casefold(article.source), casefold(?)) > 0", filters.source),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    return " AND ".join(parts), values


def _unpack(blob: bytes, dimension: int) -> Matrix:
    """Stored float16 vectors as unit float32, shape (n, dimension)."""
    vectors = np.frombuffer(blob, "<f2").astype(np.float32).reshape(-1, dimension)
    return unit(vectors)


def _article(row: Sequence[str]) -> Article:
    key, path, title, text, source, date, url, captions = row
    return Article(key, path, title, text, source, date, url, tuple(json.loads(captions)))


def _located(row: Sequence[object]) -> Located:
    key, start, end, number, family, *rest = row
    article = _article(rest)  # type: ignore[arg-type]
    assert isinstance(key, int)
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert isinstance(number, int)
    assert family is None or isinstance(family, int)
    return Located(Passage(key, article.id, start, end, article.text[start:end]), article, number, family)
