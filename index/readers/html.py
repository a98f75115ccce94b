"""Web pages: trafilatura finds the article in them. Nothing is ever fetched."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from index.clean import clean, clean_title, derive_title, tidy
from index.dates import to_iso
from index.readers.encoding import decode
from index.readers.known import source_of
from index.readers.saved import Saved, saved_page
from index.types import Article, Problem, article_id

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped, unused-ignore]

_SILENT = logging.NullHandler()  # trafilatura reports what it discards; on stderr nobody needs that
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?", re.IGNORECASE)
_PARTING = "\ue000"  # between the blocks in a cell: a character for private use
_HEAD = 4096  # bytes in which a page declares its encoding
_NOT_SHOWN = ("noscript", "template", "textarea", "select", "button", "svg")  # trafilatura knows script and style
_CAPTIONS = "//figcaption | //*[contains(concat(' ', normalize-space(@class), ' '), ' wp-caption-text ')]"


def read(data: bytes, relative: str) -> Iterator[Article | Problem]:
    """The article in a web page, with the title, date, site and address that the page itself gives."""
    logging.getLogger("trafilatura").addHandler(_SILENT)
    logging.getLogger("htmldate").addHandler(_SILENT)
    page = decode_page(data)
    if page is None:
        yield Problem(relative, "looks like a binary file; skipped")
        return
    tree = _parse(page)
    saved = saved_page(page)
    article = _extract(tree, relative, _take_captions(tree), saved) if tree is not None else None
    yield article or Problem(relative, "no article text found in the page; skipped")


def _parse(page: str) -> HtmlElement | None:
    """The tree of a page, without what a browser does not show as text."""
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]
    from lxml.html import document_fromstring
    from trafilatura.utils import load_html

    tree = load_html(page)
    if tree is None or tree.tag != "html":  # trafilatura takes only what looks like a whole page, lxml fragments too
        try:
            tree = document_fromstring(page)
        except (etree.ParserError, ValueError):
            return None
    etree.strip_elements(tree, *_NOT_SHOWN, with_tail=False)
    _unfold_tables(tree)
    _keep_times(tree)
    return tree


def _unfold_tables(tree: HtmlElement) -> None:
    """Tables that only lay out a page become blocks, and what stands in blocks in a cell of another becomes its text:
    the extraction would lose it.
    """
    for table in tree.xpath("//table[not(ancestor::table)]"):
        rows = [len(row.xpath("./td | ./th")) for row in table.xpath(".//tr")]
        if table.xpath(".//table") or max(rows, default=0) <= 1:
            for part in table.xpath(
                "descendant-or-self::*[self::table or self::tbody or self::tr or self::td or self::th]"
            ):
                part.tag = "div"
            continue
        for cell in table.xpath(".//td[.//li or .//p or .//div] | .//th[.//li or .//p or .//div]"):
            for block in cell.iter("li", "p", "div", "br"):
                block.text, block.tail = _PARTING + (block.text or ""), _PARTING + (block.tail or "")
            pieces = (" ".join(piece.split()) for piece in cell.text_content().split(_PARTING))
            text = "; ".join(filter(None, pieces))
            for child in list(cell):
                cell.remove(child)
            cell.text = text


def _keep_times(tree: HtmlElement) -> None:
    """The time of each post of a live blog goes into its heading, which becomes text: both would be lost."""
    for time in tree.xpath("//time[following-sibling::*[1][self::h2 or self::h3 or self::h4]]"):
        if not _CLOCK.fullmatch(shown := " ".join(time.text_content().split())):
            continue
        heading = time.getnext()
        heading.tag, heading.text = "p", f"{shown} {heading.text_content().strip()}"
        for child in list(heading):
            heading.remove(child)
        time.drop_tree()


def decode_page(data: bytes, charset: str = "") -> str | None:
    """The text of a page, None where it is none. In the encoding that the server named or the page declares, if it is
    not UTF-8; as the bytes suggest where nobody says.
    """
    declared = _CHARSET.search(data[:_HEAD])
    named = charset or (declared[1].decode("ascii", "replace") if declared else "")
    if named and b"\0" not in data:
        for encoding in ("utf-8", named):
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    return decode(data)


def _take_captions(tree: HtmlElement) -> list[str]:
    """Takes the captions out of the page, as they would end up among the paragraphs."""
    captions = []
    for element in tree.xpath(_CAPTIONS):
        captions.append(" ".join(tidy(element.text_content()).split()))
        element.drop_tree()
    return list(dict.fromkeys(filter(None, captions)))


def _extract(tree: HtmlElement, relative: str, captions: list[str], saved: Saved) -> Article | None:
    from trafilatura import bare_extraction, baseline

    spare = deepcopy(tree)  # the extraction prunes the tree it is given
    page = bare_extraction(
        tree,
        url=saved.url or None,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if isinstance(page, dict):  # only where it is asked for, but its type says so
        return None
    text = (page.text if page else None) or baseline(spare)[1]
    found = clean(text, clean_title((page.title if page else None) or "") or None)
    if not found.paragraphs:
        return None
    url = _address((page.url if page else None) or "", saved.url)
    return Article(
        id=article_id(relative),
        path=relative,
        title=found.title or derive_title(found.paragraphs),
        text="\n\n".join(found.paragraphs),
        source=tidy((page.sitename if page else None) or "") or source_of(url),
        date=saved.published or to_iso(page.date if page else None) or saved.day_of(relative),
        url=url or None,
        captions=tuple(dict.fromkeys((*captions, *found.captions))),
    )


def _address(given: str, saved: str) -> str:
    """The address that a page gives itself, if it is one at the site that it was saved from: that is often without what
    tells visitors apart. Else the one that it was saved from.
    """
    return given if given and (not saved or source_of(given) == source_of(saved)) else saved
