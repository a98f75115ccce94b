"""What becomes of one article before it is stored: its passages, and the hashes of what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.duplicates import minhash
from index.language import language_of
from index.recipe import content_hash, short_title, text_hash
from index.sentences import Span
from index.split import longest, split
from index.types import Article

if TYPE_CHECKING:
    from index.embed import Embedder


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article and its language, ready to be stored: content hash, MinHash, passage offsets and their text hashes."""

    article: Article
    content: bytes
    sketch: bytes
    spans: tuple[Span, ...]
    hashes: tuple[bytes, ...]


def prepare(article: Article, embedder: Embedder) -> Prepared:
    """Note the language of an article, and cut it into passages that, with its title before them, the embedder takes
    whole.
    """
    article = replace(article, language=language_of(article.text))
    title_tokens = embedder.count_tokens([short_title(article.title)])[0]
    limit = longest(embedder.max_tokens, title_tokens)
    spans = tuple(split(article.text, embedder.count_tokens, limit, language=article.language))
    hashes = tuple(text_hash(article.title, article.text[start:end]) for start, end in spans)
    return Prepared(article, content_hash(article), minhash(article.text), spans, hashes)
