"""Adding what is at addresses to a library: pages, PDFs, and the entries of feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from index.readers.entries import Entry, is_feed
from index.readers.known import source_of
from index.readers.markup import plain
from index.types import Progress, Report
from index.web.address import NotFetched, checked
from index.web.fetch import Web
from index.web.keep import Keeper, Kept

MOST_ENTRIES = 50
# Characters of text from which on what a feed calls an entry's content is taken for the whole of it; and from which on
# what it says of an entry is worth keeping where its page cannot be had.
_WHOLE, _SOMETHING = 1000, 200


@dataclass(frozen=True, slots=True)
class Failure:
    """What was not added, and why."""

    url: str
    why: str

    def __str__(self) -> str:
        return f"{self.url}: {self.why}"


@dataclass(frozen=True, slots=True)
class FeedFound:
    """A feed that was read: how many entries it has, and how many of them, the newest, are looked at."""

    url: str
    title: str
    entries: int
    taken: int


Added = Kept | Failure | FeedFound


def add(addresses: Sequence[str], web: Web, keeper: Keeper, most: int, report: Report) -> Iterator[Added]:
    """Fetch and keep what is at each address; of a feed at most so many entries. Yields what comes of each, in order.

    Raises OSError where nothing can be written.
    """
    todo = list(dict.fromkeys(address.strip() for address in addresses))
    total, done = len(todo), 0
    for address in todo:
        report(Progress("fetching", done, total))
        for came in _added(address, web, keeper, most):
            if isinstance(came, FeedFound):  # it is one of the addresses, and its entries come on top
                total += came.taken
            done += 1
            yield came
            report(Progress("fetching", done, total))


def _added(address: str, web: Web, keeper: Keeper, most: int) -> Iterator[Added]:
    try:
        found = web.fetch(address)
        if not is_feed(found.data):
            yield keeper.page(found)
            return
        feed = keeper.feed(found)
    except NotFetched as error:
        yield Failure(address, _why(error, address, keeper))
        return
    newest = sorted(feed.entries, key=lambda entry: entry.date, reverse=True)[:most]
    yield FeedFound(found.url, feed.title, feed.count, len(newest))
    for entry in newest:
        yield _entry(entry, web, keeper)


def _entry(entry: Entry, web: Web, keeper: Keeper) -> Kept | Failure:
    """What comes of one entry: the whole text that the feed has, else its page, else what the feed says of it."""
    url = _page_of(entry)
    if not url:
        return Failure(entry.title or "an entry", "the feed gives no address for it; add its page by hand")
    entry, length = replace(entry, source=entry.source or source_of(url) or ""), len(plain(entry.text))
    try:
        if entry.is_whole and length >= _WHOLE:
            return keeper.entry(entry, url)
        try:
            return keeper.page(web.fetch(url), entry.date)
        except NotFetched:
            if length < _SOMETHING:
                raise
            return keeper.entry(entry, url)
    except NotFetched as error:
        return Failure(url, _why(error, url, keeper))


def _page_of(entry: Entry) -> str:
    """The first of its links that may be fetched, or ""."""
    for link in entry.links:
        with suppress(NotFetched):
            return checked(link).url
    return ""


def _why(error: NotFetched, address: str, keeper: Keeper) -> str:
    """The reason; where something is kept under that address, that it stays."""
    with suppress(NotFetched):
        if keeper.has(checked(address).url):
            return f"{error}; what was kept before stays"
    return str(error)
