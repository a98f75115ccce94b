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
    from docx.table import Table
    from docx.text.paragraph import Paragraph


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The article in a document. Its title is the one in its properties, or else what stands there as title."""
    from docx import Document
    from docx.opc.exceptions import OpcError
    from docx.table import Table

    try:
        document = Document(BytesIO(data))
        blocks = list(document.iter_inner_content())
        named = clean_title(document.core_properties.title or "")
    except (OpcError, BadZipFile, KeyError, ValueError, AttributeError) as error:
        yield Problem(relative, f"not a readable Word document ({one_line(error)}); skipped")
        return
    titles = [
        block.text for block in blocks if not isinstance(block, Table) and _style(block) in ("Title", "Heading 1")
    ]
    title = named or clean_title(next((text for text in titles if text.strip()), ""))
    lines = [_table(block) if isinstance(block, Table) else _paragraph(block) for block in blocks]
    yield article_of("\n\n".join(filter(None, lines)), relative, title)


def _style(block: Paragraph) -> str:
    return (block.style.name if block.style is not None else None) or ""


def _paragraph(block: Paragraph) -> str:
    text = tidy(block.text)
    return f"- {text}" if text and _style(block).startswith("List") else text


def _table(table: Table) -> str:
    return "\n".join(" | ".join(" ".join(tidy(cell.text).split()) for cell in row.cells) for row in table.rows)
