"""A library's rows in Milvus."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import FootnoteError
from index.followed import note_roots
from index.milvus import manifest
from index.milvus.articles import MilvusArticles
from index.milvus.changes import Transaction
from index.milvus.client import Client
from index.milvus.committing import Committer
from index.milvus.files import MilvusFiles
from index.milvus.lists import MilvusLists, MilvusOverview
from index.milvus.passages import MilvusEmbeddings, MilvusLexical, MilvusPassages
from index.milvus.tally import Tallies
from index.store import Counts

_ROOTS = "roots"


class MilvusStore:
    """See `index.rows.Rows`. What is written in a transaction is seen once it has ended, but for the manifest."""

    def __init__(self, client: Client, folder: Path, committer: Committer | None = None) -> None:
        """Without a committer, it is for reading."""
        self._client = client
        self._committer = committer
        self._transaction = Transaction()
        self._tallies = Tallies(client)
        self.folder = folder
        self.files = MilvusFiles(client, self._transaction)
        self.lexical = MilvusLexical(client)
        self.articles = MilvusArticles(client, self._transaction)
        self.passages = MilvusPassages(client)
        self.lists = MilvusLists(client, self._tallies)
        self.overview = MilvusOverview(client, self._tallies)
        self.embeddings = MilvusEmbeddings(client, self._transaction)

    def close(self) -> None:
        self._client.close()

    def check_model(self, model: str) -> None:
        """Raises FootnoteError where the vectors are of another embedding model."""
        made_with = self.manifest("model")
        if made_with not in (None, model):
            raise FootnoteError(
                f"the library {self._client.called} was made with the embedding model {made_with}, not {model}",
                "index into one of another name",
                "incompatible",
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What is written inside is written at its end, in an order that survives a kill; nothing on any exception."""
        if self._committer is None:
            raise RuntimeError("the library is open for reading")
        changes = self._transaction.begin()
        try:
            yield
        finally:
            self._transaction.end()
        self._committer.commit(changes)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Nothing is held still: each read sees the latest, and an article that has gone meanwhile is left out."""
        yield

    # ---- manifest and roots

    def manifest(self, key: str) -> str | None:
        pending = self._transaction.noted(key)
        return manifest.read(self._client, key) if pending is None else pending

    def set_manifest(self, key: str, value: str) -> None:
        self._transaction.changes.manifest[key] = value

    def revision(self) -> int:
        return int(self.manifest(manifest.REVISION) or 0)

    def bump_revision(self) -> None:
        self.set_manifest(manifest.REVISION, str(self.revision() + 1))

    def roots(self) -> list[Path]:
        return [Path(path) for path in json.loads(self.manifest(_ROOTS) or "[]")]

    def set_roots(self, roots: Iterable[Path]) -> None:
        roots = sorted(roots)
        self.set_manifest(_ROOTS, json.dumps([str(root) for root in roots]))
        with suppress(OSError):
            note_roots(self.folder, roots)

    # ---- all collections

    def drop_file(self, number: int) -> int:
        gone = self.articles.drop_all(number)
        self._transaction.changes.files[number] = None
        return gone

    def languages(self) -> dict[str | None, int]:
        return self._tallies.of_all().by_language()

    def counts(self) -> Counts:
        tally = self._tallies.of_all()
        return Counts(tally.articles, self._client.count("passage"), tally.families)

    def tidy(self) -> None:
        """Nothing: servers tidy up by themselves."""
