"""Stand-ins for what is slow or large: an embedder without a model, and small articles."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.matrix import Matrix, unit
from index.types import Article, Hit, Passage

if TYPE_CHECKING:
    from qa.generator import Message

_WORD_AND_SPACE = re.compile(r"\S+\s*|\s+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


class HashEmbedder:
    """A bag of hashed words: texts that share words have similar vectors. The same on every machine."""

    dimension = 64
    max_tokens = 256

    def __init__(self, name: str = "hash-64") -> None:
        self.name = name
        self.embedded: list[str] = []  # every text that was embedded, in order

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.embedded += texts
        rows = [self._sum(text) for text in texts]
        return unit(np.array(rows, np.float32).reshape(-1, self.dimension))

    def _sum(self, text: str) -> np.ndarray:
        total = np.zeros(self.dimension)
        for token in _TOKEN.findall(text.casefold()):
            digest = hashlib.blake2b(token.encode(), digest_size=self.dimension).digest()
            total += np.frombuffer(digest, np.uint8).astype(float) - 127.5
        if not total.any():
            total[0] = 1.0
        return total


def prose(seed: int, sentences: int = 3) -> str:
    """A paragraph of made-up words, 11 tokens a sentence. Two seeds share next to no words."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=4)) for _ in range(10 * sentences)]
    return " ".join(" ".join(words[at : at + 10]).capitalize() + "." for at in range(0, len(words), 10))


def write_article(folder: Path, name: str, title: str, *paragraphs: str, **known: str) -> Path:
    """A Markdown file with front matter: `known` may give date, source and url."""
    matter = "".join(f"{key}: {json.dumps(value)}\n" for key, value in {"title": title, **known}.items())
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{matter}---\n\n" + "\n\n".join(paragraphs) + "\n", "utf-8")
    return file


def write_articles(folder: Path, seeds: Iterable[int]) -> None:
    """One article for each seed, `1.md` and so on, of two passages each."""
    for seed in seeds:
        write_article(folder, f"{seed}.md", f"Article {seed}", prose(1000 + seed, 12), prose(2000 + seed, 12))


def write_jsonl(file: Path, records: Iterable[dict[str, str] | str]) -> Path:
    """One record a line; a string is written as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (record if isinstance(record, str) else json.dumps(record) for record in records)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def hit_of(text: str, number: int = 1, *, before: str = "", copies: tuple[Article, ...] = (), **known: str) -> Hit:
    """A passage `text` in an article of its own, behind the paragraph `before`; `known` are fields of the article."""
    whole = f"{before}\n\n{text}" if before else text
    fields = {"id": f"{number:010x}", "path": f"{number}.md", "title": f"Article {number}", **known}
    article = Article(text=whole, **fields)  # type: ignore[arg-type]
    passage = Passage(number, article.id, len(whole) - len(text), len(whole), text)
    return Hit(passage, article, 1 / number, 0.5, copies)


def no_similarity(_text: str, others: Sequence[str]) -> list[float]:
    """In place of embeddings, where words alone are to decide."""
    return [0.0] * len(others)


class ScriptedGenerator:
    """A language model whose replies are written beforehand, one for each prompt.

    A reply is a text, given out word by word; a sequence of pieces; or an exception, which is raised. An exception
    among the pieces is raised when they have come that far. `prompts` are the messages it was given.
    """

    def __init__(
        self, *replies: str | Exception | Sequence[str | Exception], name: str = "scripted", context: int = 4096
    ) -> None:
        self.name = name
        self.context = context
        self.replies = list(replies)
        self.prompts: list[list[Message]] = []
        self.closed = 0  # how many replies were left before their end

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def generate(self, messages: Sequence[Message], max_tokens: int) -> Iterator[str]:
        self.prompts.append(list(messages))
        reply = self.replies.pop(0)
        pieces = _WORD_AND_SPACE.findall(reply) if isinstance(reply, str) else reply
        return self._pieces([pieces] if isinstance(pieces, Exception) else pieces[:max_tokens])

    def _pieces(self, pieces: Iterable[str | Exception]) -> Iterator[str]:
        try:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        except GeneratorExit:
            self.closed += 1
            raise
