"""The entries of a feed: RSS, RDF and Atom by feedparser, JSON Feed as the JSON that it is. Nothing is ever fetched.

Saved feeds are read by it (`index.readers.feed`), and those that `footnote add` fetches (`index.web.adding`), always in
a process of its own (`index.readers.bounded`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Self

from index.dates import to_iso
from index.readers import one_line
from index.readers.encoding import decode
from index.readers.markup import plain

# What stands before the first element: white space, declarations, comments. Bounded, since a file may open a thousand.
_ROOT = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<!DOCTYPE[^<>\[]{0,500}(?:\[.{0,20000}?\]\s*)?>)*+"
    rb"<(?:[\w.-]{1,40}:)?(?P<name>[\w.-]{1,40})",
    re.DOTALL | re.IGNORECASE,
)
_DECLARED = re.compile(rb"<\?xml[^<>]{0,200}\?>")
_HEAD = 64 << 10  # bytes in which the first element stands
_JSON_FEED = b"jsonfeed.org/version"
_ROOTS = (b"rss", b"feed", b"rdf", b"channel")
_MOST = 50_000
_DATES = ("published", "updated", "created")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `links` are where its page may be, the likeliest first, absolute where an address to start from is
    known; `date` is ISO; `source` is who wrote it, else the feed. "" is what the feed does not say. `text` is HTML or
    plain, and `is_whole` says whether the feed means it for the whole article.
    """

    id: str
    links: tuple[str, ...]
    title: str
    date: str
    source: str
    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's title and its entries in their order. It has `count` entries, of which the first 50,000 are here;
    `trouble` is one line, "" where nothing is wrong with it.
    """

    title: str
    entries: tuple[Entry, ...]
    count: int
    trouble: str = ""

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """The feed that `dataclasses.asdict` and JSON made a record of."""
        entries = (Entry(**one | {"links": tuple(one["links"])}) for one in record["entries"])
        return cls(**dict(record) | {"entries": tuple(entries)})


def root_of(data: bytes) -> str:
    """The name of the first element in lower case, without its prefix; "" where it is no XML."""
    root = _ROOT.match(_in_ascii(data[:_HEAD]))
    return root["name"].lower().decode("ascii", "replace") if root else ""


def is_feed(data: bytes) -> bool:
    """Whether it begins as a feed does."""
    if _is_json(data):
        return _JSON_FEED in data[:_HEAD]
    return root_of(data).encode() in _ROOTS


def read_feed(path: Path, address: str) -> Feed:
    """The feed in a file that was at an address. What cannot be read has no entries, and a `trouble`."""
    try:
        return entries_of(path.read_bytes(), address)
    except Exception as error:  # libraries raise what they like
        return Feed("", (), 0, one_line(error))


def entries_of(data: bytes, address: str = "") -> Feed:
    """The entries of a feed; relative links start from `address`, where that is known, or from what the feed says."""
    return _json_feed(data, address) if _is_json(data) else _xml_feed(data, address)


# ---- XML


def _xml_feed(data: bytes, address: str) -> Feed:
    import feedparser  # type: ignore[import-untyped, unused-ignore]

    # a stream: what is a text, feedparser takes for an address to fetch or a file to open
    found = feedparser.parse(
        BytesIO(_in_utf8(data)),
        response_headers={"content-location": address, "content-type": "application/xml"} if address else None,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    title = _line(found.feed.get("title"))
    entries = tuple(_entry(one, title) for one in found.entries[:_MOST])
    error = found.get("bozo_exception")
    is_broken = error is not None and (not entries or _is_broken(error))
    return Feed(title, entries, len(found.entries), one_line(error) if is_broken else "")


def _entry(entry: Mapping[str, Any], feed: str) -> Entry:
    """Of an entry's texts the longest, since a summary may come with the whole."""
    whole = [text for one in entry.get("content", ()) if (text := one.get("value"))]
    return Entry(
        id=entry.get("id") or entry.get("link") or "",
        links=tuple(dict.fromkeys(_links(entry))),
        title=_line(entry.get("title")),
        date=next((day for name in _DATES if (day := to_iso(entry.get(name)))), ""),
        source=_line((entry.get("source") or {}).get("title")) or feed,
        text=max((*whole, entry.get("summary") or ""), key=len),
        is_whole=bool(whole),
    )


def _links(entry: Mapping[str, Any]) -> Iterator[str]:
    if entry.get("link"):
        yield entry["link"]
    for one in entry.get("links", ()):
        if one.get("href") and one.get("rel") == "alternate":
            yield one["href"]


def _is_broken(error: Exception) -> bool:
    """Whether it says that the XML is, not merely that its encoding was declared wrongly."""
    from xml.sax import SAXParseException

    return isinstance(error, SAXParseException)


def _in_utf8(data: bytes) -> bytes:
    """UTF-16 in UTF-8, without its first line, which says what is no longer so; all else as it is."""
    if b"\0" not in data[:4]:
        return data
    return _DECLARED.sub(b"", (decode(data) or "").encode(), count=1)


def _in_ascii(head: bytes) -> bytes:
    return head.replace(b"\0", b"").lstrip(b"\xff\xfe") if b"\0" in head[:4] else head


# ---- JSON


def _is_json(data: bytes) -> bool:
    return data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _json_feed(data: bytes, address: str) -> Feed:
    known = json.loads(data)
    title = _line(known.get("title"))
    items = [one for one in known.get("items", ()) if isinstance(one, dict)]
    return Feed(title, tuple(_json_entry(one, title, address) for one in items[:_MOST]), len(items))


def _json_entry(item: dict[str, object], feed: str, address: str) -> Entry:
    from urllib.parse import urljoin

    whole = _string(item, "content_html") or _string(item, "content_text")
    return Entry(
        id=_string(item, "id"),
        links=tuple(urljoin(address, link) for name in ("url", "external_url") if (link := _string(item, name))),
        title=_line(item.get("title")),
        date=to_iso(_string(item, "date_published")) or to_iso(_string(item, "date_modified")) or "",
        source=feed,
        text=whole or _string(item, "summary"),
        is_whole=bool(whole),
    )


def _string(item: dict[str, object], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


# ---- both


def _line(text: object) -> str:
    return " ".join(plain(text).split()) if isinstance(text, str) else ""
