"""A library opened for reading: searched, and asked for articles."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from index.build import check_model
from index.embed import Embedder
from index.errors import FootnoteError
from index.schema import open_library, reporting_damage
from index.search import Mode, Query, search
from index.store import Counts, Store
from index.types import Article, Filters, Hit
from index.vectorfile import open_vectors
from index.vectors import FlatStore


class Library:
    """Articles and passages of one library folder. Safe to use from several threads, one call at a time."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._vectors: tuple[int, FlatStore] | None = None
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path | str, embedder: Embedder) -> Library:
        """Raises FootnoteError where there is no library, it is damaged, or another embedding model made it."""
        folder = Path(folder).expanduser()
        store = Store(open_library(folder), folder)
        try:
            check_model(store, embedder)
        except BaseException:
            store.close()
            raise
        return cls(store, embedder)

    @property
    def folder(self) -> Path:
        return self._store.folder

    def search(
        self, queries: str | Sequence[str], k: int = 10, *, filters: Filters | None = None, mode: Mode = "fused"
    ) -> list[Hit]:
        """Up to `k` passages, best first. Several queries (forms of one question) are fused into one ranking.

        `mode` "dense" or "bm25" uses that ranking alone; `Hit.similarity` is to the first query.
        """
        texts = [_encodable(text) for text in ([queries] if isinstance(queries, str) else queries)]
        if not texts:
            return []
        filters = filters or Filters()
        if filters.source is not None:
            filters = replace(filters, source=_encodable(filters.source))
        embedded = self._embedder.embed(texts)
        forms = [Query(text, vector) for text, vector in zip(texts, embedded, strict=True)]
        with self._lock, reporting_damage(self.folder), self._store.snapshot():
            vectors = self._current_vectors()
            return search(self._store, vectors, self._embedder.name, forms, k, filters, mode)

    def article(self, wanted: str) -> Article:
        """The article with that id, an unambiguous beginning of it, or that path; FootnoteError if there is none."""
        wanted = _encodable(wanted)
        with self._lock, reporting_damage(self.folder):
            found = self._store.article(wanted)
            if found is None:
                ids = self._store.article_ids(wanted) if wanted else []
                if len(ids) > 1:
                    raise FootnoteError(f"'{wanted}' stands for several articles: choose one of {', '.join(ids)}")
                found = self._store.article(ids[0]) if ids else None
        if found is None:
            raise FootnoteError(f"no article '{wanted}' in {self.folder}: 'footnote search' prints article ids")
        return found

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

    def _current_vectors(self) -> FlatStore:
        """The vectors of the revision that the open snapshot sees; loaded again when another process has changed it."""
        revision = self._store.revision()
        if self._vectors is None or self._vectors[0] != revision:
            self._vectors = (revision, open_vectors(self._store, self._embedder.name, self._embedder.dimension))
        return self._vectors[1]


def _encodable(text: str) -> str:
    """`text` without lone surrogates, which a command line can hold and neither SQLite nor tokenizers take."""
    return text.encode("utf-8", "replace").decode()
