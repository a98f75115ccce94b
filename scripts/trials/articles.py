"""Small libraries for trials, made without models and the same each time: what is in them, and what they find."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.duplicates import families
from index.errors import FootnoteError
from index.library import Library
from index.prepare import prepare
from index.readers import read
from index.schema import FILE_NAME, open_library
from index.types import Article
from tests.fakes import HashEmbedder, prose, write_article, write_jsonl

QUESTIONS = [*(prose(1000 + seed, 2) for seed in range(1, 12, 2)), *(prose(2000 + seed, 1) for seed in range(1, 12))]


@dataclass(frozen=True, slots=True)
class State:
    """What a library holds: articles with their content hashes, passages, and the texts that have embeddings."""

    articles: frozenset[tuple[str, str]] = frozenset()
    passages: frozenset[tuple[str, int, int, str]] = frozenset()
    embedded: frozenset[str] = frozenset()

    def as_lists(self) -> list[list[Any]]:
        """For a file of JSON."""
        return [sorted(self.articles), sorted(self.passages), sorted(self.embedded)]

    @classmethod
    def of_lists(cls, lists: list[list[Any]]) -> State:
        """What `as_lists` made of one, read again."""
        articles, passages, embedded = lists
        return cls(frozenset(map(tuple, articles)), frozenset(map(tuple, passages)), frozenset(embedded))


def write_first(folder: Path) -> None:
    """Seven articles of different lengths in files of their own, and three in one."""
    for seed in range(1, 8):
        _write(folder, seed)
    write_jsonl(folder / "wire.jsonl", [_record(seed) for seed in range(8, 11)])


def change(folder: Path) -> None:
    """Edit, remove, rename and add articles."""
    write_article(folder, "2.md", "Article 2", prose(2002, 9), prose(1011, 12))
    (folder / "3.md").unlink()
    (folder / "4.md").rename(folder / "moved.md")
    _write(folder, 11)
    write_jsonl(folder / "wire.jsonl", [_record(8), {**_record(9), "title": "Another title"}])


def warm() -> None:
    """Import what indexing and searching import when they first need it."""
    import faiss  # noqa: F401

    with TemporaryDirectory() as folder:
        write_first(Path(folder))
        for file in sorted(Path(folder).iterdir()):
            for article in read(file, file.name):
                if isinstance(article, Article):
                    prepared = prepare(article, HashEmbedder())
                    families([(1, prepared.sketch), (2, prepared.sketch)])


def _write(folder: Path, seed: int) -> None:
    write_article(folder, f"{seed}.md", f"Article {seed}", prose(1000 + seed, 8 + seed), prose(2000 + seed, 12))


def _record(seed: int) -> dict[str, str]:
    return {"id": str(seed), "title": f"Article {seed}", "text": prose(1000 + seed, 4 + seed)}


def state(folder: Path) -> State:
    """What the library in `folder` holds; nothing, where it has not been begun. Raises FootnoteError for any other."""
    if not (folder / FILE_NAME).exists():
        return State()
    try:
        connection = open_library(folder)
    except FootnoteError as error:
        if error.code == "not-found":
            return State()
        raise
    with closing(connection) as db:
        db.execute("BEGIN")
        return State(
            frozenset(db.execute("SELECT path, hex(hash) FROM article")),
            frozenset(
                db.execute(
                    "SELECT path, start, end, hex(text_hash) FROM passage JOIN article ON article.number = article"
                )
            ),
            frozenset(row[0] for row in db.execute("SELECT hex(text_hash) FROM embedding")),
        )


def answers(folder: Path, questions: Sequence[str] = QUESTIONS) -> list[list[tuple[str, int, float, float]]]:
    """What a library finds for questions in every way of searching, with the scores."""
    with Library.open(folder, HashEmbedder()) as library:
        return [
            sorted(
                (hit.article.id, hit.passage.start, round(hit.score, 6), round(hit.similarity, 6))
                for hit in library.search(question, 50, mode=mode)
            )
            for mode in ("dense", "bm25", "fused")
            for question in questions
        ]


def leftovers(folder: Path) -> list[str]:
    """Files that have no business in a library that nobody writes."""
    known = {FILE_NAME, f"{FILE_NAME}-wal", f"{FILE_NAME}-shm", "writer.lock", "roots.json"}
    names = sorted(file.name for file in folder.iterdir() if file.name not in known)
    vectors = [name for name in names if name.startswith("vectors-") and name.endswith(".faiss")]
    return [name for name in names if name not in vectors[:1]]
