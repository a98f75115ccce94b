"""Word documents (.docx): paragraphs, lists and tables in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from index.clean import clean_title, tidy
from index.readers import one_line
from index.readers.text import article_of
from index.types import Article, Problem

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element  # type: ignore[import-untyped, unused-ignore]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What stands for white space in a run of text.
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# What python-docx makes up where a document has no properties.
_MADE_UP = "Word Document"


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The article in a document. Its title is the one in its properties, or else what stands there as title."""
    from docx import Document
    from docx.opc.exceptions import OpcError

    try:
        document = Document(BytesIO(data))
        blocks = list(_blocks(document.element.body, _styles(document)))
        named = clean_title(document.core_properties.title or "")
    except (OpcError, BadZipFile, KeyError, ValueError, AttributeError) as error:
        yield Problem(relative, f"not a readable Word document ({one_line(error)}); skipped")
        return
    titles = [text for style, text in blocks if style in ("Title", "Heading 1")]
    title = named if named and named != _MADE_UP else clean_title(next(iter(titles), ""))
    text = "\n\n".join(f"- {text}" if style.startswith("List") else text for style, text in blocks)
    if not text:
        yield Problem(relative, "no text in the document; skipped")
        return
    yield article_of(text, relative, title)


def _styles(document: Document) -> dict[str, str]:
    """The names of the styles by their ids."""
    return {style.style_id: style.name or "" for style in document.styles}


def _blocks(parent: _Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The style and the text of each paragraph and table, also of those in content controls."""
    for element in parent:
        if element.tag == f"{_W}p":
            text = tidy(_text(element))
            style = element.find(f"{_W}pPr/{_W}pStyle")
            if text:
                yield ("" if style is None else styles.get(style.get(f"{_W}val"), "")), text
        elif element.tag == f"{_W}tbl":
            rows = (_row(row) for row in element.iter(f"{_W}tr"))
            if table := "\n".join(row for row in rows if row.strip(" |")):
                yield "", table
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(element, styles)


def _row(row: _Element) -> str:
    return " | ".join(" ".join(tidy(_text(cell)).split()) for cell in row.iter(f"{_W}tc"))


def _text(parent: _Element) -> str:
    """The text in an element, with what was inserted and without what was deleted (which has another name)."""
    pieces = []
    for one in parent.iter(f"{_W}t", f"{_W}p", *_SPACES):
        pieces.append(one.text or "" if one.tag == f"{_W}t" else _SPACES.get(one.tag, " "))
    return "".join(pieces)
