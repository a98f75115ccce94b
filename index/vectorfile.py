"""The FAISS file beside the SQLite file: written after indexing, checked when opened, rebuilt when it does not fit."""

from __future__ import annotations

from pathlib import Path

from index.store import Store
from index.vectors import FlatStore


def open_vectors(store: Store, model: str, dimension: int) -> FlatStore:
    """The vectors of the library's present revision: from the file, or rebuilt from SQLite where it does not fit."""
    saved = saved_vectors(store, dimension)
    return build_vectors(store, model, dimension) if saved is None else saved


def saved_vectors(store: Store, dimension: int) -> FlatStore | None:
    """The vectors in the file of the present revision, or None where it is missing, damaged or does not fit."""
    file = _file(store.folder, store.revision())
    found = FlatStore.load(file) if file.exists() else None
    if found is None or found.dimension != dimension or str(len(found)) != store.manifest("vectors"):
        return None
    return found


def build_vectors(store: Store, model: str, dimension: int) -> FlatStore:
    """The vectors of all passages, from the embeddings in SQLite; nothing is embedded."""
    return FlatStore.build(dimension, store.embeddings.vectors(model, dimension))


def save_vectors(store: Store, vectors: FlatStore) -> None:
    """Write the file of the present revision, and remove those of earlier ones."""
    current = _file(store.folder, store.revision())
    vectors.save(current)
    for old in store.folder.glob("vectors-*.faiss*"):
        if old != current:
            old.unlink(missing_ok=True)


def _file(folder: Path, revision: int) -> Path:
    return folder / f"vectors-{revision}.faiss"
