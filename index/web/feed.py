"""Feeds: RSS, Atom and JSON Feed, as far as articles need them.

The XML is parsed by lxml, with entities that are not expanded and elements that may be damaged; what a feed calls a
field is looked up by its name and the few namespaces that have fields of articles.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.dates import to_iso
from index.readers.markup import plain
from index.web.address import NotFetched, checked

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped, unused-ignore]

_HEAD = 4096  # bytes in which a feed shows that it is one
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(rss|feed|RDF)[\s>]")
_PROLOG = re.compile(rb"(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>|\s)*+", re.DOTALL)
_JSON_FEED = b"jsonfeed.org/version"
_ATOM = "{http://www.w3.org/2005/Atom}"
_SPACES = (
    "",
    _ATOM,
    "{http://purl.org/atom/ns#}",
    "{http://purl.org/rss/1.0/}",
    "{http://my.netscape.com/rdf/simple/0.9/}",
    "{http://purl.org/rss/1.0/modules/content/}",
    "{http://purl.org/dc/elements/1.1/}",
)
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_DATES = ("published", "pubDate", "issued", "date", "updated", "modified")
# Where a feed has the whole text of an entry, and where what it shows of it.
_WHOLE, _PART = ("encoded", "content"), ("description", "summary")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `url` is where its page is, and `date` is ISO; both "" where the feed does not say. `text` is HTML or
    plain, and `is_whole` says whether the feed means it for the whole article.
    """

    url: str
    title: str
    date: str
    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and its entries, newest first as far as they are dated; all others stand as the feed has them."""

    title: str
    entries: tuple[Entry, ...]


def is_feed(data: bytes) -> bool:
    """Whether it begins as a feed does."""
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip().startswith(b"{"):
        return _JSON_FEED in head
    prolog = _PROLOG.match(head)
    return prolog is not None and _ROOT.match(head, prolog.end()) is not None


def read_feed(data: bytes, url: str) -> Feed:
    """The feed that was at an address. Raises NotFetched where it cannot be read."""
    is_json = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    feed = _json_feed(data, url) if is_json else _xml_feed(data, url)
    entries = sorted(feed.entries, key=lambda entry: entry.date, reverse=True)
    return Feed(feed.title, tuple(entries))


# ---- XML


def _xml_feed(data: bytes, url: str) -> Feed:
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]

    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise NotFetched("is a feed that cannot be read; tell those who publish it")
    found = [one for one in root.iter("{*}item", "{*}entry") if _local(one)]
    channel = next(root.iter("{*}channel"), root)
    return Feed(_line(_text(channel, ("title",))), tuple(_entry(one, url) for one in found))


def _entry(item: _Element, url: str) -> Entry:
    whole = next((text for name in _WHOLE if (text := _text(item, (name,)))), "")
    return Entry(
        url=_link(item, url),
        title=_line(_text(item, ("title",))),
        date=next((day for name in _DATES if (day := to_iso(_text(item, (name,)).strip()))), ""),
        text=whole or _text(item, _PART),
        is_whole=bool(whole),
    )


def _local(element: _Element) -> str:
    """The name of an element of a namespace that has fields of articles, else ""."""
    space, brace, name = str(element.tag).rpartition("}")
    return name if space + brace in _SPACES else ""


def _text(item: _Element, names: tuple[str, ...]) -> str:
    """What the first child of that name holds: text, or elements as HTML."""
    from lxml import etree

    for name in names:
        for child in item:
            if _local(child) == name:
                inner = "".join(etree.tostring(one, encoding="unicode", method="html") for one in child)
                if text := ((child.text or "") + inner).strip():
                    return text
    return ""


def _link(item: _Element, url: str) -> str:
    links = [one for one in item if _local(one) == "link"]
    given = [one.get("href") or "" for one in links if one.get("rel", "alternate") == "alternate"]
    given += [one.text or "" for one in links]
    given += [one.text or "" for one in item if _local(one) == "guid" and one.get("isPermaLink") != "false"]
    bases = [base for one in (*reversed(list(item.iterancestors())), item) if (base := one.get(_BASE))]
    for base in bases:
        url = _absolute(base, url) or url
    return next((found for one in given if one.strip() and (found := _absolute(one, url))), "")


# ---- JSON


def _json_feed(data: bytes, url: str) -> Feed:
    try:
        known = json.loads(data)
        items = [one for one in known.get("items", ()) if isinstance(one, dict)]
        return Feed(_line(_string(known, "title")), tuple(_json_entry(one, url) for one in items))
    except (ValueError, RecursionError, AttributeError, TypeError):
        raise NotFetched("is a feed that cannot be read; tell those who publish it") from None


def _json_entry(item: dict[str, object], url: str) -> Entry:
    whole = _string(item, "content_html") or _string(item, "content_text")
    link = _string(item, "url") or _string(item, "external_url")
    return Entry(
        url=_absolute(link, url) if link else "",
        title=_line(_string(item, "title")),
        date=to_iso(_string(item, "date_published") or _string(item, "date_modified")) or "",
        text=whole or _string(item, "summary"),
        is_whole=bool(whole),
    )


def _string(item: dict[str, object], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


# ---- both


def _absolute(link: str, base: str) -> str:
    try:
        return checked(link, base).url
    except NotFetched:
        return ""


def _line(text: str) -> str:
    return " ".join(plain(text).split())
