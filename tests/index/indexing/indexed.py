"""What a build did, and what the library then finds."""

from __future__ import annotations

from pathlib import Path

from index.build import build
from index.library import Library
from index.store import Store
from index.types import Summary
from tests.fakes import HashEmbedder, prose

QUESTIONS = [prose(1000 + seed, 1) for seed in range(1, 9)] + ["article 3", prose(2001, 2)]


def indexed(folder: Path, *paths: Path, rebuild: bool = False) -> tuple[Summary, list[str]]:
    """What a build did, and what it embedded."""
    embedder = HashEmbedder()
    return build(folder, paths, embedder, rebuild=rebuild), embedder.embedded


def paths_in(folder: Path) -> list[str]:
    with Library.open(folder, HashEmbedder()) as library:
        assert isinstance(library._store, Store)
        rows = library._store._db.execute("SELECT path FROM article ORDER BY path")
        return [path for (path,) in rows]


def answers_of(folder: Path) -> list[list[tuple[str, int, float, float]]]:
    """What a library finds, in every way of searching."""
    with Library.open(folder, HashEmbedder()) as library:
        return [
            [
                (hit.article.id, hit.passage.start, round(hit.score, 6), round(hit.similarity, 4))
                for hit in library.search(question, 5, mode=mode)
            ]
            for mode in ("fused", "dense", "bm25")
            for question in QUESTIONS
        ]
