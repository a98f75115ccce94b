"""Which addresses are shown and opened: an article may claim any, also one that does things."""

from __future__ import annotations

from urllib.parse import urlsplit

from index.types import Article


def is_web(url: str) -> bool:
    """Whether it is the address of a web page, and nothing else is in it."""
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def web_address(article: Article) -> str:
    """The article's address where that is one on the web, else "": terminals make links of others too."""
    return article.url if article.url and is_web(article.url) else ""
