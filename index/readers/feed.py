"""Feeds that were saved (RSS, RDF, Atom): one article an entry. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from index.readers import Found, one_line
from index.readers.encoding import decode
from index.readers.records import Records
from index.types import Article, OtherFile, Problem

# What stands before the first element: white space, declarations, comments. Bounded, since a file may open a thousand.
_ROOT = re.compile(
    rb"(?:\s|\xef\xbb\xbf|<\?.{0,2000}?\?>|<!--.{0,20000}?-->|<!DOCTYPE[^<>\[]{0,500}(?:\[.{0,20000}?\]\s*)?>)*+"
    rb"<(?:[\w.-]{1,40}:)?(?P<name>[\w.-]{1,40})",
    re.DOTALL | re.IGNORECASE,
)
_DECLARED = re.compile(rb"<\?xml[^<>]{0,200}\?>")
_HEAD = 64 << 10  # bytes in which the first element stands
_FEEDS = (b"rss", b"feed", b"rdf", b"channel")
_MOST_ENTRIES = 50_000
_MOST_NAMED = 1000  # entries without an article


def read(data: bytes, relative: str) -> Iterator[Found]:
    """The entries of a feed, each with its own title, date and address; the source is the feed's title.

    XML that is no feed is an OtherFile, unless its name says that it is one.
    """
    if b"\0" in data[:4]:  # UTF-16: what its first line says of the encoding is no longer so
        data = _DECLARED.sub(b"", (decode(data) or "").encode(), count=1)
    root = _ROOT.match(data[:_HEAD])
    name = root["name"].lower() if root else b""
    if name == b"opml":
        yield Problem(relative, "a list of feeds (OPML), which holds no articles: save the feeds themselves")
    elif name in _FEEDS:
        yield from _entries(data, relative)
    elif relative.lower().endswith(".xml") and name:
        yield OtherFile(".xml")
    else:
        yield Problem(relative, "not a feed: no RSS or Atom in it; skipped")


def _entries(data: bytes, relative: str) -> Iterator[Found]:
    import feedparser  # type: ignore[import-untyped, unused-ignore]

    # a stream: what is a text, feedparser takes for an address to fetch or a file to open
    feed = feedparser.parse(BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    if not feed.entries:
        reason = one_line(feed.get("bozo_exception") or ValueError("it has no entries"))
        yield Problem(relative, f"no article in the feed ({reason}); skipped")
        return
    records = Records(relative)
    for number, entry in enumerate(feed.entries[:_MOST_ENTRIES], start=1):
        found = records.take(_record(entry, feed.feed), number)
        if isinstance(found, Article) or records.broken <= _MOST_NAMED:
            yield found
    if len(feed.entries) > _MOST_ENTRIES:
        yield Problem(relative, f"more than {_MOST_ENTRIES:,} entries; the rest is skipped")
    elif feed.bozo and _is_broken(feed.bozo_exception):
        yield Problem(relative, "the feed is damaged or cut off; what could be read of it is kept")


def _record(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> dict[str, object]:
    """An entry under names that `known` knows; of its texts the longest, since a summary may come with the whole."""
    texts = [one.get("value") or "" for one in entry.get("content", ())]
    texts.append(entry.get("summary") or "")
    return {
        "id": entry.get("id") or entry.get("link") or "",
        "title": entry.get("title") or "",
        "text": max(texts, key=len),
        "date": entry.get("published") or entry.get("updated") or entry.get("created") or "",
        "source": (entry.get("source") or {}).get("title") or feed.get("title") or "",
        "url": entry.get("link") or "",
    }


def _is_broken(error: Exception) -> bool:
    """Whether it says that the XML is, not merely that its encoding was declared wrongly."""
    from xml.sax import SAXParseException

    return isinstance(error, SAXParseException)
