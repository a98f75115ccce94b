"""What the processes of a crowd do: index edition after edition of the same articles, and read meanwhile."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from pathlib import Path

import index.build
import index.faissindex
import index.reading
from index.library import Library
from index.lock import writing
from index.types import Article, Hit
from qa.engine import Engine
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article

_ARTICLES = 24
_EDITION = re.compile(r"edition(\d+)")


def write_edition(folder: Path, edition: int) -> None:
    """Every article, with the edition's number in its title and in each of its sentences."""
    for number in range(_ARTICLES):
        paragraph = " ".join(
            f"The edition{edition} inventory of item{number} has {prose(100 * number + sentence, 1)}"
            for sentence in range(12)
        )
        write_article(folder, f"{number}.md", f"Item{number}, edition{edition}", paragraph)


def index_editions(folder: str, clustered: bool, editions: Sequence[int], rewrite: bool = True) -> None:
    """Index the editions from the first up to the second number; all articles of one come in one commit."""
    _prepare(clustered)
    index.reading._BATCH_SECONDS = math.inf
    for edition in range(*editions):
        if rewrite:
            write_edition(Path(folder, "articles"), edition)
        index.build.build(Path(folder, "library"), [Path(folder, "articles")], HashEmbedder())


def read(folder: str, clustered: bool) -> None:
    """Search and ask until told to stop; prints how often. Raises ValueError for what is not of one moment."""
    _prepare(clustered)
    count = 0
    while not Path(folder, "stop").exists():
        with Library.open(Path(folder, "library"), HashEmbedder()) as library:
            for number in range(_ARTICLES):
                _search(library, number)
                _ask(library, number)
                count += 2
    print(count)


def hold(folder: str, seconds: float = 600.0) -> None:
    """Hold a library for writing, and say so."""
    with writing(Path(folder)):
        print("held", flush=True)
        time.sleep(seconds)


def _search(library: Library, number: int) -> None:
    hits = library.search("inventory", 500, mode="bm25")
    if len({hit.article.id for hit in hits}) != _ARTICLES:
        raise ValueError(f"{len({hit.article.id for hit in hits})} of {_ARTICLES} articles were found")
    _check_edition(hits)
    _check_edition(library.search(f"item{number} has {prose(100 * number, 1)}", 20))


def _check_edition(hits: Sequence[Hit]) -> None:
    editions = {_edition(hit.article) for hit in hits}
    if len(editions) > 1:
        raise ValueError(f"editions {sorted(editions)} in one answer")
    for hit in hits:
        if hit.article.text[hit.passage.start : hit.passage.end] != hit.passage.text:
            raise ValueError(f"a passage of {hit.article.path} is not in its text")


def _ask(library: Library, number: int) -> None:
    engine = Engine(library, HashEmbedder(), WordReader(), ScriptedGenerator("Nobody knows."))
    answer = engine.answer(f"What does item{number} have?")
    if not answer.citations:
        raise ValueError(f"item{number} was not found")
    for one in answer.citations:
        if one.article.text[one.start : one.end] != one.quote:
            raise ValueError(f"a quote is not in {one.article.path}")
    _check_edition(answer.retrieved)


def _edition(article: Article) -> str:
    """The only edition that an article is of."""
    found = set(_EDITION.findall(f"{article.title} {article.text}"))
    if len(found) != 1:
        raise ValueError(f"{article.path} is of editions {sorted(found)}")
    return found.pop()


def _prepare(clustered: bool) -> None:
    if clustered:
        index.faissindex.FLAT_UP_TO = 10
