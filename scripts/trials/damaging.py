"""A library to damage, and ways to damage a file of it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from index.build import build
from index.copies import kept
from index.library import Library
from index.schema import FILE_NAME as LIBRARY
from index.store import Store
from qa.chats.conversation_file import FILE_NAME as CHATS
from qa.chats.conversations import Conversations
from qa.engine import Engine
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article

QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
_STORY = (
    "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night. "
    "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
)
_COPY = "model.gguf"
_PAGE = 4096
_MOST_BITS = 64

# What is damaged how often: the larger files, and those that nothing can be made from again, more often.
_FILES = {
    LIBRARY: 8,
    f"{LIBRARY}-wal": 3,
    f"{LIBRARY}-shm": 1,
    "vectors": 3,
    "writer.lock": 1,
    "roots.json": 1,
    CHATS: 4,
    f"{CHATS}-wal": 2,
    f"{CHATS}-shm": 1,
    _COPY: 2,
    f"{_COPY}.json": 1,
}
_WAYS = ("flip", "flip", "flip", "cut", "delete", "zero", "swap")


@dataclass(frozen=True, slots=True)
class Damage:
    """One case, from a seed and a number alone."""

    seed: int
    number: int
    file: str
    way: str
    bits: int
    is_unfinished: bool

    @classmethod
    def of(cls, seed: int, number: int) -> Damage:
        chance = random.Random(f"{seed}/{number}")
        file = chance.choices(list(_FILES), list(_FILES.values()))[0]
        is_unfinished = file.endswith(("-wal", "-shm")) or chance.random() < 0.5
        return cls(seed, number, file, chance.choice(_WAYS), chance.randint(1, _MOST_BITS), is_unfinished)

    def __str__(self) -> str:
        way = f"{self.bits} bits flipped in" if self.way == "flip" else f"{self.way}:"
        return f"seed {self.seed}, case {self.number} ({way} {self.file}{', with logs' if self.is_unfinished else ''})"

    def inflict(self, folder: Path) -> None:
        """Damage the file in a copy of a library."""
        (file,) = folder.glob("vectors-*.faiss" if self.file == "vectors" else self.file)
        chance = random.Random(f"{self.seed}/{self.number}/bytes")
        content = bytearray(file.read_bytes())
        if self.way == "delete":
            file.unlink()
            return
        if not content:
            return
        match self.way:
            case "flip":
                for _ in range(self.bits):
                    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            case "cut":
                del content[chance.randrange(len(content)) :]
            case "zero":
                at = chance.randrange(0, len(content), _PAGE)
                content[at : at + _PAGE] = bytes(len(content[at : at + _PAGE]))
            case "swap" if len(content) >= 2 * _PAGE:
                one, other = (at * _PAGE for at in chance.sample(range(len(content) // _PAGE), 2))
                content[one : one + _PAGE], content[other : other + _PAGE] = (
                    content[other : other + _PAGE],
                    content[one : one + _PAGE],
                )
        file.write_bytes(content)


def make(folder: Path) -> None:
    """Two libraries of the same articles: `closed`, and `open`, copied while written, where much stands in logs."""
    articles = folder / "articles"
    for number in range(4):
        write_article(
            articles, f"{number}.md", f"Article {number}", prose(number, 12), prose(50 + number, 12), date="2024-01-05"
        )
    work = folder / "work"
    build(work, [articles], HashEmbedder())
    with closing(sqlite3.connect(work / LIBRARY)) as reader, patch.object(Store, "tidy"):
        reader.execute("SELECT count(*) FROM article").fetchone()  # what is last to close folds the log back
        write_article(
            articles, "mill.md", "Mill shut", _STORY, date="2024-03-05", source="Marsh Gazette", url="http://a/b"
        )
        write_article(articles, "wire.md", "Old mill closes", _STORY.replace("closed", "shut"), date="2024-03-06")
        build(work, [], HashEmbedder())
        kept(work / _COPY, write_copy)
        with Conversations.open(work) as chats:
            for _ in range(3):
                _chat(work, chats)
            shutil.copytree(work, folder / "open")
    with closing(sqlite3.connect(work / LIBRARY)) as last:
        last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    work.rename(folder / "closed")


def write_copy(file: Path) -> None:
    """In place of a model's copy."""
    file.write_bytes(random.Random(1).randbytes(3 * _PAGE))


def _chat(folder: Path, chats: Conversations) -> None:
    with Library.open(folder, HashEmbedder()) as library:
        answer = Engine(library, HashEmbedder(), WordReader(), ScriptedGenerator(REPLY)).answer(QUESTION)
    writing = chats.begin(QUESTION)
    chats.grow(writing, REPLY)
    chats.finish(writing, answer)
