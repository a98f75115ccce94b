"""News articles cut into passages as the library cuts them, and a search over them that needs no index on disk."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from index.clean import clean, clean_title
from index.split import TokenCounter, split
from index.types import Article
from qa.evidence.lead import heading, lead
from scripts.training.groups import part
from scripts.training.nearest import Nearest

# The longest passage, in tokens: what is left of the embedder's 256 beside a title.
_LIMIT = 230


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage: `start` is where it stands in the text of its article."""

    article_id: str
    title: str
    start: int
    text: str


class Articles:
    """Articles by id. `search` looks through the passages of all of them."""

    def __init__(self, titles: Mapping[str, str], texts: Mapping[str, str], count_tokens: TokenCounter) -> None:
        self.texts = texts
        self._articles = {name: Article(name, "", titles[name], text) for name, text in texts.items()}
        self._leads = {name: lead(article) for name, article in self._articles.items()}
        self._passages = {
            name: [
                Piece(name, self.heading(name, start, end), start, text[start:end])
                for start, end in split(text, count_tokens, _LIMIT)
            ]
            for name, text in texts.items()
        }
        self._all = [piece for pieces in self._passages.values() for piece in pieces]
        self._nearest = Nearest([f"{titles[piece.article_id]}\n{piece.text}" for piece in self._all])

    @classmethod
    def read(cls, files: Sequence[Path], wanted: Set[str], one_of: int, count_tokens: TokenCounter) -> Articles:
        """From (gzipped) JSONL files the `wanted` articles, and of the others one of so many."""
        titles, texts = {}, {}
        for file in files:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                for line in lines:
                    row = json.loads(line)
                    if row["id"] in wanted or part(row["id"], one_of) == 0:
                        titles[row["id"]] = clean_title(row["title"])
                        texts[row["id"]] = "\n\n".join(clean(row["text"], titles[row["id"]]).paragraphs)
        return cls(titles, texts, count_tokens)

    def heading(self, name: str, start: int, end: int) -> str:
        """What the reader is told beside that part of an article's text, as in use."""
        return heading(self._articles[name], start, end, self._leads[name])

    def passages(self, article_id: str) -> list[Piece]:
        """Those of one article, in order."""
        return self._passages[article_id]

    def search(self, questions: Sequence[str], count: int) -> Iterator[list[Piece]]:
        """For each question the passages that share most words with it, best first."""
        for numbers in self._nearest.of(questions, count):
            yield [self._all[number] for number in numbers]
