"""Calls to Milvus, with what goes wrong said in one line."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from index.installing import how_to_install
from index.milvus.place import Where
from index.pieces import pieces

Row = dict[str, Any]

# Seconds for one call, and for the first: a cluster that compacts may take its time.
_PATIENCE, _CONNECTING = 120.0, 10.0
# Servers in Python take more pings than one in five minutes for an attack, and hang up.
_CHANNEL = {"grpc.keepalive_time_ms": 300_000}
# The most values that one query names, and the most rows that one call writes: a message holds some 64 MB.
_AT_ONCE = 1000
_LISTED = 500
# A server ranks no deeper, and lists no more.
DEEPEST = 16_384
_LONGEST = 200


class Client:
    """The collections of one library on one Milvus. Every read sees all that was written before it."""

    def __init__(self, where: Where, folder: Path) -> None:
        """Raises FootnoteError where pymilvus is not installed or nothing answers. $MILVUS_TOKEN is the key, if any."""
        self._where = where
        self.called = f"{where.name} at {where.uri}" if where.uri else str(folder)
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # it tells the terminal of each lost connection
        try:
            import pymilvus
        except ImportError:
            raise _not_installed() from None
        # each failure is logged with its traceback, beside the exception
        for name in ("pymilvus", "milvus_lite"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        self._failure = pymilvus.MilvusException
        token = os.environ.get("MILVUS_TOKEN", "") if where.uri else ""
        try:
            self._client: Any = pymilvus.MilvusClient(
                where.address(folder), token=token, timeout=_CONNECTING, grpc_options=_CHANNEL
            )
        except ImportError:  # pymilvus without Milvus Lite
            raise _not_installed() from None
        except Exception as error:  # the kinds are many
            raise self._unreachable(error, folder) from None
        self._lite_file = "" if where.uri else where.address(folder)

    def _unreachable(self, error: Exception, folder: Path) -> FootnoteError:
        if self._where.is_lite:
            return FootnoteError(
                f"cannot open {self._where.address(folder)}, which Milvus Lite lets one process at a time do",
                "close the other one, or have 'milvus-lite server' serve the file (docs/milvus.md)",
                "busy",
            )
        return FootnoteError(
            f"no Milvus answers at {self._where.uri} ({_in_short(error)})",
            "start it, or check the address and $MILVUS_TOKEN",
            "remote",
        )

    def close(self) -> None:
        self._client.close()
        if self._lite_file:  # else this process holds the file until it ends
            from milvus_lite.server_manager import server_manager_instance

            server_manager_instance.release_server(self._lite_file)

    def _call(self, method: str, *arguments: Any, **options: Any) -> Any:
        with self._reporting():
            return getattr(self._client, method)(*arguments, timeout=_PATIENCE, **options)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        from grpc import RpcError

        try:
            yield
        except (self._failure, RpcError) as error:
            raise FootnoteError(
                f"Milvus at {self._where.uri or self.called} failed ({_in_short(error)})",
                "check it, then try again; what was finished is kept",
                "remote",
            ) from None

    # ---- collections

    def collection(self, kind: str) -> str:
        return f"{self._where.name}_{kind}"

    def has(self, kind: str) -> bool:
        return bool(self._call("has_collection", self.collection(kind)))

    def create(self, kind: str, schema: Any, indexes: Any) -> None:
        self._call(
            "create_collection",
            self.collection(kind),
            schema=schema,
            index_params=indexes,
            consistency_level="Strong",
        )

    def load(self, kind: str) -> None:
        """Have the server ready to search it."""
        self._call("load_collection", self.collection(kind))

    def settle(self) -> None:
        """Have Milvus Lite index what was written last, which a server does by itself."""
        if self._where.is_lite:
            for kind in ("passage", "article", "part", "file"):
                self._call("flush", self.collection(kind))

    # ---- rows

    def upsert(self, kind: str, rows: Sequence[Row]) -> None:
        for some in pieces(rows, _LISTED):
            self._call("upsert", self.collection(kind), list(some))

    def delete(self, kind: str, field: str, values: Sequence[Any]) -> None:
        """Remove the rows whose `field` is one of the values."""
        for some in pieces(values, _AT_ONCE):
            self._call("delete", self.collection(kind), filter=f"{field} in [{', '.join(map(_literal, some))}]")

    def among(self, kind: str, field: str, values: Sequence[Any], fields: Sequence[str]) -> list[Row]:
        """Those fields of the rows whose `field`, which no two rows share, is one of the values: numbers, or strings
        that need no quoting.
        """
        found: list[Row] = []
        for some in pieces(values, _AT_ONCE):
            where = f"{field} in [{', '.join(map(_literal, some))}]"
            found += self._call("query", self.collection(kind), where, output_fields=[*fields])
        return found

    def some(self, kind: str, condition: str, fields: Sequence[str], most: int = DEEPEST) -> list[Row]:
        """Those fields of at most so many of the rows that fit, in no order; `most` is at most `DEEPEST`."""
        return list(self._call("query", self.collection(kind), condition, output_fields=[*fields], limit=most))

    def each(self, kind: str, condition: str, fields: Sequence[str]) -> Iterator[Row]:
        """Those fields of all rows that fit, in the order of their keys; with "" of all rows."""
        found = self._call("query_iterator", self.collection(kind), _AT_ONCE, filter=condition, output_fields=[*fields])
        while some := self._next(found):
            yield from some

    def _next(self, iterator: Any) -> list[Row]:
        with self._reporting():
            return list(iterator.next())

    def count(self, kind: str, condition: str = "") -> int:
        """How many rows fit."""
        found = self._call("query", self.collection(kind), condition, output_fields=["count(*)"])
        return int(found[0]["count(*)"])

    def search(
        self, kind: str, field: str, queries: Sequence[Any], k: int, condition: str
    ) -> list[list[tuple[int, float]]]:
        """(key, distance) of up to `k` rows for each query, best first."""
        found = self._call(
            "search",
            self.collection(kind),
            data=list(queries),
            anns_field=field,
            limit=min(k, DEEPEST),
            filter=condition,
            output_fields=["id"],
        )
        return [_in_order([(int(one["id"]), float(one["distance"])) for one in hits]) for hits in found]


def _in_order(hits: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """As they are, but those of equal distance by key: a server gives them in any order."""
    places: dict[float, int] = {}
    for place, (_, distance) in enumerate(hits):
        places.setdefault(distance, place)
    return sorted(hits, key=lambda hit: (places[hit[1]], hit[0]))


def _literal(value: int | str) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _not_installed() -> FootnoteError:
    return FootnoteError("libraries in Milvus need more packages", how_to_install("milvus"), "not-installed")


def _in_short(error: BaseException) -> str:
    said = str(getattr(error, "message", "") or error)
    return (
        " ".join("".join(one if one.isprintable() else " " for one in said).split())[:_LONGEST] or type(error).__name__
    )
