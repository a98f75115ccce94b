"""The articles that a question about the library is limited to: those of a time, or from a source."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from index.types import Filters
from qa.question.about_library import LibraryQuestion, dates_named

# "Ukraine from CNN": a source only where the library has one of that name.
_FROM = re.compile(r"(?P<subject>.+) (?:from|by) (?P<source>.+?)", re.IGNORECASE)


def with_source(asked: LibraryQuestion, sources: Iterable[str]) -> LibraryQuestion:
    """The question, with the source apart that stands behind its subject."""
    found = _FROM.fullmatch(asked.subject or "")
    if asked.source or not found or not _named(found["source"], sources):
        return asked
    return replace(asked, subject=found["subject"], source=found["source"])


def narrowed(asked: LibraryQuestion, filters: Filters, sources: Iterable[str], newest: str | None) -> Filters | None:
    """The filters with the time and the source that are asked for; None where they let nothing through."""
    if asked.when:
        period = dates_named(asked.when, newest)
        if period is None:
            return None
        since = [day for day in (filters.since, period.since) if day]
        until = [day for day in (filters.until, period.until) if day]
        filters = replace(filters, since=max(since, default=None), until=min(until, default=None))
    if asked.source:
        names = _named(asked.source, sources)
        if not names:
            return None
        filters = replace(filters, source=names[0] if len(names) == 1 else _without_article(asked.source))
    return filters


def limits(asked: LibraryQuestion) -> str:
    """What the articles are limited to, to be said behind "article": " from CNN in 2023"."""
    source = f"from {asked.source}" if asked.source else ""
    return "".join(f" {part}" for part in (source, asked.when) if part)


def _named(typed: str, sources: Iterable[str]) -> list[str]:
    """The sources that have these words in their names."""
    words = re.compile(rf"(?<!\w){re.escape(_without_article(typed))}(?!\w)", re.IGNORECASE)
    return [source for source in sources if words.search(source)]


def _without_article(source: str) -> str:
    return re.sub(r"^the\s+(?=\S)", "", source, flags=re.IGNORECASE)
