"""The embeddings of passages' texts, by model and text hash, and the vectors that passages get from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.matrix import Matrix
    from index.vectors import Ids

_UNEMBEDDED = "NOT EXISTS (SELECT 1 FROM embedding WHERE model = ? AND embedding.text_hash = passage.text_hash)"
# As float16 a unit vector keeps its length to a thousandth; a damaged one most often does not.
_TOLERANCE = 0.01
# Vectors unpacked at once: with all that is made of them on the way, some 8 MB.
_AT_ONCE = 2048


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

    def is_complete(self, model: str) -> bool:
        """Whether every passage's text has an embedding."""
        row = self._db.execute(f"SELECT EXISTS (SELECT 1 FROM passage WHERE {_UNEMBEDDED})", (model,)).fetchone()
        return not row[0]

    def count_missing(self, model: str) -> int:
        """How many distinct passage texts have no embedding by `model`."""
        row = self._db.execute(f"SELECT count(DISTINCT text_hash) FROM passage WHERE {_UNEMBEDDED}", (model,))
        return int(row.fetchone()[0])

    def missing_by_length(self, model: str, limit: int = -1) -> list[bytes]:
        """The hashes of those texts, or of `limit` of them, shortest first, so that a batch is padded little."""
        rows = self._db.execute(
            f"SELECT text_hash FROM passage WHERE {_UNEMBEDDED} "
            "GROUP BY text_hash ORDER BY min(end - start), text_hash LIMIT ?",
            (model, limit),
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

    def count_damaged(self, model: str, dimension: int) -> int:
        """How many embeddings by `model` are no unit vectors: searches take them for missing."""
        cursor = self._db.execute("SELECT rowid, vector FROM embedding WHERE model = ?", (model,))
        damaged = 0
        while rows := cursor.fetchmany(_AT_ONCE):
            damaged += len(rows) - len(unpacked(rows, dimension)[0])
        return damaged

    def keep(self, model: str, rows: Sequence[tuple[bytes, bytes]]) -> None:
        """Keep (text hash, vector) rows as they stood in another library."""
        self._db.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?, ?)", [(model, *row) for row in rows])

    def models(self) -> list[str]:
        """By which models there are embeddings."""
        return [str(row[0]) for row in self._db.execute("SELECT DISTINCT model FROM embedding")]

    def drop_orphans(self) -> None:
        """Forget the embeddings of texts that are in no passage any more."""
        self._db.execute("DELETE FROM embedding WHERE text_hash NOT IN (SELECT text_hash FROM passage)")

    # ---- by passage

    def vectors(self, model: str, dimension: int) -> Iterator[tuple[Ids, Matrix]]:
        """Every passage's vector, in batches: ids (n,), unit vectors (n, dimension)."""
        cursor = self._db.execute(
            "SELECT passage.id, vector FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash ORDER BY passage.id",
            (model,),
        )
        return _unpacked_in_turn(cursor, dimension)

    def count(self, model: str) -> int:
        """How many passages have a vector."""
        row = self._db.execute(
            "SELECT count(*) FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash",
            (model,),
        )
        return int(row.fetchone()[0])

    def sample(self, model: str, dimension: int, wanted: int, count: int) -> Iterator[Matrix]:
        """Unit vectors of about so many of the `count` passages, spread evenly over them, in batches of shape
        (n, dimension).
        """
        cursor = self._db.execute(
            "SELECT passage.id, vector FROM passage "
            "JOIN embedding ON embedding.model = ? AND embedding.text_hash = passage.text_hash "
            "WHERE passage.id * ? % ? < ? ORDER BY passage.id",
            (model, wanted, max(count, 1), wanted),
        )
        return (vectors for _, vectors in _unpacked_in_turn(cursor, dimension))

    def passage_vectors(self, model: str, dimension: int, passages: Sequence[int]) -> tuple[Ids, Matrix]:
        """Those of the passages that have a vector: ids (n,), unit vectors (n, dimension)."""
        marks = ",".join("?" * len(passages))
        rows = self._db.execute(
            # CROSS has SQLite begin with those passages: for hundreds it would rather go through all embeddings
            "SELECT passage.id, vector FROM passage CROSS JOIN embedding ON embedding.model = ? "
            f"AND embedding.text_hash = passage.text_hash WHERE passage.id IN ({marks}) ORDER BY passage.id",
            [model, *passages],
        ).fetchall()
        return unpacked(rows, dimension)


def _unpacked_in_turn(rows: sqlite3.Cursor, dimension: int) -> Iterator[tuple[Ids, Matrix]]:
    """As `unpacked`, in batches."""
    while some := rows.fetchmany(_AT_ONCE):
        yield unpacked(some, dimension)


def unpacked(rows: Sequence[tuple[int, bytes]], dimension: int) -> tuple[Ids, Matrix]:
    """Ids, and their float16 vectors as unit float32, shape (n, dimension), without those that are none."""
    import numpy as np

    whole = [row for row in rows if isinstance(row[1], bytes) and len(row[1]) == 2 * dimension]
    ids = np.array([row[0] for row in whole], np.int64)
    vectors = np.frombuffer(b"".join(row[1] for row in whole), "<f2").astype(np.float32).reshape(-1, dimension)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    sound = np.abs(lengths[:, 0] - 1) <= _TOLERANCE  # neither infinite nor no number
    return ids[sound], np.asarray(vectors[sound] / lengths[sound], np.float32)
