"""Nearest passages, as a server finds them."""

from __future__ import annotations

from dataclasses import dataclass

from index.matrix import Matrix
from index.milvus.client import Client
from index.milvus.keys import condition
from index.milvus.tally import keep
from index.types import Filters

_EMBEDDED = "is_embedded == true"


@dataclass(frozen=True, slots=True)
class MilvusNearest:
    """See `index.rows.Nearest`."""

    client: Client
    dimension: int
    count: int

    def __len__(self) -> int:
        return self.count

    def search(self, queries: Matrix, k: int, filters: Filters) -> list[list[tuple[int, float]]]:
        return self.client.search("passage", "vector", queries.tolist(), k, condition(filters, _EMBEDDED))


class MilvusVectors:
    """See `index.rows.Vectors`: the server's own index is always that of the rows there are."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def open(self, model: str, dimension: int) -> MilvusNearest:  # noqa: ARG002
        return MilvusNearest(self._client, dimension, self._client.count("passage", _EMBEDDED))

    def are_derived(self) -> bool:
        return True

    def derive(self, model: str, dimension: int) -> None:  # noqa: ARG002
        """Have the articles counted, and in Milvus Lite what was written last brought into its index."""
        keep(self._client)
        self._client.settle()
