"""What a library alone does with a file: the call that gives its text, and nothing else."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def _page(path: Path) -> object:
    from trafilatura import bare_extraction

    return bare_extraction(path.read_bytes(), with_metadata=True, include_comments=False)


def _paper(path: Path) -> object:
    from pypdfium2 import PdfDocument

    return [page.get_textpage().get_text_range() for page in PdfDocument(path)]


def _word(path: Path) -> object:
    from docx import Document

    document: Any = Document(str(path))
    return [paragraph.text for paragraph in document.paragraphs]


def _open_document(path: Path) -> object:
    from odf import teletype
    from odf.opendocument import load

    return teletype.extractText(load(str(path)).text)


def _rich(path: Path) -> object:
    from striprtf.striprtf import rtf_to_text

    text: str = rtf_to_text(path.read_text("ascii"))  # type: ignore[no-untyped-call]
    return text


def _book(path: Path) -> object:
    from ebooklib import ITEM_DOCUMENT, epub
    from lxml.html import document_fromstring  # type: ignore[import-untyped]

    book = epub.read_epub(str(path))
    return [document_fromstring(one.get_content()).text_content() for one in book.get_items_of_type(ITEM_DOCUMENT)]


def _mail(path: Path) -> object:
    from email import message_from_bytes
    from email.policy import default

    body = message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
    return body.get_content() if body else None


def _mailbox(path: Path) -> object:
    from mailbox import mbox

    return [message.get_payload(decode=True) for message in mbox(path)]


def _feed(path: Path) -> object:
    import feedparser

    return feedparser.parse(io.BytesIO(path.read_bytes()))


def _subtitles(path: Path) -> object:
    from webvtt import WebVTT

    return list(WebVTT.from_srt(str(path)).captions)


def _markdown(path: Path) -> object:
    from markdown_it import MarkdownIt

    return MarkdownIt().render(path.read_text("utf-8"))


PLAIN: dict[str, Callable[[Path], object]] = {
    ".html": _page,
    ".pdf": _paper,
    ".docx": _word,
    ".odt": _open_document,
    ".rtf": _rich,
    ".epub": _book,
    ".eml": _mail,
    ".mbox": _mailbox,
    ".rss": _feed,
    ".atom": _feed,
    ".srt": _subtitles,
    ".json": lambda path: json.loads(path.read_bytes()),
    ".md": _markdown,
    ".txt": lambda path: path.read_text("utf-8"),
}
