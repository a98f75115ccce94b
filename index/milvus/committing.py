"""A transaction's changes, written so that a kill between any two calls loses nothing and shows nothing half.

A server has no transactions over several rows. An article is there when its row is, which is one call; its text and its
passages are written before, under a number that was never used, and those of the number before are removed after. Which
numbers are being written is noted first: what a kill leaves of them is removed when the next writer begins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from index.milvus import manifest
from index.milvus.bodies import body_of, parts_of
from index.milvus.changes import Changes, Put
from index.milvus.client import Client, Row
from index.milvus.collections import fields
from index.milvus.lease import Lease
from index.milvus.rowsof import article_row, numbered_article, passage_rows
from index.pieces import pieces
from index.types import article_id

_JOURNAL, _LANGUAGES = "journal", "languages"
# Articles between two notes of which numbers are written.
_AT_ONCE = 500
# Rows that are written again at once.
_REWRITTEN = 500


class Committer:
    """Writes changes; one at a time has a library."""

    def __init__(self, client: Client, lease: Lease, dimension: int) -> None:
        self._client = client
        self._lease = lease
        self._dimension = dimension
        noted = json.loads(manifest.read(client, _JOURNAL) or '{"next": 1, "first": 1, "gone": []}')
        self._next = int(noted["next"])
        self._clear_up(range(int(noted["first"]), self._next), noted["gone"])

    def _clear_up(self, begun: Sequence[int], gone: Sequence[int]) -> None:
        """Remove what a writer that did not come to its end has left: what belongs to no article."""
        numbers = [*begun, *gone]
        there = {row["number"] for row in self._client.among("article", "number", numbers, ["number"])}
        self._drop_contents([number for number in numbers if number not in there])

    def commit(self, changes: Changes) -> None:
        """Write them. Raises FootnoteError where the server fails; what was written until then is whole."""
        self._lease.renew()
        before = {key: changes.manifest[key] for key in (manifest.REVISION,) if key in changes.manifest}
        manifest.write(self._client, before)
        kept = [row for row in changes.files.values() if row is not None]
        if changes.articles:
            self._client.upsert("file", [{**row, "is_whole": False} for row in kept])
        roots = {row["id"]: str(row["root"]) for row in kept}
        for some in pieces(list(changes.articles.items()), _AT_ONCE):
            self._write_articles(dict(some), roots)
        self._note_languages(changes)
        if changes.families is not None:
            self._write_families(changes.families)
        self._write_vectors(changes.vectors)
        self._client.upsert("file", kept)
        self._client.delete("file", "id", [key for key, row in changes.files.items() if row is None])
        manifest.write(self._client, {key: one for key, one in changes.manifest.items() if key not in before})

    def finish(self) -> None:
        """Note that nothing is half written."""
        self._note_numbers(0, [])

    # ---- articles

    def _write_articles(self, articles: Mapping[int, Put | None], roots: Mapping[int, str]) -> None:
        old = {
            row["id"]: row for row in self._client.among("article", "id", list(articles), ["id", "number", "public"])
        }
        puts = {key: put for key, put in articles.items() if put is not None}
        numbers = dict(zip(puts, range(self._next, self._next + len(puts)), strict=True))
        self._note_numbers(len(puts), [row["number"] for row in old.values()])
        ids = self._ids(puts, {key: str(row["public"]) for key, row in old.items()}, roots)
        vectors = self._known_vectors({one.hex() for put in puts.values() for one in put.prepared.hashes})
        parts: list[Row] = []
        passages: list[Row] = []
        rows: list[Row] = []
        for key, put in puts.items():
            article, number = numbered_article(put.prepared.article, ids[key]), numbers[key]
            parts += parts_of(number, body_of(article, put.prepared.content, roots[put.file]))
            passages += passage_rows(number, article, put.prepared, vectors, self._dimension)
            rows.append(article_row(key, number, put.file, article, put.prepared))
        self._client.upsert("part", parts)
        self._client.upsert("passage", passages)
        self._client.upsert("article", rows)
        self._client.delete("article", "id", [key for key in old if key not in puts])
        self._drop_contents([row["number"] for row in old.values()])

    def _note_numbers(self, count: int, gone: Sequence[int]) -> None:
        first, self._next = self._next, self._next + count
        manifest.write(self._client, {_JOURNAL: json.dumps({"next": self._next, "first": first, "gone": list(gone)})})

    def _drop_contents(self, numbers: Sequence[int]) -> None:
        self._client.delete("passage", "article", numbers)
        self._client.delete("part", "article", numbers)

    def _ids(self, puts: Mapping[int, Put], old: Mapping[int, str], roots: Mapping[int, str]) -> dict[int, str]:
        """The public id of each article: the one it had, or that of its path, salted where another one has it."""
        ids = {key: old[key] for key in puts if key in old}
        salts = dict.fromkeys((key for key in puts if key not in old), "")
        taken = set(ids.values())
        while salts:
            wanted = {key: article_id(puts[key].prepared.article.path, salt) for key, salt in salts.items()}
            found = self._client.among("article", "public", sorted(set(wanted.values())), ["public"])
            taken |= {str(row["public"]) for row in found}
            for key, candidate in wanted.items():
                if candidate in taken:
                    salts[key] += roots[puts[key].file]
                else:
                    ids[key] = candidate
                    taken.add(candidate)
                    del salts[key]
        return ids

    def _note_languages(self, changes: Changes) -> None:
        """Note which languages occur, those of articles that have gone among them."""
        found = {put.prepared.article.language for put in changes.articles.values() if put is not None} - {None}
        known = set(json.loads(manifest.read(self._client, _LANGUAGES) or "[]")) if found else set()
        if found - known:
            manifest.write(self._client, {_LANGUAGES: json.dumps(sorted(str(one) for one in found | known))})

    def _write_families(self, families: Mapping[int, int]) -> None:
        found = {
            row["number"]: row["family"] for row in self._client.each("article", "family >= 0", ["number", "family"])
        }
        other = [number for number in {*found, *families} if found.get(number) != families.get(number)]
        for some in pieces(other, _AT_ONCE):
            rows = self._client.among("article", "number", some, fields("article"))
            self._client.upsert("article", [{**row, "family": families.get(row["number"], -1)} for row in rows])

    # ---- vectors

    def _known_vectors(self, hashes: set[str]) -> dict[str, list[float]]:
        """The vectors of texts that some passage already has, so that no text is embedded twice."""
        ids: dict[str, int] = {}
        for some in pieces(sorted(hashes), _AT_ONCE):
            named = ", ".join(f'"{one}"' for one in some)
            found = self._client.some("passage", f"text_hash in [{named}] and is_embedded == true", ["id", "text_hash"])
            ids |= {row["text_hash"]: row["id"] for row in found}
        rows = self._client.among("passage", "id", list(ids.values()), ["text_hash", "vector"])
        return {row["text_hash"]: list(row["vector"]) for row in rows}

    def _write_vectors(self, vectors: Mapping[str, list[float]]) -> None:
        if not vectors:
            return
        named = ", ".join(f'"{one}"' for one in vectors)
        unembedded = f"text_hash in [{named}] and is_embedded == false"
        while rows := self._client.some("passage", unembedded, fields("passage"), _REWRITTEN):
            self._client.upsert(
                "passage", [{**row, "is_embedded": True, "vector": vectors[row["text_hash"]]} for row in rows]
            )
