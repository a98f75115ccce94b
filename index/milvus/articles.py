"""Articles, written and read whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from index.damage import Damaged
from index.errors import FootnoteError
from index.milvus.bodies import bodies, sealed_of
from index.milvus.changes import Put, Transaction
from index.milvus.client import Client
from index.milvus.keys import condition, hashed
from index.store.articles import Sealed
from index.types import Article, Filters, SourceFile

if TYPE_CHECKING:
    from index.prepare import Prepared

_ID = re.compile(r"[0-9a-f]{1,10}")
_LISTED = 20


class MilvusArticles:
    """See `index.rows.ArticleRows`."""

    has_pages = True

    def __init__(self, client: Client, transaction: Transaction) -> None:
        self._client = client
        self._transaction = transaction

    # ---- writing

    def put(self, file: int, prepared: Prepared) -> None:
        self._transaction.changes.articles[_key(file, prepared.article.path)] = Put(file, prepared)

    def drop(self, file: int, path: str) -> None:
        self._transaction.changes.articles[_key(file, path)] = None

    def drop_all(self, file: int) -> int:
        """Remove every article of a file; returns how many go."""
        keys = [row["id"] for row in self._client.each("article", f"file == {file}", ["id"])]
        self._transaction.changes.articles.update(dict.fromkeys(keys))
        return len(keys)

    def set_families(self, families: dict[int, int]) -> None:
        self._transaction.changes.families = dict(families)

    def note_languages(self, language_of: Callable[[str], str | None]) -> None:
        """Nothing: every library in Milvus has them."""

    # ---- reading

    def article(self, wanted: str) -> Article | None:
        if not _ID.fullmatch(wanted):
            return None
        found = self._client.among("article", "public", [wanted], ["number"])
        return self.numbered(found[0]["number"]).opened() if found else None

    def ids(self, wanted: str) -> list[str]:
        found = self._client.some("article", f"path_id == {hashed(wanted)}", ["public"], _LISTED)
        if _ID.fullmatch(wanted):
            found += self._client.some("article", f'public like "{wanted}%"', ["public"], _LISTED)
        return sorted({str(row["public"]) for row in found})[:_LISTED]

    def hashes(self, file: SourceFile) -> dict[str, bytes]:
        key = hashed(str(file.root), file.relative)
        rows = self._client.each("article", f"file == {key}", ["path", "hash"])
        return {row["path"]: bytes.fromhex(row["hash"]) for row in rows}

    def signatures(self) -> Iterator[tuple[int, bytes]]:
        sketches: Mapping[int, bytes] = {
            row["number"]: bytes.fromhex(row["sketch"])
            for row in self._client.each("article", "", ["number", "sketch"])
        }
        return ((number, sketches[number]) for number in sorted(sketches))

    def numbered(self, number: int) -> Sealed:
        found = bodies(self._client, [number])
        if number not in found:
            raise FootnoteError(f"the library {self._client.called} has changed while it was read", "try again", "busy")
        seal = sealed_of(found[number])
        try:
            seal.opened()
        except Damaged as error:  # which no repair mends, other than in SQLite
            raise FootnoteError(
                f"{error} in {self._client.called}", "index into a library of another name", "damaged"
            ) from None
        return seal

    def family(self, family: int, filters: Filters, most: int) -> list[int]:
        rows = self._client.each("article", condition(filters, f"family == {family}"), ["number"])
        return sorted(row["number"] for row in rows)[:most]


def _key(file: int, path: str) -> int:
    return hashed(str(file), path)
