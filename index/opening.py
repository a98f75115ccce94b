"""A library opened by its folder, whatever keeps its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.embed import Embedder
from index.milvus.place import is_in_milvus
from index.rows import Rows, Vectors
from index.schema import FILE_NAME, open_library
from index.store import Store
from index.vectorfile import VectorFile


@dataclass(frozen=True, slots=True)
class Opened:
    """The rows of a library, and what searches its vectors."""

    rows: Rows
    vectors: Vectors

    def close(self) -> None:
        self.rows.close()


def is_library(folder: Path) -> bool:
    """Whether the folder is that of a library, of one on a server as well."""
    return (folder / FILE_NAME).is_file() or is_in_milvus(folder)


def open_rows(folder: Path) -> Opened:
    """The library in `folder`, for reading. Raises FootnoteError where there is none or it cannot be opened."""
    if is_in_milvus(folder):
        from index.milvus.opening import open_for_reading

        return Opened(*open_for_reading(folder))
    store = Store(open_library(folder), folder)
    return Opened(store, VectorFile(store))


@contextmanager
def rows_to_write(folder: Path, embedder: Embedder) -> Iterator[Opened]:
    """The library in `folder`, made if need be, for the one process that writes it. Raises FootnoteError."""
    if is_in_milvus(folder):
        from index.milvus.opening import open_for_writing

        with open_for_writing(folder, embedder) as (rows, vectors):
            yield Opened(rows, vectors)
        return
    store = Store(open_library(folder, create=True), folder)
    try:
        yield Opened(store, VectorFile(store))
    finally:
        store.close()
