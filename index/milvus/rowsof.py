"""Articles and their passages as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from index.milvus.client import Row
from index.milvus.collections import bare, clipped
from index.milvus.keys import hashed, plain, within
from index.milvus.terms import kept_terms, title_words
from index.terms import searchable, searchable_title
from index.types import Article

if TYPE_CHECKING:
    from index.prepare import Prepared

# The words of a passage that has none: no text holds it, and a server takes no empty one.
_NO_WORDS = "u00"


def numbered_article(article: Article, public: str) -> Article:
    """The article under the id that it has in the library."""
    return replace(article, id=public)


def article_row(key: int, number: int, file: int, article: Article, prepared: Prepared) -> Row:
    """What articles are listed, filtered and compared by; their texts stand elsewhere, whole."""
    return bare(
        id=key,
        number=number,
        file=file,
        public=article.id,
        path_id=hashed(article.path),
        path=clipped(article.path),
        title=clipped(article.title),
        title_words=clipped(title_words(searchable_title(article.title, article.language))),
        source=clipped(article.source or ""),
        plain_source=clipped(plain(article.source or "")),
        date=article.date or "",
        language=article.language or "",
        hash=prepared.content.hex(),
        sketch=prepared.sketch.hex(),
        family=-1,
    )


def passage_rows(
    number: int, article: Article, prepared: Prepared, vectors: Mapping[str, list[float]], dimension: int
) -> list[Row]:
    """The passages of an article, with the vectors of those texts that have one; the others wait for theirs."""
    without = [0.0] * dimension
    source = clipped(plain(article.source or ""))
    rows = []
    for place, ((start, end), key) in enumerate(zip(prepared.spans, prepared.hashes, strict=True)):
        vector = vectors.get(key.hex())
        rows.append(
            {
                "id": within(number, place),
                "article": number,
                "start": start,
                "end": end,
                "text_hash": key.hex(),
                "date": article.date or "",
                "plain_source": source,
                "is_embedded": vector is not None,
                "words": passage_words(article, start, end),
                "vector": without if vector is None else vector,
            }
        )
    return rows


def passage_words(article: Article, start: int, end: int) -> str:
    """The terms of a passage and of its article's title, each counting the same."""
    title = kept_terms(searchable_title(article.title, article.language))
    text = kept_terms(searchable(article.text[start:end], article.language))
    return clipped(f"{title} {text}".strip()) or _NO_WORDS
