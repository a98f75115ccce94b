"""A library opened for reading: searched, and asked for articles."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType

from index.embed import Embedder
from index.errors import FootnoteError
from index.mentions import holders
from index.opening import Opened, open_rows
from index.paths import expanded
from index.rows import Nearest
from index.schema import reporting_damage
from index.search import Lap, Mode, Query, lexical_terms, search, title_terms
from index.store import Counts, Entry, Order
from index.types import Article, Filters, Hit, LibraryOverview, Mentions

# Passages looked through for the best articles on a subject.
_SEARCHED = 60


class Library:
    """Articles and passages of one library folder. Safe to use from several threads, one call at a time."""

    def __init__(self, opened: Opened, embedder: Embedder) -> None:
        self._store = opened.rows
        self._source = opened.vectors
        self._embedder = embedder
        self._vectors: tuple[int, Nearest] | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path | str, embedder: Embedder) -> Library:
        """Raises FootnoteError where there is no library, it is damaged, or another embedding model made it."""
        folder = expanded(folder)
        opened = open_rows(folder)
        try:
            with reporting_damage(folder):
                opened.rows.check_model(embedder.name)
        except BaseException:
            opened.close()
            raise
        return cls(opened, embedder)

    @property
    def folder(self) -> Path:
        return self._store.folder

    def search(
        self,
        queries: str | Sequence[str],
        k: int = 10,
        *,
        filters: Filters | None = None,
        mode: Mode = "fused",
        per_article: int | None = None,
        lap: Lap = lambda _: None,
    ) -> list[Hit]:
        """Up to `k` passages, best first. Several queries (forms of one question) are fused into one ranking.
        `per_article` is the most that may come from one article, which spreads them over more articles.

        `mode` "dense" or "bm25" uses that ranking alone; `Hit.similarity` is to the first query. `lap` hears the name
        of each stage as it ends.
        """
        texts = [_encodable(text) for text in ([queries] if isinstance(queries, str) else queries)]
        if not texts:
            return []
        embedded = self._embedder.embed(texts)
        lap("embedding the question")
        forms = [Query(text, vector) for text, vector in zip(texts, embedded, strict=True)]
        with self._reading(filters) as filters:
            vectors = self._current_vectors()
            lap("opening the vectors")
            return search(self._store, vectors, self._embedder.name, forms, k, filters, mode, lap, per_article)

    def prepare(self) -> None:
        """Open the vectors, which otherwise the first search does."""
        with self.snapshot():
            self._current_vectors()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is asked inside is answered from one moment, whatever is indexed meanwhile. Other threads wait."""
        with self._lock, reporting_damage(self.folder), self._store.snapshot():
            yield

    def article(self, wanted: str) -> Article:
        """The article with that id, an unambiguous beginning of it, that path under a folder which is followed, or the
        path of its file from here; FootnoteError if there is none.
        """
        wanted = _encodable(wanted)
        with self._lock, reporting_damage(self.folder):
            found = self._store.articles.article(wanted)
            if found is None:
                ids = self._store.articles.ids(wanted) or self._of_file(wanted) if wanted else []
                if len(ids) > 1:
                    raise FootnoteError(
                        f"'{wanted}' stands for several articles", f"choose one of {', '.join(ids)}", "invalid"
                    )
                found = self._store.articles.article(ids[0]) if ids else None
        if found is None:
            raise FootnoteError(
                f"no article '{wanted}' in {self.folder}", "'footnote search' prints article ids", "not-found"
            )
        return found

    def _of_file(self, path: str) -> list[str]:
        """The ids of the articles of that file."""
        from index.walk import printable  # brings the readers along, which no question needs

        with suppress(OSError, RuntimeError, ValueError):  # what is no path, or leads nowhere
            file = Path(path).expanduser().resolve()
            for root in self._store.roots() if file.is_file() else ():
                whole = root.resolve()
                if file == whole or file.is_relative_to(whole):
                    relative = file.name if file == whole else file.relative_to(whole).as_posix()
                    return self._store.articles.ids(printable(relative))
        return []

    # ---- what the library knows of itself

    def overview(self, filters: Filters | None = None) -> LibraryOverview:
        """How many articles the filters let through, of when and from where."""
        with self._reading(filters) as filters:
            return self._store.overview.overview(filters)

    def languages(self) -> dict[str | None, int]:
        """How many articles are in each language (ISO 639 codes), most first; under None those where it is not clear.
        Empty for a library of before, which noted none.
        """
        with self._lock, reporting_damage(self.folder):
            return self._store.languages()

    def newest(self, filters: Filters | None = None, most: int = 1) -> list[Article]:
        """The newest articles, newest first; those without a date are left out."""
        with self._reading(filters) as filters:
            return self._opened(self._store.overview.dated(filters, most, newest=True))

    def oldest(self, filters: Filters | None = None, most: int = 1) -> list[Article]:
        """The oldest articles, oldest first; those without a date are left out."""
        with self._reading(filters) as filters:
            return self._opened(self._store.overview.dated(filters, most, newest=False))

    def newest_date(self, filters: Filters | None = None) -> str | None:
        """The date of the newest article, ISO; None where none has a date."""
        return self.overview(filters).newest

    def count_undated(self, filters: Filters | None = None) -> int:
        """How many articles the filters' bounds on dates hide because they have no date."""
        with self._reading(filters) as filters:
            return self._store.overview.count_hidden(filters)

    def representative(self, filters: Filters | None = None, most: int = 6) -> list[Article]:
        """At most so many articles that together stand for what is in the library, the most typical first."""
        from index.representative import representatives

        with self._reading(filters) as filters:
            model, dimension = self._embedder.name, self._embedder.dimension
            return self._opened(representatives(self._store, model, dimension, filters, most))

    def unknown_words(self, wanted: Sequence[str]) -> list[str]:
        """Those of the words that no article has in any of their forms."""
        lexical = self._store.lexical
        with self._lock, reporting_damage(self.folder):
            languages = lexical.languages() if wanted else ()
            return [word for word in wanted if not lexical.has(self._terms(word, languages))]

    def mentions(self, subject: str, filters: Filters | None = None) -> Mentions:
        """How many articles have every content word of `subject`, in title or text, and of when they are."""
        with self._reading(filters) as filters:
            found, are_all = holders(self._store.lexical, _encodable(subject), filters)
        dates = [date for date in found.values() if date]
        return Mentions(len(found), min(dates, default=None), max(dates, default=None), are_all)

    def mentioning(self, subject: str, filters: Filters | None = None, most: int = 6) -> list[Article]:
        """At most so many of the articles that `mentions` counts: those that hold the best passages first."""
        with self._reading(filters) as filters:
            found, _ = holders(self._store.lexical, _encodable(subject), filters)
            if not found:
                return []
            hits = self.search(subject, _SEARCHED, filters=filters)
            best = [one for hit in hits for one in (hit.article, *hit.copies) if one.id in found]
            ids = dict.fromkeys([*(one.id for one in best), *found])
            return [self.article(one) for one in islice(ids, most)]

    def _terms(self, word: str, languages: Sequence[str]) -> list[str]:
        return lexical_terms(_encodable(word), languages, is_searchable=self._store.lexical.is_searchable)

    # ---- lists

    def order(self, order: Order) -> list[int]:
        """The numbers of all articles in that order, for `entries`; numbers are cheap, also by the hundred thousand."""
        with self._lock, reporting_damage(self.folder):
            return self._store.lists.order(order)

    def entries(self, numbers: Sequence[int]) -> list[Entry]:
        """What a list shows of those articles; a few hundred at a time."""
        with self._lock, reporting_damage(self.folder):
            return self._store.lists.entries(numbers)

    def titled(self, begun: str, limit: int = 20) -> list[Entry]:
        """Articles whose titles have all those words, of which the last may be cut short; newest first."""
        typed = title_terms(_encodable(begun), is_searchable=self._store.lexical.is_searchable)
        if not typed:
            return []
        with self._lock, reporting_damage(self.folder):
            return self._store.lists.entries(self._store.lexical.titled(typed, limit))

    def find(self, begun: str, limit: int = 50) -> list[Entry]:
        """Articles for words as they are typed: by title first, then those that hold the best passages."""
        found = {one.id: one for one in self.titled(begun, limit)}
        for hit in self.search(begun, limit):
            one = hit.article
            found.setdefault(one.id, Entry(one.id, one.path, one.title, one.source, one.date))
        return list(found.values())[:limit]

    def sources(self, limit: int = 200) -> list[str]:
        """The sources with the most articles, most first."""
        with self._lock, reporting_damage(self.folder):
            return self._store.lists.sources(limit)

    def file_of(self, article: str) -> Path | None:
        """The file an article came from, if it is still there, and under a folder that the library follows."""
        with self._lock, reporting_damage(self.folder):
            found = self._store.files.of_article(article)
        if found is None:
            return None
        root, relative = found
        file = root / relative if root.is_dir() else root
        inside = file.resolve().is_relative_to(root.resolve())
        return file if inside and file.is_file() else None

    def counts(self) -> Counts:
        with self._lock, reporting_damage(self.folder):
            return self._store.counts()

    def close(self) -> None:
        with self._lock:
            self._store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self, filters: Filters | None) -> Iterator[Filters]:
        """The library as it is at one moment, and the filters as stores take them."""
        with self.snapshot():
            yield _storable(filters)

    def _opened(self, numbers: Sequence[int]) -> list[Article]:
        return [self._store.articles.numbered(number).opened() for number in numbers]

    def _current_vectors(self) -> Nearest:
        """The vectors of the revision that the open snapshot sees; loaded again when another process has changed it."""
        revision = self._store.revision()
        if self._vectors is None or self._vectors[0] != revision:
            self._vectors = (revision, self._source.open(self._embedder.name, self._embedder.dimension))
        return self._vectors[1]


def _storable(filters: Filters | None) -> Filters:
    filters = filters or Filters()
    return filters if filters.source is None else replace(filters, source=_encodable(filters.source))


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which a command line can hold and neither stores nor tokenizers take."""
    return text.encode("utf-8", "replace").decode()
