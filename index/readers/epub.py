"""Books (.epub): one article a chapter, in the order of the book."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote
from zipfile import BadZipFile, ZipFile

from index.clean import clean_title
from index.dates import to_iso
from index.readers import MOST_BYTES, one_line
from index.readers.encoding import decode
from index.readers.markup import plain
from index.readers.text import article_of
from index.types import Article, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped, unused-ignore]

_MOST_CHAPTERS = 2000
_MOST_UNPACKED = 4 * MOST_BYTES
# A shorter one is a cover, a title page or a divider, in characters.
_SHORTEST = 200
_HEADING = re.compile(r"<h[1-3]\b[^>]{0,500}>(?P<text>.{1,1000}?)</h[1-3]>", re.IGNORECASE | re.DOTALL)
_BROKEN = (BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error)
_CONTAINER = "META-INF/container.xml"


class _Unreadable(Exception):
    """The message says why."""


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The chapters of a book, named by their headings; the source is the book's title."""
    try:
        with ZipFile(BytesIO(data)) as book:
            package_name = _package_name(book)
            package = _xml(book, package_name)
            title, date = clean_title(_first(package, "title")), to_iso(_first(package, "date"))
            found = False
            for one in _chapters(book, _spine(package, package_name), relative, title, date):
                found = True
                yield one
            if not found:
                yield Problem(relative, "no chapter with text in the book; skipped")
    except (*_BROKEN, _Unreadable) as error:
        yield Problem(relative, f"not a readable book ({one_line(error)}); skipped")


def _chapters(
    book: ZipFile, names: Sequence[str], relative: str, title: str, date: str | None
) -> Iterator[Article | Problem]:
    """An article for each page with text; a Problem for each that cannot be read. Where all are short, all count."""
    unpacked, short, found = 0, list[Article](), False
    for number, name in enumerate(names, start=1):
        try:
            data = _part(book, name)
        except (*_BROKEN, _Unreadable) as error:
            yield Problem(relative, f"chapter {number} cannot be read ({one_line(error)}); left out")
            continue
        unpacked += len(data)
        if unpacked > _MOST_UNPACKED:
            yield Problem(relative, f"unpacks to more than {_MOST_UNPACKED >> 20} MiB; the rest is left out")
            return
        page = decode(data)
        if page is None or not (text := plain(page)).strip():
            continue
        heading = _HEADING.search(page)
        chapter = clean_title(plain(heading["text"])) if heading else ""
        if len(text) < _SHORTEST and (found or not heading):
            continue
        article = article_of(text, f"{relative}#{number}", chapter or title, source=title or None, date=date)
        if len(text) < _SHORTEST:
            short += [article] if article.text != article.title else []
            continue
        found = True
        yield article
    if not found:
        yield from short


def _package_name(book: ZipFile) -> str:
    """Where the description of the book stands."""
    for element in _xml(book, _CONTAINER).iter("{*}rootfile"):
        return str(element.get("full-path") or "")
    raise _Unreadable("it has no package")


def _spine(package: _Element, package_name: str) -> list[str]:
    """The names of the book's pages, in order."""
    pages = {one.get("id"): one.get("href") for one in package.iter("{*}item")}
    folder = posixpath.dirname(package_name)
    named = [pages.get(one.get("idref")) for one in package.iter("{*}itemref")][:_MOST_CHAPTERS]
    return list(dict.fromkeys(posixpath.normpath(posixpath.join(folder, unquote(name))) for name in named if name))


def _first(package: _Element, name: str) -> str:
    """The text of the first element of the Dublin Core by that name."""
    return next(("".join(one.itertext()) for one in package.iter(f"{{http://purl.org/dc/elements/1.1/}}{name}")), "")


def _xml(book: ZipFile, name: str) -> _Element:
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]

    # no entities, no document types from elsewhere, no network
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(_part(book, name), parser)
    except etree.XMLSyntaxError as error:
        raise _Unreadable(one_line(error)) from None


def _part(book: ZipFile, name: str) -> bytes:
    with book.open(name) as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise _Unreadable(f"{name} unpacks to more than {MOST_BYTES >> 20} MiB")
    return data
