"""What becomes of one article before it is stored: its passages, and the hashes by which a change is noticed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.duplicates import minhash
from index.sentences import Span
from index.split import TARGET, split
from index.types import Article

if TYPE_CHECKING:
    from index.embed import Embedder

# A longer title is cut for embedding, which happens to few articles.
_TITLE_CHARACTERS = 120
# [CLS] and [SEP]
_SPECIAL_TOKENS = 2
# Part of every content hash: articles are cut again when this changes.
_RECIPE = f"2: passages of {TARGET} tokens, title of {_TITLE_CHARACTERS} characters"
# The first byte of every content hash: the recipe's number.
_MARK = b"\x02"
# Hashes of recipe 1 had no mark, and this many bytes. They say nothing of damage, nor do those of any recipe but the
# present one: whoever raises the number has to let this mark pass in `is_comparable`.
_UNMARKED = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, ready to be stored: content hash, MinHash, passage offsets and their text hashes."""

    article: Article
    content: bytes
    sketch: bytes
    spans: tuple[Span, ...]
    hashes: tuple[bytes, ...]


def prepare(article: Article, embedder: Embedder) -> Prepared:
    """Cut an article into passages that, with its title before them, the embedder takes whole."""
    title_tokens = embedder.count_tokens([_short(article.title)])[0]
    limit = embedder.max_tokens - _SPECIAL_TOKENS - title_tokens
    spans = tuple(split(article.text, embedder.count_tokens, limit, min(TARGET, limit)))
    hashes = tuple(text_hash(article.title, article.text[start:end]) for start, end in spans)
    return Prepared(article, content_hash(article), minhash(article.text), spans, hashes)


def embedding_text(title: str, text: str) -> str:
    """What is embedded for a passage: its article's title says what its pronouns stand for."""
    return f"{_short(title)}\n{text}"


def content_hash(article: Article) -> bytes:
    """Equal for articles that would be stored alike, 17 bytes."""
    known = (article.path, article.title, article.source, article.date, article.url, article.captions)
    return _MARK + _digest(json.dumps([_RECIPE, *known, article.text]))


def is_comparable(content: bytes) -> bool:
    """Whether the hash is of this recipe, so that it tells whether an article is as it was stored."""
    return not isinstance(content, bytes) or len(content) != _UNMARKED


def text_hash(title: str, text: str) -> bytes:
    """The key under which a passage's embedding is kept, 16 bytes."""
    return _digest(embedding_text(title, text))


def _short(title: str) -> str:
    return title if len(title) <= _TITLE_CHARACTERS else title[:_TITLE_CHARACTERS].rsplit(" ", 1)[0]


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
