"""Where an article came from."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from index.types import Article
from qa.addresses import web_address
from qa.asker import Shelf
from tui.messages import OriginalFound
from tui.viewers import command_at


def found_original(article: Article, page: int | None, shelf: Shelf) -> OriginalFound:
    """Where it came from, and how that is opened at a page, where a program is known that does so."""
    address = original_of(article, shelf)
    is_file = address is not None and not web_address(article)
    return OriginalFound(article, address, command_at(address, page) if address and page and is_file else ())


def original_of(article: Article, shelf: Shelf) -> str | None:
    """Its address on the web, else its file as long as that lies in a folder that the library follows, else None."""
    if address := web_address(article):
        return address
    file = shelf.file_of(article.id)
    return None if file is None else file.as_uri()


def file_at(address: str) -> Path:
    """The file of an address that `original_of` gave and that is none on the web."""
    return Path(unquote(urlsplit(address).path))
