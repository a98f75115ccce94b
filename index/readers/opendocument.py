"""OpenDocument texts (.odt): paragraphs, lists and tables in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax import SAXException
from zipfile import BadZipFile, ZipFile

from index.clean import clean_title, tidy
from index.readers import MOST_BYTES, Found, one_line
from index.readers.text import article_of
from index.types import Problem

_MOST_UNPACKED = 8 * MOST_BYTES  # with its pictures, which odfpy unpacks as well
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_DC = "http://purl.org/dc/elements/1.1/"
# What was deleted, remarks, and footnotes, which would stand in the midst of a sentence.
_LEFT_OUT = {(_TEXT, "tracked-changes"), (_OFFICE, "annotation"), (_TEXT, "note"), (_TEXT, "table-of-content")}
_SPACES = {(_TEXT, "tab"): " ", (_TEXT, "line-break"): "\n"}


def read(data: bytes, relative: str) -> Iterator[Found]:
    """The article in a document. Its title is the one in its properties, or else what stands there as title."""
    from odf.opendocument import load  # type: ignore[import-untyped, unused-ignore]

    try:
        with ZipFile(BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            yield Problem(relative, f"unpacks to more than {_MOST_UNPACKED >> 20} MiB; skipped")
            return
        document = load(BytesIO(data))
        blocks = list(_blocks(document.text))
        named = _text_of(document.meta, (_DC, "title"))
    except (BadZipFile, SAXException, KeyError, ValueError, AttributeError, IndexError, EOFError, OSError) as error:
        yield Problem(relative, f"not a readable OpenDocument text ({_reason(error)}); skipped")
        return
    text = "\n\n".join(text for _, text in blocks)
    if not text:
        yield Problem(relative, "no text in the document; skipped")
        return
    yield article_of(text, relative, clean_title(named or next((text for is_title, text in blocks if is_title), "")))


def _reason(error: Exception) -> str:
    # defusedxml, by which odfpy reads, says it in its error's name alone
    return "it declares XML entities" if "Forbidden" in type(error).__name__ else one_line(error)


def _blocks(parent: Any, mark: str = "") -> Iterator[tuple[bool, str]]:
    """Each paragraph, list item and table, with whether it is a title of the whole."""
    for node in parent.childNodes:
        kind = getattr(node, "qname", None)
        if kind in ((_TEXT, "p"), (_TEXT, "h")):
            if text := tidy("".join(_pieces(node))):
                yield _is_title(node), mark + text
        elif kind == (_TABLE, "table"):
            if text := "\n".join(filter(None, map(_row, _within(node, (_TABLE, "table-row"))))):
                yield False, text
        elif kind is not None and kind not in _LEFT_OUT:
            yield from _blocks(node, "- " if kind == (_TEXT, "list-item") else mark)


def _is_title(node: Any) -> bool:
    style = str(node.attributes.get((_TEXT, "style-name"), ""))
    return style == "Title" or str(node.attributes.get((_TEXT, "outline-level"), "")) == "1"


def _row(row: Any) -> str:
    cells = (" ".join(text.split()) for text in map(_cell, _within(row, (_TABLE, "table-cell"))))
    return " | ".join(cells).strip(" |")


def _cell(cell: Any) -> str:
    return " ".join(text for _, text in _blocks(cell))


def _within(parent: Any, kind: tuple[str, str]) -> Iterator[Any]:
    """The elements of that kind below, but not those within one another."""
    for node in parent.childNodes:
        if getattr(node, "qname", None) == kind:
            yield node
        elif hasattr(node, "qname"):
            yield from _within(node, kind)


def _pieces(node: Any) -> Iterator[str]:
    for child in node.childNodes:
        kind = getattr(child, "qname", None)
        if kind is None:
            yield child.data
        elif kind == (_TEXT, "s"):
            yield " "
        elif kind in _SPACES:
            yield _SPACES[kind]
        elif kind not in _LEFT_OUT:
            yield from _pieces(child)


def _text_of(parent: Any, kind: tuple[str, str]) -> str:
    return next(("".join(_pieces(node)) for node in _within(parent, kind)), "")
