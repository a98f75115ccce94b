"""The embeddings of passages' texts, by model and text hash, and the vectors that passages get from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.matrix import Matrix, unit
from index.vectors import Ids


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that has no embedding yet: what to embed, and the hash to file it under."""

    text_hash: bytes
    title: str
    text: str


class Embeddings:
    """Rows of embeddings, kept as float16."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    # ---- by text

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

    def put(self, model: str, hashes: Sequence[bytes], vectors: Matrix) -> None:
        """Keep unit vectors, shape (len(hashes), dimension), as float16: half the size, and a cosine of 0.9999 kept."""
        rows = [(model, key, vector.tobytes()) for key, vector in zip(hashes, vectors.astype("<f2"), strict=True)]
        self._db.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)", rows)

    def drop_orphans(self) -> None:
        """Forget the embeddings of texts that are in no passage any more."""
        self._db.execute("DELETE FROM embedding WHERE text_hash NOT IN (SELECT text_hash FROM passage)")

    # ---- by passage

    def vectors(self, model: str, dimension: int, batch: int = 8192) -> Iterator[tuple[Ids, Matrix]]:
        """Every passage's vector, in batches: ids (n,), unit vectors (n, dimension)."""
        cursor = self._db.execute(
            "SELECT passage.id, vector FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash ORDER BY passage.id",
            (model,),
        )
        while rows := cursor.fetchmany(batch):
            yield _unpacked(rows, dimension)

    def count(self, model: str) -> int:
        """How many passages have a vector."""
        row = self._db.execute(
            "SELECT count(*) FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash",
            (model,),
        )
        return int(row.fetchone()[0])

    def sample(self, model: str, dimension: int, wanted: int, count: int) -> Matrix:
        """Unit vectors of about so many of the `count` passages, shape (n, dimension), spread evenly over them."""
        rows = self._db.execute(
            "SELECT passage.id, vector FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash "
            "WHERE passage.id * ? % ? < ? ORDER BY passage.id",
            (model, wanted, max(count, 1), wanted),
        )
        return _unpacked(rows.fetchall(), dimension)[1]

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
        return _unpacked(rows, dimension)


def _unpacked(rows: Sequence[tuple[int, bytes]], dimension: int) -> tuple[Ids, Matrix]:
    """Passages' ids, and their float16 vectors as unit float32, shape (n, dimension)."""
    ids = np.array([row[0] for row in rows], np.int64)
    vectors = np.frombuffer(b"".join(row[1] for row in rows), "<f2").astype(np.float32).reshape(-1, dimension)
    return ids, unit(vectors)
