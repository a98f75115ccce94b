"""What is derived from the articles that were read: embeddings, near-duplicate families and what searches vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.pieces import pieces
from index.recipe import embedding_text
from index.rows import Rows, Vectors
from index.types import Progress, Report

if TYPE_CHECKING:
    from index.embed import Embedder

# Gives every passage text without a vector its vector; returns how many.
Embed = Callable[[Rows, "Embedder", Report], int]
# texts embedded between two commits and two reports: about a second of work
_CHUNK = 64
# hashes of such texts in memory at once: 6 MB
_LISTED = 100_000


def embed_missing(store: Rows, embedder: Embedder, report: Report) -> int:
    """Give every passage text without a vector its vector; returns how many. Short texts go first."""
    total = store.embeddings.count_missing(embedder.name)
    if not total:
        return 0
    done, before = 0, -1
    # what has no text any more, in a damaged library, is missing for ever
    while done > before and (hashes := store.embeddings.missing_by_length(embedder.name, _LISTED)):
        before = done
        for some in pieces(hashes, _CHUNK):
            report(Progress("embedding", done, total))
            done += _embed(store, embedder, some)
    report(Progress("embedding", total, total))
    embedder.release()  # what follows needs room of its own
    return done


def _embed(store: Rows, embedder: Embedder, hashes: Sequence[bytes]) -> int:
    """Embed the texts of those hashes, as far as there are such; returns how many."""
    missing = store.embeddings.missing(hashes)
    if not missing:
        return 0
    vectors = embedder.embed_passages([embedding_text(one.title, one.text) for one in missing])
    with store.transaction():
        store.embeddings.put(embedder.name, [one.text_hash for one in missing], vectors)
        store.bump_revision()
    return len(missing)


def is_settled(store: Rows, vectors: Vectors, model: str) -> bool:
    """Whether every passage has its vector, and all that is derived was derived of what there is."""
    return _is_derived(store, vectors) and store.embeddings.is_complete(model)


def settle(store: Rows, vectors: Vectors, embedder: Embedder, changed: bool) -> None:
    """Derive what is derived, if anything changed, an earlier run was cut short or the vectors are lost."""
    if not changed and _is_derived(store, vectors):
        return
    from index.duplicates import families

    with store.transaction():
        store.embeddings.drop_orphans()
        store.articles.set_families(families(store.articles.signatures()))
    vectors.derive(embedder.name, embedder.dimension)
    with store.transaction():
        store.set_manifest("settled", str(store.revision()))
    store.tidy()


def _is_derived(store: Rows, vectors: Vectors) -> bool:
    return store.manifest("settled") == str(store.revision()) and vectors.are_derived()
