"""Where an article came from."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.types import Article
from qa.addresses import web_address
from tui.ports import Shelf


def original_of(article: Article, shelf: Shelf) -> str | None:
    """Its address on the web, else its file as long as that lies in a folder that the library follows, else None."""
    if address := web_address(article):
        return address
    file = shelf.file_of(article.id)
    return None if file is None else file.as_uri()


def file_at(address: str) -> Path:
    """The file of an address that `original_of` gave and that is none on the web."""
    return Path(unquote(urlsplit(address).path))
