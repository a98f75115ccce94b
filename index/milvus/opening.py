"""A library in Milvus, opened for reading or made for writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.embed import Embedder
from index.errors import FootnoteError
from index.milvus import manifest
from index.milvus.client import Client
from index.milvus.collections import FORMAT, KINDS, create
from index.milvus.committing import Committer
from index.milvus.lease import Lease
from index.milvus.place import noted
from index.milvus.store import MilvusStore
from index.milvus.vectors import MilvusVectors

_FORMAT = "format"


def open_for_reading(folder: Path) -> tuple[MilvusStore, MilvusVectors]:
    """The library that `folder` stands for. Raises FootnoteError where there is none, or no server answers."""
    client = Client(noted(folder), folder)
    try:
        if not client.has(KINDS[0]) or not _has_its_format(client):
            raise FootnoteError(
                f"there is no library {client.called}",
                "make it with 'footnote index --library ... FOLDER'",
                "not-found",
            )
        _load(client)
    except BaseException:
        client.close()
        raise
    return MilvusStore(client, folder), MilvusVectors(client)


@contextmanager
def open_for_writing(folder: Path, embedder: Embedder) -> Iterator[tuple[MilvusStore, MilvusVectors]]:
    """The same, made if need be, for the one process that writes it. Raises FootnoteError."""
    if embedder.name.startswith("/"):
        raise FootnoteError(
            "a library in Milvus takes the embedded encoder, which is on every machine",
            "leave out --encoder",
            "invalid",
        )
    client = Client(noted(folder), folder)
    try:
        if not client.has(KINDS[0]):
            create(client, KINDS[0], embedder.dimension)
        client.load(KINDS[0])
        lease = Lease(client)
        try:
            if not _has_its_format(client):
                _make(client, embedder.dimension)
            _load(client)
            committer = Committer(client, lease, embedder.dimension)
            yield MilvusStore(client, folder, committer), MilvusVectors(client)
            committer.finish()
        finally:
            lease.end()
    finally:
        client.close()


def _make(client: Client, dimension: int) -> None:
    """The collections that are not there yet; the format is noted last, by which all of them are known to be there."""
    for kind in KINDS:
        if not client.has(kind):
            create(client, kind, dimension)
    manifest.write(client, {_FORMAT: FORMAT})


def _load(client: Client) -> None:
    for kind in KINDS:
        client.load(kind)


def _has_its_format(client: Client) -> bool:
    """Whether all of it was made. Raises FootnoteError where a newer Footnote did."""
    client.load(KINDS[0])
    found = manifest.read(client, _FORMAT)
    if found not in (None, FORMAT):
        raise FootnoteError(
            f"the library {client.called} has format {found} and this Footnote writes {FORMAT}",
            "index again under another name, or use the Footnote that made it",
            "incompatible",
        )
    return found is not None
