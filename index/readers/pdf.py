"""PDF files: one article each, its lines put together again to paragraphs."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from index.clean import clean, clean_title, derive_title, tidy
from index.readers import one_line
from index.readers.known import source_of
from index.readers.saved import Saved, saved_pdf
from index.types import Article, Problem, article_id

if TYPE_CHECKING:
    from pypdf import PdfReader

_SILENT = logging.NullHandler()  # pypdf reports every flaw it works around; on stderr nobody needs that
_MARGIN = 2  # lines at the top and at the bottom of a page that can be its header or footer
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_NO_TITLE = re.compile(r"|untitled.*|microsoft word - .*|.*\.(?:docx?|odt|pdf|indd|tex|txt|rtf|html?)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:…][\"'’”)\]]*$")


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The article in a PDF. A page that cannot be read is a Problem, the others are still read."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").addHandler(_SILENT)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            yield Problem(relative, "encrypted: save an unprotected copy")
            return
        pages: list[list[str]] = []
        for number in range(len(reader.pages)):
            try:
                pages.append(tidy(reader.pages[number].extract_text()).split("\n"))
            except Exception as error:
                yield Problem(relative, f"page {number + 1} cannot be read ({one_line(error)}); left out")
    except DependencyError:
        yield Problem(relative, "encrypted: save an unprotected copy")
        return
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError) as error:
        yield Problem(relative, f"not a readable PDF ({one_line(error)}); skipped")
        return
    lines = [line for page in _without_margins(pages) for line in page if line]
    if not lines:
        yield Problem(relative, "the PDF holds no text (scanned?); run OCR on it first")
        return
    yield _article("\n\n".join(_paragraphs(lines)), _metadata_title(reader), relative, saved_pdf(data))


def _article(text: str, title: str, relative: str, saved: Saved) -> Article:
    found = clean(text, title or None)
    title = found.title or derive_title(found.paragraphs)
    return Article(
        id=article_id(relative),
        path=relative,
        title=title,
        text="\n\n".join(found.paragraphs) or title,
        source=source_of(saved.url),
        date=saved.published or saved.day_of(relative),
        url=saved.url or None,
        captions=found.captions,
    )


def _metadata_title(reader: PdfReader) -> str:
    """The title that the file gives itself, or "" where it is only the name of the file it was made from."""
    title = reader.metadata.title if reader.metadata else None
    line = clean_title(title) if isinstance(title, str) else ""
    return "" if _NO_TITLE.fullmatch(line) else line


def _without_margins(pages: list[list[str]]) -> Iterator[list[str]]:
    """The pages without page numbers and without what most of them have at one place of an edge, and only there."""
    edges = [_margins(page) for page in pages]
    seen = Counter(place for margins in edges for place in margins.values())
    inside = {
        line for page, margins in zip(pages, edges, strict=True) for at, line in enumerate(page) if at not in margins
    }
    for page, margins in zip(pages, edges, strict=True):
        yield [
            line
            for at, line in enumerate(page)
            if at not in margins
            or not (_PAGE_NUMBER.fullmatch(line) or (line not in inside and 1 < seen[margins[at]] > len(pages) / 2))
        ]


def _margins(page: list[str]) -> dict[int, tuple[int, str]]:
    """The lines at the edges of a page: which one of the edge each is (from 0 or from -1), and its shape."""
    edges = [*range(min(_MARGIN, len(page))), *range(-min(_MARGIN, len(page)), 0)]
    return {place % len(page): (place, re.sub(r"\d+", "#", page[place])) for place in edges}


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines of text as paragraphs: one ends with a line that stops short of the width of the page."""
    width = sorted(map(len, lines))[len(lines) * 9 // 10]
    words = set(re.findall(r"\b\w++(?:-\w++)++", " ".join(lines)))
    paragraphs = [lines[:1]]  # the pieces of each
    for line, following in pairwise(lines):
        if _ends_paragraph(line, following, width):
            paragraphs.append([following])
        elif re.search(r"\w[-\xad]$", line) and following[0].islower():
            if not _is_compound(line, following, words):
                paragraphs[-1][-1] = line[:-1]
            paragraphs[-1].append(following)
        else:
            paragraphs[-1] += " ", following
    return ["".join(pieces) for pieces in paragraphs]


def _ends_paragraph(line: str, following: str, width: int) -> bool:
    if re.search(r"\w-$", line) or following[0].islower():
        return False
    if len(line) < 0.6 * width:
        return True
    return _SENTENCE_END.search(line) is not None and len(line) + len(following.split()[0]) < 0.9 * width


def _is_compound(line: str, following: str, words: set[str]) -> bool:
    """Whether the text has the word that was divided at a line end elsewhere in mid-line, with its hyphen."""
    return re.split(r"[^\w-]", line)[-1] + re.split(r"[^\w-]", following, maxsplit=1)[0] in words
