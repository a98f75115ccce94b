"""PDF files: one article each, its lines put together again to paragraphs; where each page begins is noted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from index.clean import clean, clean_title, derive_title
from index.readers import MOST_CHARACTERS, Found, one_line, scanned
from index.readers.known import source_of
from index.readers.pdflines import Paragraph, paragraphs
from index.readers.pdfpage import Line, lines_of
from index.readers.saved import Saved, saved_pdf
from index.types import ONLY_PICTURES, Article, Problem, article_id

_MARGIN = 2  # lines at the top and at the bottom of a page that can be its header or footer
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"|\(anonymous\)|untitled.*|microsoft word - .*|.*\.(?:docx?|odt|pdf|indd|tex|txt|rtf|html?)", re.IGNORECASE
)
_PROTECTED = (4, 5)  # PDFium's errors for a missing password and for other protection
_MOST_BROKEN = 20  # pages that cannot be read: then the rest is left out


def read(data: bytes, relative: str) -> Iterator[Found]:
    """The article in a PDF. A page that cannot be read is a Problem, the others are still read."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
    except PdfiumError as error:
        if getattr(error, "err_code", None) in _PROTECTED:
            yield Problem(relative, "encrypted: save an unprotected copy")
        else:
            yield Problem(relative, f"not a readable PDF ({one_line(error)}); skipped")
        return
    pages: list[list[Line]] = []
    try:
        for found in _pages(document, relative):
            if isinstance(found, Problem):
                yield found
            pages.append([] if isinstance(found, Problem) else found)
        is_scanned = len(pages) > 0 and not any(pages)
        if is_scanned and scanned.is_installed():
            read_so_far = list(scanned.pages_of(document))
            if len(read_so_far) < len(pages):
                yield Problem(relative, f"scanned; only its first {len(read_so_far)} pages are read: split it")
            pages = [*read_so_far, *([[]] * (len(pages) - len(read_so_far)))]
        title = clean_title(document.get_metadata_value("Title") or "")
    finally:
        document.close()
    article = _article(_without_margins(pages), "" if _NO_TITLE.fullmatch(title) else title, relative, saved_pdf(data))
    yield article or Problem(relative, _nothing(pages))


def _nothing(pages: Sequence[object]) -> str:
    """Why there is no article."""
    if not pages:
        return "no pages in the PDF; skipped"
    return "no words on the pictures of its pages; skipped" if scanned.is_installed() else ONLY_PICTURES


def _pages(document: Any, relative: str) -> Iterator[list[Line] | Problem]:
    """The lines of each page, or a Problem in its place."""
    broken = length = 0
    for number in range(len(document)):
        try:
            lines = _lines(document[number])
        except Exception as error:
            broken += 1
            if broken > _MOST_BROKEN:
                yield Problem(relative, f"{broken} pages cannot be read; the rest is left out")
                return
            yield Problem(relative, f"page {number + 1} cannot be read ({one_line(error)}); left out")
            continue
        yield lines
        length += sum(len(line.text) for line in lines)
        if length > MOST_CHARACTERS:  # said when the article is there
            return


def _lines(page: Any) -> list[Line]:
    textpage = page.get_textpage()
    try:
        lines = lines_of(textpage)
    finally:
        textpage.close()
        page.close()
    return [line for line in lines if line.text]


def _article(pages: Sequence[Sequence[Line]], title: str, relative: str, saved: Saved) -> Article | None:
    known = paragraphs(pages)
    if not known:
        return None
    found = clean("\n\n".join(one.text for one in known), title or None)
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
        pages=_beginnings(known, found.paragraphs, len(pages)),
    )


def _beginnings(known: Sequence[Paragraph], kept: Sequence[str], count: int) -> tuple[int, ...]:
    """Where in the text each page begins, of the paragraphs that were kept: those of a page without any where the next
    one does.
    """
    begins: dict[int, int] = {}
    place = 0
    waiting = iter(known)
    for text in kept:
        # cleaning takes whole paragraphs out and leaves the others as they are
        paragraph = next((one for one in waiting if one.text == text), None)
        if paragraph is None:
            break
        for page, start in paragraph.pages:
            begins.setdefault(page, place + start)
        place += len(text) + len("\n\n")
    if not begins:
        return ()
    end = max(place - len("\n\n"), 0)
    places = [end] * count
    for page in reversed(range(count)):
        places[page] = begins.get(page, places[page + 1] if page + 1 < count else end)
    return tuple(places)


def _without_margins(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without page numbers and without what most of them have at one place of an edge, and only there."""
    edges = [_margins(page) for page in pages]
    seen = Counter(place for margins in edges for place in margins.values())
    inside = {
        line.text
        for page, margins in zip(pages, edges, strict=True)
        for at, line in enumerate(page)
        if at not in margins
    }
    return [
        [
            line
            for at, line in enumerate(page)
            if at not in margins
            or not (
                _PAGE_NUMBER.fullmatch(line.text)
                or (line.text not in inside and 1 < seen[margins[at]] > len(pages) / 2)
            )
        ]
        for page, margins in zip(pages, edges, strict=True)
    ]


def _margins(page: Sequence[Line]) -> dict[int, tuple[int, str]]:
    """The lines at the edges of a page: which one from the top (from 0) or the bottom (from -1), and its shape."""
    downwards = sorted(range(len(page)), key=lambda at: -page[at].bottom)
    edges = [*range(min(_MARGIN, len(page))), *range(-min(_MARGIN, len(page)), 0)]
    return {downwards[place]: (place, re.sub(r"\d+", "#", page[downwards[place]].text)) for place in edges}
