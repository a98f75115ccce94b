"""The manifest's rows: strings by key."""

from __future__ import annotations

from collections.abc import Mapping

from index.milvus.client import Client
from index.milvus.collections import bare

REVISION = "revision"


def read(client: Client, key: str) -> str | None:
    """The value of that key, None where there is none."""
    found = client.among("manifest", "name", [key], ["value"])
    return str(found[0]["value"]) if found else None


def write(client: Client, values: Mapping[str, str]) -> None:
    """Set those, all at once."""
    if values:
        client.upsert("manifest", [bare(name=key, value=value) for key, value in values.items()])


def drop(client: Client, key: str) -> None:
    client.delete("manifest", "name", [key])
