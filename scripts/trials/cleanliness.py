"""What every article must be like, whatever it was read from: its fields, its text, and the passages cut out of it."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from index.matrix import Matrix
from index.prepare import prepare
from index.readers import Found
from index.types import Article, OtherFile, Problem, article_id

_TOKEN = re.compile(r"\w+|[^\w\s]")
_UNCLEAN = {"Cc", "Cs", "Zl", "Zp"}  # controls, lone surrogates, line and paragraph separators


class SimpleCounter:
    """An embedder where nothing is embedded: it counts tokens."""

    name, dimension, max_tokens = "counter", 1, 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> Matrix:
        return np.ones((len(texts), 1), np.float32)

    embed_passages = embed


def wrong_with(found: Found, counter: SimpleCounter) -> str | None:
    """What is wrong with something that a reader gave, or None. It says nothing of the input, so that alike are one."""
    if isinstance(found, Problem):
        return None if _is_clean(found.reason) and "\n" not in found.reason else "a problem that is not one clean line"
    if isinstance(found, OtherFile):
        return None
    if found.id != article_id(found.path):
        return "an article with another's id"
    for name in ("title", "source", "url", "path"):
        value = getattr(found, name)
        if value is not None and (not value.strip() or "\n" in value or not _is_clean(value)):
            return f"a {name} that is not one clean line"
    if found.date is not None and dt.date.fromisoformat(found.date).isoformat() != found.date:
        return "a date that is none"
    if not found.text.strip() or not _is_clean(found.text):
        return "a text that is empty or not clean"
    if not all(caption.strip() and _is_clean(caption) for caption in found.captions):
        return "a caption that is empty or not clean"
    if list(found.pages) != sorted(found.pages) or not all(0 <= page <= len(found.text) for page in found.pages):
        return "pages that are not in order"
    return _wrong_with_passages(found, counter)


def _is_clean(text: str) -> bool:
    return all(one == "\n" or unicodedata.category(one) not in _UNCLEAN for one in set(text))


def _wrong_with_passages(article: Article, counter: SimpleCounter) -> str | None:
    """Passages lie in order within the text, and nothing but white space lies between them."""
    end = 0
    for start, stop in (*prepare(article, counter).spans, (len(article.text), len(article.text))):
        if not end <= start <= stop <= len(article.text):
            return "passages that are not in order"
        if article.text[end:start].strip():
            return "text in no passage"
        end = stop
    return None
