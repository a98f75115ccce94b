"""Articles whole, as JSON in as many parts as a server's strings demand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from index.milvus.client import Client, Row
from index.milvus.collections import bare
from index.milvus.keys import within
from index.pieces import pieces
from index.store.articles import Sealed
from index.types import Article

# Characters of a part: as UTF-8 at most four bytes each.
_PART = 16_000
# Articles asked for at once.
_AT_ONCE = 100


def parts_of(number: int, body: str) -> list[Row]:
    """The rows of a text that is kept under that number."""
    texts = [body[start : start + _PART] for start in range(0, len(body), _PART)] or [""]
    return [
        bare(id=within(number, place), article=number, parts=len(texts), text=text) for place, text in enumerate(texts)
    ]


def bodies(client: Client, numbers: Sequence[int]) -> dict[int, str]:
    """Texts by number; those that are not there, or not whole, are left out."""
    found: dict[int, str] = {}
    for some in pieces(numbers, _AT_ONCE):
        firsts = client.among("part", "id", [within(number, 0) for number in some], ["id", "article", "parts", "text"])
        more = [within(row["article"], place) for row in firsts for place in range(1, row["parts"])]
        others = {row["id"]: row["text"] for row in client.among("part", "id", more, ["id", "text"])}
        for row in firsts:
            rest = [others.get(within(row["article"], place)) for place in range(1, row["parts"])]
            texts = [row["text"], *(one for one in rest if one is not None)]
            if len(texts) == row["parts"]:
                found[row["article"]] = "".join(texts)
    return found


def body_of(article: Article, content: bytes, root: str) -> str:
    """An article, with what it is stored with, as text."""
    return json.dumps({**asdict(article), "content": content.hex(), "root": root}, ensure_ascii=False)


def sealed_of(body: str) -> Sealed:
    """The article again."""
    known: dict[str, Any] = json.loads(body)
    content, root = bytes.fromhex(known.pop("content")), known.pop("root")
    known["captions"], known["pages"] = tuple(known["captions"]), tuple(known["pages"])
    return Sealed(Article(**known), content, root)
