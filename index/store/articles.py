"""Articles, put and dropped whole: with their passages, and with what the lexical index has of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from index.damage import Damaged
from index.recipe import content_hash, is_comparable
from index.schema import has_languages, knows_pages
from index.store.conditions import conditions
from index.store.lexical import Lexical
from index.types import Article, Filters, SourceFile, article_id

if TYPE_CHECKING:
    from index.prepare import Prepared

_ARTICLE = (
    "article.id, article.path, article.title, article.text, article.source, article.date, article.url, captions, "
    "{pages}, article.hash, (SELECT root FROM file WHERE file.id = article.file), {language}"
)

# So many folders may hold the same path: each further article gets its id with one more salt.
_SALTS = 9


@dataclass(frozen=True, slots=True)
class Sealed:
    """An article as it stands in the file, and what it was stored with: its content hash, and the root of its file.

    SQLite does not notice when a byte of a text has changed on the disk; `opened` does.
    """

    article: Article
    content: bytes
    root: str

    @property
    def is_comparable(self) -> bool:
        """Whether its hash is one by which damage is noticed: those of earlier recipes are not."""
        return is_comparable(self.content)

    def opened(self) -> Article:
        """The article, if it is as it was stored; raises Damaged if not."""
        article = self.article
        if self.is_comparable and not (self.content == content_hash(article) and self._has_its_id()):
            raise Damaged(f"article {article.id!r:.40} ({article.path!r:.200}) is not as it was stored")
        return article

    def _has_its_id(self) -> bool:
        salts = ("" if number == 0 else str(self.root) * number for number in range(_SALTS))
        return any(self.article.id == article_id(self.article.path, salt) for salt in salts)


class Articles:
    """Rows of articles, known by number; what is outside knows them by id."""

    def __init__(self, connection: sqlite3.Connection, lexical: Lexical) -> None:
        self._db = connection
        self._lexical = lexical
        self.has_pages = knows_pages(connection)
        self._columns = self._stored_columns()

    def _stored_columns(self) -> str:
        """Those that `sealed` takes, as far as the library has them."""
        pages = "article.pages" if self.has_pages else "NULL"
        return _ARTICLE.format(pages=pages, language="article.language" if has_languages(self._db) else "NULL")

    # ---- writing

    def put(self, file: int, prepared: Prepared) -> None:
        """Store an article with its passages, in place of what came from the same file and path before."""
        article = prepared.article
        self.drop(file, article.path)
        article = replace(article, id=self._free_id(article, file))
        fields = (article.path, article.title, article.source, article.date, article.url, json.dumps(article.captions))
        pages = json.dumps(article.pages) if article.pages else None
        cursor = self._db.execute(
            "INSERT INTO article (id, file, path, title, source, date, url, captions, text, hash, minhash, pages, "
            "language) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(article.id, file, *fields, article.text),
                *(prepared.content, prepared.sketch, pages, article.language),
            ),
        )
        number = cursor.lastrowid
        for (start, end), text_hash in zip(prepared.spans, prepared.hashes, strict=True):
            cursor = self._db.execute(
                "INSERT INTO passage (article, start, end, text_hash) VALUES (?, ?, ?, ?)",
                (number, start, end, text_hash),
            )
            assert cursor.lastrowid is not None
            self._lexical.add(cursor.lastrowid, article.title, article.text[start:end], article.language)

    def drop(self, file: int, path: str) -> None:
        """Remove the article that came from that file and path, if there is one."""
        row = self._db.execute("SELECT number FROM article WHERE file = ? AND path = ?", (file, path)).fetchone()
        if row is None:
            return
        self._lexical.remove(row[0])
        self._db.execute("DELETE FROM passage WHERE article = ?", row)
        self._db.execute("DELETE FROM article WHERE number = ?", row)

    def drop_all(self, file: int) -> int:
        """Remove every article of a file; returns how many went."""
        gone = self._db.execute("SELECT path FROM article WHERE file = ?", (file,)).fetchall()
        for (path,) in gone:
            self.drop(file, path)
        return len(gone)

    def set_families(self, families: dict[int, int]) -> None:
        """Note which articles are near-duplicates of one another: number -> family."""
        self._db.execute("UPDATE article SET family = NULL WHERE family IS NOT NULL")
        rows = [(family, number) for number, family in families.items()]
        self._db.executemany("UPDATE article SET family = ? WHERE number = ?", rows)

    def note_languages(self, language_of: Callable[[str], str | None]) -> None:
        """Note the language of every article anew."""
        self._columns = self._stored_columns()
        last = 0
        while row := self._db.execute(
            "SELECT number, text FROM article WHERE number > ? ORDER BY number LIMIT 1", (last,)
        ).fetchone():
            last = row[0]
            self._db.execute("UPDATE article SET language = ? WHERE number = ?", (language_of(str(row[1])), last))

    def _free_id(self, article: Article, file: int) -> str:
        """The article's id, or one salted with its root where another article holds that id."""
        candidate, salt = article.id, ""
        while self._db.execute("SELECT 1 FROM article WHERE id = ?", (candidate,)).fetchone():
            salt += str(self._db.execute("SELECT root FROM file WHERE id = ?", (file,)).fetchone()[0])
            candidate = article_id(article.path, salt)
        return candidate

    # ---- reading

    def article(self, wanted: str) -> Article | None:
        """The article of that id."""
        row = self._db.execute(f"SELECT {self._columns} FROM article WHERE id = ?", (wanted,)).fetchone()
        return None if row is None else sealed(row).opened()

    def ids(self, wanted: str) -> list[str]:
        """Ids that begin with `wanted`, or whose article's path it is; at most 20."""
        rows = self._db.execute(
            "SELECT id FROM article WHERE substr(id, 1, length(?1)) = ?1 OR path = ?1 ORDER BY id LIMIT 20", (wanted,)
        )
        return [str(row[0]) for row in rows]

    def hashes(self, file: SourceFile) -> dict[str, bytes]:
        """Path -> content hash of the articles that came from one file."""
        rows = self._db.execute(
            "SELECT path, hash FROM article WHERE file = (SELECT id FROM file WHERE root = ? AND relative = ?)",
            (str(file.root), file.relative),
        )
        return dict(rows.fetchall())

    def signatures(self) -> Iterator[tuple[int, bytes]]:
        """(article number, MinHash) of every article, by number."""
        from index.duplicates import PERMUTATIONS

        for number, sketch in self._db.execute("SELECT number, minhash FROM article ORDER BY number"):
            if not isinstance(sketch, bytes) or len(sketch) != 4 * PERMUTATIONS:
                raise Damaged(f"the MinHash of article number {number} is not as it was stored")
            yield number, sketch

    def all(self) -> Iterator[tuple[int, Sealed]]:
        """(number, article) of every article."""
        rows = self._db.execute(f"SELECT article.number, {self._columns} FROM article ORDER BY number")
        return ((row[0], sealed(row[1:])) for row in rows)

    def numbered(self, number: int) -> Sealed:
        """The article of that number. Raises Damaged where a passage names an article that is not there."""
        row = self._db.execute(f"SELECT {self._columns} FROM article WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise Damaged(f"article number {number} is missing")
        return sealed(row)

    def family(self, family: int, filters: Filters, most: int) -> list[int]:
        """The numbers of at most so many articles of a family of near-duplicates that the filters let through."""
        where, values = conditions(filters)
        rows = self._db.execute(
            f"SELECT number FROM article WHERE family = ? {'AND ' + where if where else ''} ORDER BY number LIMIT ?",
            (family, *values, most),
        )
        return [row[0] for row in rows]


def sealed(row: Sequence[Any]) -> Sealed:
    """The article of a row of its columns. Raises Damaged where a value is of another kind than was written."""
    key, path, title, text, source, date, url, captions, begins, content, root, language = row
    try:
        named = tuple(json.loads(captions))
        pages = () if begins is None else tuple(json.loads(begins))
    except (TypeError, ValueError):
        named, pages = (None,), ()
    texts = (key, path, title, text, *named, *(one for one in (source, date, url, language) if one is not None))
    if not (all(isinstance(one, str) for one in texts) and all(isinstance(one, int) for one in pages)):
        raise Damaged(f"article {key!r:.40} ({path!r:.200}) is not as it was stored")
    return Sealed(Article(key, path, title, text, source, date, url, named, pages, language), content, root)
