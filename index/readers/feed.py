"""Feeds that were saved (RSS, RDF, Atom, JSON Feed): one article an entry."""

from __future__ import annotations

from collections.abc import Iterator

from index.readers import Found
from index.readers.entries import Entry, entries_of, is_feed, root_of
from index.readers.records import Records
from index.types import Article, OtherFile, Problem

_MOST_NAMED = 1000  # entries without an article


def read(data: bytes, relative: str) -> Iterator[Found]:
    """The entries of a feed, each with its own title, date and address; the source is the feed's title.

    XML that is no feed is an OtherFile, unless its name says that it is one.
    """
    root = root_of(data)
    if is_feed(data):
        yield from _articles(data, relative)
    elif root == "opml":
        yield Problem(relative, "a list of feeds (OPML), which holds no articles: save the feeds themselves")
    elif relative.lower().endswith(".xml") and root:
        yield OtherFile(".xml")
    else:
        yield Problem(relative, "not a feed: no RSS or Atom in it; skipped")


def _articles(data: bytes, relative: str) -> Iterator[Found]:
    feed = entries_of(data)
    if not feed.entries:
        yield Problem(relative, f"no article in the feed ({feed.trouble or 'it has no entries'}); skipped")
        return
    records = Records(relative)
    for number, entry in enumerate(feed.entries, start=1):
        found = records.take(_record(entry), number)
        if isinstance(found, Article) or records.broken <= _MOST_NAMED:
            yield found
    if feed.count > len(feed.entries):
        yield Problem(relative, f"more than {len(feed.entries):,} entries; the rest is skipped")
    elif feed.trouble:
        yield Problem(relative, "the feed is damaged or cut off; what could be read of it is kept")


def _record(entry: Entry) -> dict[str, object]:
    """An entry under names that `known` knows."""
    return {
        "id": entry.id,
        "title": entry.title,
        "text": entry.text,
        "date": entry.date,
        "source": entry.source,
        "url": entry.links[0] if entry.links else "",
    }
