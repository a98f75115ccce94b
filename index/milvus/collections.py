"""The five collections of a library: their fields and indexes.

A collection has to have a vector; those of rows that nobody searches by one have a `nothing` of two dimensions.
"""

from __future__ import annotations

from typing import Any

from index.duplicates import PERMUTATIONS
from index.milvus.client import Client, Row

FORMAT = "1"
KINDS = ("manifest", "file", "article", "part", "passage")
# Bytes of the longest string that a server takes.
LONGEST = 65_535
NOTHING = [1.0, 0.0]

_HASH, _DATE, _LANGUAGE, _ID = 64, 32, 16, 32
_SKETCH = 4 * PERMUTATIONS * 2  # bytes as hexadecimal digits
# As SQLite's FTS5 has them.
_BM25 = {"bm25_k1": 1.2, "bm25_b": 0.75}

# Fields by collection: a length for a string, or the name of another type. The first is the key.
_FIELDS: dict[str, dict[str, int | str]] = {
    "manifest": {"name": 200, "value": LONGEST},
    "file": {"id": "INT64", "root": LONGEST, "root_id": "INT64", "relative": LONGEST, "size": "INT64",
             "mtime_ns": "INT64", "is_whole": "BOOL", "problems": LONGEST},
    "article": {"id": "INT64", "number": "INT64", "file": "INT64", "public": _ID, "path_id": "INT64", "path": LONGEST,
                "title": LONGEST, "title_words": LONGEST, "source": LONGEST, "plain_source": LONGEST, "date": _DATE,
                "language": _LANGUAGE, "hash": _HASH, "sketch": _SKETCH, "family": "INT64"},
    "part": {"id": "INT64", "article": "INT64", "parts": "INT64", "text": LONGEST},
    "passage": {"id": "INT64", "article": "INT64", "start": "INT64", "end": "INT64", "text_hash": _HASH, "date": _DATE,
                "plain_source": LONGEST, "is_embedded": "BOOL"},
}  # fmt: skip
# Fields by which rows are looked for.
_LOOKED_FOR = {
    "file": ("root_id",),
    "article": ("number", "file", "public", "path_id", "date", "family"),
    "part": ("article",),
    "passage": ("article", "text_hash", "date", "is_embedded"),
}


def create(client: Client, kind: str, dimension: int) -> None:
    """Make one of the collections; `dimension` is that of the passages' vectors."""
    from pymilvus import DataType, MilvusClient

    schema: Any = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    for place, (name, known) in enumerate(_FIELDS[kind].items()):
        options: dict[str, Any] = {"max_length": known} if isinstance(known, int) else {}
        datatype = DataType.VARCHAR if isinstance(known, int) else DataType[known]
        schema.add_field(name, datatype, is_primary=place == 0, **options)
    indexes: Any = MilvusClient.prepare_index_params()
    for name in _LOOKED_FOR.get(kind, ()):
        indexes.add_index(field_name=name, index_type="INVERTED")
    if kind == "passage":
        _add_searched(schema, indexes, dimension)
    else:
        schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=len(NOTHING))
        indexes.add_index(field_name="nothing", index_type="FLAT", metric_type="IP")
    client.create(kind, schema, indexes)


def _add_searched(schema: Any, indexes: Any, dimension: int) -> None:
    """What passages are searched by: their vector, and their words, of which the server makes BM25's."""
    from pymilvus import DataType, Function, FunctionType

    schema.add_field(
        "words", DataType.VARCHAR, max_length=LONGEST, enable_analyzer=True, analyzer_params={"tokenizer": "standard"}
    )
    schema.add_field("lexical", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
    schema.add_function(
        Function(
            name="bm25",
            function_type=FunctionType.BM25,
            input_field_names=["words"],
            output_field_names=["lexical"],
        )
    )
    indexes.add_index(field_name="lexical", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25", params=_BM25)
    # the server chooses: HNSW, or what it has for as many
    indexes.add_index(field_name="vector", index_type="AUTOINDEX", metric_type="IP")


def fields(kind: str) -> list[str]:
    """All that a row of it is written with, by which it can be written again."""
    return [*_FIELDS[kind], *(("words", "vector") if kind == "passage" else ("nothing",))]


def bare(**known: Any) -> Row:
    """A row of a collection that nobody searches by vectors."""
    return {**known, "nothing": NOTHING}


def clipped(text: str) -> str:
    """As much of a text as one string holds."""
    kept = text.encode("utf-8", "replace")[:LONGEST]
    return kept.decode("utf-8", "ignore")
