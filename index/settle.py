"""What is derived from the articles that were read: embeddings, near-duplicate families and the FAISS file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.store import Store
from index.types import Progress, Report
from index.vectorfile import build_vectors, save_vectors, vectors_are_whole

if TYPE_CHECKING:
    from index.embed import Embedder

# texts embedded between two commits and two reports: about a second of work
_CHUNK = 64


def embed_missing(store: Store, embedder: Embedder, report: Report) -> int:
    """Give every passage text without a vector its vector; returns how many. Short texts go first."""
    hashes = store.embeddings.missing_by_length(embedder.name)
    if not hashes:
        return 0
    # not imported before there is something to embed
    from index.prepare import embedding_text

    for start in range(0, len(hashes), _CHUNK):
        report(Progress("embedding", start, len(hashes)))
        missing = store.embeddings.missing(hashes[start : start + _CHUNK])
        vectors = embedder.embed_passages([embedding_text(one.title, one.text) for one in missing])
        with store.transaction():
            store.embeddings.put(embedder.name, [one.text_hash for one in missing], vectors)
            store.bump_revision()
    report(Progress("embedding", len(hashes), len(hashes)))
    return len(hashes)


def is_settled(store: Store, model: str) -> bool:
    """Whether every passage has its vector, and all that is derived was derived of what there is."""
    return _is_derived(store) and not store.embeddings.missing_by_length(model)


def settle(store: Store, embedder: Embedder, changed: bool) -> None:
    """Derive what is derived, if anything changed, an earlier run was cut short or the file of vectors is lost."""
    if not changed and _is_derived(store):
        return
    from index.duplicates import families

    with store.transaction():
        store.embeddings.drop_orphans()
        store.articles.set_families(families(store.articles.signatures()))
    vectors = build_vectors(store, embedder.name, embedder.dimension)
    checksum = save_vectors(store, vectors)
    with store.transaction():
        store.set_manifest("vectors", str(len(vectors)))
        store.set_manifest("vectors checksum", checksum)
        store.set_manifest("settled", str(store.revision()))
    store.tidy()


def _is_derived(store: Store) -> bool:
    return store.manifest("settled") == str(store.revision()) and vectors_are_whole(store)
