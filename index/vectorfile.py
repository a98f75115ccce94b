"""The FAISS file beside the SQLite file: written after indexing, checked when opened, rebuilt when it does not fit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.copies import checksum
from index.faissindex import is_flat, still_fit, wanted_sample
from index.store import Store

if TYPE_CHECKING:
    from index.matrix import Matrix
    from index.types import Filters
    from index.vectors import ClusteredStore, FlatStore, VectorStore


@dataclass(frozen=True, slots=True)
class Written:
    """A file of vectors that was written: how many they are, and its checksum."""

    count: int
    checksum: str


class VectorFile:
    """The `index.rows.Vectors` of a library in SQLite."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, model: str, dimension: int) -> OpenedVectors:
        return OpenedVectors(self._store, open_vectors(self._store, model, dimension))

    def are_derived(self) -> bool:
        return vectors_are_whole(self._store)

    def derive(self, model: str, dimension: int) -> None:
        written = write_vectors(self._store, model, dimension)
        with self._store.transaction():
            self._store.set_manifest("vectors", str(written.count))
            self._store.set_manifest("vectors checksum", written.checksum)


@dataclass(frozen=True, slots=True)
class OpenedVectors:
    """FAISS's vectors, and SQLite to say which of them filters let through."""

    store: Store
    vectors: VectorStore

    @property
    def dimension(self) -> int:
        return self.vectors.dimension

    def __len__(self) -> int:
        return len(self.vectors)

    def search(self, queries: Matrix, k: int, filters: Filters) -> list[list[tuple[int, float]]]:
        return self.vectors.search(queries, k, self.store.passages.allowed(filters))


def open_vectors(store: Store, model: str, dimension: int) -> VectorStore:
    """The vectors of the library's present revision: from the file, or rebuilt from SQLite where it does not fit."""
    saved = saved_vectors(store, dimension)
    return build_vectors(store, model, dimension) if saved is None else saved


def saved_vectors(store: Store, dimension: int) -> VectorStore | None:
    """The vectors in the file of the present revision, or None where it is missing, damaged or does not fit."""
    from index.vectors import load_store

    # asked first: FAISS can crash on a damaged file, or want all memory there is
    found = load_store(_file(store.folder, store.revision())) if vectors_are_whole(store) else None
    if found is None or found.dimension != dimension or str(len(found)) != store.manifest("vectors"):
        return None
    return found


def build_vectors(store: Store, model: str, dimension: int) -> VectorStore:
    """The vectors of all passages, in memory, from the embeddings in SQLite; nothing is embedded."""
    return _empty(store, model, dimension).filled(store.embeddings.vectors(model, dimension))


def vectors_are_whole(store: Store) -> bool:
    """Whether the file of the present revision is as it was written; without loading FAISS."""
    return _is_whole(_file(store.folder, store.revision()), store)


def write_vectors(store: Store, model: str, dimension: int) -> Written:
    """Write the file of the present revision, and remove those of earlier ones. However many vectors there are, few
    are in memory. Raises OSError.
    """
    current = _file(store.folder, store.revision())
    written = _empty(store, model, dimension).write_filled(store.embeddings.vectors(model, dimension), current)
    for old in store.folder.glob("vectors-*.faiss*"):
        if old != current:
            old.unlink(missing_ok=True)
    return Written(written, checksum(current))


def _empty(store: Store, model: str, dimension: int) -> FlatStore | ClusteredStore:
    """A store of the kind that `index.faissindex` chooses for so many vectors, with none in it."""
    from index.vectors import ClusteredStore, FlatStore

    count = store.embeddings.count(model)
    if is_flat(count):
        return FlatStore.empty(dimension)
    earlier = _earlier_clusters(store, dimension, count)
    if earlier is not None:
        return earlier
    return ClusteredStore.empty(dimension, store.embeddings.sample(model, dimension, wanted_sample(count), count))


def _earlier_clusters(store: Store, dimension: int, count: int) -> ClusteredStore | None:
    """The clusters of an earlier revision, with nothing in them, if so many vectors want about as many: to find them
    takes longer than to fill them.
    """
    from index.vectors import ClusteredStore, load_store

    for file in store.folder.glob("vectors-*.faiss"):
        # centres that were damaged would be handed on for ever
        found = load_store(file, only_clusters=True) if _is_whole(file, store) else None
        if not isinstance(found, ClusteredStore) or found.dimension != dimension:
            continue
        if still_fit(found.clusters, count):
            return found.emptied()
    return None


def _is_whole(file: Path, store: Store) -> bool:
    """Whether it is as the latest was written; whoever indexes may remove it at any moment."""
    try:
        return file.is_file() and checksum(file) == store.manifest("vectors checksum")
    except OSError:
        return False


def _file(folder: Path, revision: int) -> Path:
    return folder / f"vectors-{revision}.faiss"


def drop_vectors(folder: Path) -> None:
    """Remove the files of every revision. Raises OSError."""
    for file in folder.glob("vectors-*.faiss*"):
        file.unlink(missing_ok=True)
