"""footnote add: pages, PDFs and feeds by their address, fetched once and kept in the library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from index.build import build
from index.chosen import encoder_of
from index.kept import kept_folder
from index.readers.bounded import BoundedReader
from index.types import Report
from index.web.adding import Added, Failure, FeedFound, add
from index.web.fetch import Web
from index.web.keep import Keeper, Kept
from index.web.transport import Limits
from qa.cli.complaint import complaint
from qa.cli.index import report, write_folder
from qa.cli.progress import Bar
from qa.printable import one_line

# Seconds to wait for another process that writes the library: what was fetched is kept in any case.
_PATIENCE = 60.0
_NAMED = 20


def run(options: argparse.Namespace) -> int:
    """Fetch, keep and index; 2 if anything could not be added, 1 if there was nothing to add."""
    folder = write_folder(options)
    with Bar() as bar:
        came = _fetched(options, folder, bar)
    _tell(came)
    if not any(isinstance(one, Kept) for one in came):
        return 2 if any(isinstance(one, Failure) for one in came) else 1
    with Bar() as bar:
        summary = build(folder, [kept_folder(folder)], encoder_of(folder), report=bar, wait=_PATIENCE)
    report(summary, folder)
    return 2 if summary.problems or any(isinstance(one, Failure) for one in came) else 0


def _fetched(options: argparse.Namespace, folder: Path, bar: Report) -> Sequence[Added]:
    web = Web(Limits(allow_private=options.allow_private))
    with BoundedReader() as reader:
        keeper = Keeper(kept_folder(folder), reader, date.today().isoformat())
        return list(add(options.addresses, web, keeper, options.most, bar))


def _tell(came: Sequence[Added]) -> None:
    """A line on standard error for each feed and each failure, and for the first of what was added."""
    kept = 0
    for one in came:
        if isinstance(one, Kept):
            kept += 1
            if kept <= _NAMED:
                about = " · ".join(part for part in (one.source, one.date) if part)
                _say(f"{'added' if one.is_new else 'fetched again'}: “{one_line(one.title)}” · {one_line(about)}")
        elif isinstance(one, FeedFound):
            _say(_feed_line(one))
        else:
            _say(f"footnote: not added: {complaint(str(one))}")
    if kept > _NAMED:
        _say(f"and {kept - _NAMED:,} more")


def _feed_line(feed: FeedFound) -> str:
    name = one_line(feed.title or feed.url)
    if not feed.entries:
        return f"footnote: the feed {name} has no entries: there is nothing to add"
    if feed.taken < feed.entries:
        return f"the feed {name}: the newest {feed.taken:,} of {feed.entries:,} entries; --most N takes more"
    return f"the feed {name}: {feed.entries:,} {'entry' if feed.entries == 1 else 'entries'}"


def _say(line: str) -> None:
    print(line, file=sys.stderr)
