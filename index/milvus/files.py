"""The files that articles came from, by a key made of their folder and path."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from index.milvus.changes import Transaction
from index.milvus.client import Client, Row
from index.milvus.collections import LONGEST, bare, fields
from index.milvus.keys import hashed
from index.store.files import Noted, noted_as_said, said_of
from index.types import Look, OtherFile, Problem, SourceFile

_KNOWN = ["id", "root", "relative", "size", "mtime_ns", "is_whole", "problems"]


class MilvusFiles:
    """See `index.rows.FileRows`."""

    def __init__(self, client: Client, transaction: Transaction) -> None:
        self._client = client
        self._transaction = transaction

    def roots(self) -> list[Path]:
        return sorted({Path(row["root"]) for row in self._client.each("file", "", ["root"])})

    def known(self, root: Path) -> dict[str, Noted]:
        known = {}
        for row in self._rows(root):
            size, mtime = (row["size"], row["mtime_ns"]) if row["is_whole"] else (None, None)
            known[row["relative"]] = Noted(row["id"], size, mtime, row["problems"])
        return known

    def looks(self, root: Path) -> set[Look]:
        return {(relative, noted.size, noted.mtime_ns) for relative, noted in self.known(root).items()}

    def all_said(self) -> list[Problem | OtherFile]:
        rows = sorted(
            self._client.each("file", 'problems != "[]"', ["root", "relative", "problems"]),
            key=lambda row: (row["root"], row["relative"]),
        )
        return [one for row in rows for one in said_of(row["problems"])]

    def number(self, file: SourceFile) -> int:
        key = hashed(str(file.root), file.relative)
        self._transaction.changes.files[key] = _row(key, file, whole=False)
        return key

    def done(self, number: int, file: SourceFile, said: Sequence[Problem | OtherFile]) -> None:
        kept = list(said)
        while len(noted_as_said(kept).encode()) > LONGEST:  # a file of very many: those that fit are told again
            del kept[len(kept) // 2 :]
        row = _row(number, file, whole=True)
        self._transaction.changes.files[number] = {**row, "problems": noted_as_said(kept)}

    def forget_stats(self) -> None:
        for row in self._client.each("file", "", fields("file")):
            self._transaction.changes.files[row["id"]] = {**row, "is_whole": False}

    def of_article(self, article: str) -> tuple[Path, str] | None:
        found = self._client.among("article", "public", [article], ["file"]) if article.isalnum() else []
        files = self._client.among("file", "id", [row["file"] for row in found], ["root", "relative"])
        return (Path(files[0]["root"]), str(files[0]["relative"])) if files else None

    def _rows(self, root: Path) -> list[Row]:
        return list(self._client.each("file", f"root_id == {hashed(str(root))}", _KNOWN))


def _row(key: int, file: SourceFile, *, whole: bool) -> Row:
    return bare(
        id=key,
        root=str(file.root),
        root_id=hashed(str(file.root)),
        relative=file.relative,
        size=file.size,
        mtime_ns=file.mtime_ns,
        is_whole=whole,
        problems=json.dumps([]),
    )
