"""The nouns of the index: what is read, what is stored and what a search returns."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Article:
    """One article as readers produce it and the library keeps it.

    `text` holds the paragraphs separated by blank lines ("\\n\\n"), without the title, captions or
    boilerplate; every offset in Footnote counts characters (code points) into it. `path` is relative to the folder that
    was indexed, with `#ID` appended where one file holds several articles. `date` is ISO `YYYY-MM-DD`. `pages` is where
    in `text` each page begins, of files that have pages. `language` is an ISO 639 code ("de"), None where the text does
    not tell; it follows from the text, so equality leaves it out.
    """

    id: str
    path: str
    title: str
    text: str
    source: str | None = None
    date: str | None = None
    url: str | None = None
    captions: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    language: str | None = field(default=None, compare=False)

    def page_at(self, place: int) -> int | None:
        """The page on which a place in the text stands, counted from 1; None where there are no pages."""
        return bisect_right(self.pages, place) or None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was skipped while reading, and why: `path` may carry a line number (`news.jsonl:12`).

    What is `passing` may be gone the next time, when the file is read again, changed or not.
    """

    path: str
    reason: str
    passing: bool = field(default=False, compare=False)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file of a kind that no reader knows, or that is no article by what it holds: its suffix in lower case, "" where
    it has none.
    """

    suffix: str


ONLY_PICTURES = "only pictures of pages: run OCR on it first"
"""The reason of the Problem of a PDF that was scanned; a report counts these."""

Look = tuple[str, int | None, int | None]
"""A file's path under its root, its size and its time, by which it is told whether it has changed."""


class SourceFile(NamedTuple):
    """A file found under a root that was asked for. `size` is in bytes, `mtime_ns` in nanoseconds since 1970.

    A tuple, and `path` a text, since most files of a large folder are only compared with what was noted of them: it is
    made in half the time of a frozen dataclass.
    """

    root: Path
    path: str
    relative: str
    size: int
    mtime_ns: int

    @property
    def look(self) -> Look:
        return self[2:]


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of an article's text: `article.text[start:end] == text`. `id` is the library's own and never reused."""

    id: int
    article_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by a search, best first. `score` orders hits within one search and means nothing across them.

    `similarity` is the cosine between question and passage embeddings (-1..1). `copies` are the articles, within the
    search's filters, that say every sentence of this passage too. `versions` are those that may say some of them:
    near-duplicates of the hit's article, reports of the same form and corrections among them.
    """

    passage: Passage
    article: Article
    score: float
    similarity: float
    copies: tuple[Article, ...] = ()
    versions: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far indexing is: `done` of `total` units of `stage` ("reading" counts files, "embedding" passages, "words"
    articles).
    """

    stage: str
    done: int
    total: int


Report = Callable[[Progress], None]


@dataclass(slots=True)
class Paths:
    """How many articles something happened to, and where the first of them are."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, path: str, count: int = 1) -> None:
        """So many more, which are all at one path."""
        self.count += count
        if count and len(self.first) < MOST_PATHS:
            self.first.append(path)


MOST_PATHS = 5


@dataclass(slots=True)
class Summary:
    """What an indexing run did: which articles came, changed and went. `problems` are the files and lines that were
    skipped; `others` counts, by suffix, the files of kinds that are not read; `languages` counts the library's articles
    by language, where any were written.
    """

    files: int = 0
    came: Paths = field(default_factory=Paths)
    changed: Paths = field(default_factory=Paths)
    went: Paths = field(default_factory=Paths)
    embedded: int = 0
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    others: Counter[str] = field(default_factory=Counter)
    languages: dict[str | None, int] = field(default_factory=dict)

    @property
    def written(self) -> int:
        """How many articles are new or changed."""
        return self.came.count + self.changed.count

    @property
    def removed(self) -> int:
        return self.went.count


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles a search may use. Dates are ISO and inclusive; `source` matches names in part, in any case."""

    since: str | None = None
    until: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class LibraryOverview:
    """What a library holds. `oldest` and `newest` are ISO dates, None where no article has one; `sources` are names
    with how many articles are from there, largest first.
    """

    articles: int
    undated: int
    oldest: str | None
    newest: str | None
    sources: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """How many articles have every word of a subject, and the dates (ISO) of the oldest and the newest of them, None
    where none has one. Without `are_all` there may be more of them, older and newer ones too.
    """

    articles: int
    oldest: str | None
    newest: str | None
    are_all: bool


def article_id(path: str, root: str = "") -> str:
    """A short, stable id for the article at `path` (relative, with `#ID`): ten hex digits.

    It depends on the path alone, so the same folder gives the same ids on any machine; `root` is mixed in
    only where two indexed folders hold the same relative path.
    """
    import hashlib  # loads a library of ciphers, which a run that finds nothing new does without

    return hashlib.blake2b(f"{root}\0{path}".encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
