"""Where an article came from."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.types import Article
from tui.ports import Shelf


def original_of(article: Article, shelf: Shelf) -> str | None:
    """Its address on the web, else its file as long as that lies in a folder that the library follows, else None."""
    if article.url and is_web(article.url):
        return article.url
    file = shelf.file_of(article.id)
    return None if file is None else file.as_uri()


def file_at(address: str) -> Path:
    """The file of an address that `original_of` gave and that is none on the web."""
    return Path(unquote(urlsplit(address).path))


def is_web(url: str) -> bool:
    """Only these are opened: an article may claim any address, also one that does things."""
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
