"""How a library was made, as far as what is stored depends on it, and the hashes by which a change is noticed. The
chunk size is in `index.split`.
"""

from __future__ import annotations

import json

from index.types import Article

# A longer title is cut for embedding, which happens to few articles.
_TITLE_CHARACTERS = 120
# The first byte of every content hash: the recipe's number.
_MARK = b"\x02"
# Hashes of recipe 1 had no mark, and this many bytes. They say nothing of damage, nor do those of any recipe but the
# present one: whoever raises the number has to let this mark pass in `is_comparable`.
_UNMARKED = 16


def short_title(title: str) -> str:
    """What of a title is embedded with each passage."""
    return title if len(title) <= _TITLE_CHARACTERS else title[:_TITLE_CHARACTERS].rsplit(" ", 1)[0]


def embedding_text(title: str, text: str) -> str:
    """What is embedded for a passage: its article's title says what its pronouns stand for."""
    return f"{short_title(title)}\n{text}"


def content_hash(article: Article) -> bytes:
    """Equal for articles that would be stored alike, 17 bytes."""
    from index.split import TARGET  # a run that finds nothing new does without what cutting needs

    # articles are cut again when this changes
    recipe = f"2: passages of {TARGET} tokens, title of {_TITLE_CHARACTERS} characters"
    known = (article.path, article.title, article.source, article.date, article.url, article.captions)
    # what has none is hashed as it was before there were any
    pages = (article.pages,) if article.pages else ()
    return _MARK + _digest(json.dumps([recipe, *known, *pages, article.text]))


def is_comparable(content: bytes) -> bool:
    """Whether the hash is of this recipe, so that it tells whether an article is as it was stored."""
    return not isinstance(content, bytes) or len(content) != _UNMARKED


def text_hash(title: str, text: str) -> bytes:
    """The key under which a passage's embedding is kept, 16 bytes."""
    return _digest(embedding_text(title, text))


def _digest(text: str) -> bytes:
    import hashlib  # loads a library of ciphers, which a run that finds nothing new does without

    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
