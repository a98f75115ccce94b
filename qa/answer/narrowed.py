"""The articles that a question about the library is limited to: those of a time, or from a source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.types import Filters
from qa.question.about_library import LibraryQuestion, dates_named

# "Ukraine from CNN": a source only where the library has one of that name.
_FROM = re.compile(r"(?P<subject>.+) (?:from|by) (?P<source>.+?)", re.IGNORECASE)


def with_source(asked: LibraryQuestion, sources: Sequence[str]) -> LibraryQuestion:
    """The question, with the source apart that stands behind its subject; what was taken for a time may be the end of
    its name ("USA Today").
    """
    behind = (asked.when or "").split()
    for place in range(len(behind), -1, -1):
        subject, source = asked.subject, asked.source and " ".join([asked.source, *behind[:place]])
        if source is None and (found := _FROM.fullmatch(" ".join([subject or "", *behind[:place]]))):
            subject, source = found["subject"], found["source"]
        if source and _known(source, sources):
            return replace(asked, subject=subject, source=source, when=" ".join(behind[place:]) or None)
    return asked


def narrowed(asked: LibraryQuestion, filters: Filters, sources: Sequence[str], newest: str | None) -> Filters | None:
    """The filters with the time and the source that are asked for; None where they let nothing through."""
    if asked.when:
        period = dates_named(asked.when, newest)
        if period is None:
            return None
        since = [day for day in (filters.since, period.since) if day]
        until = [day for day in (filters.until, period.until) if day]
        filters = replace(filters, since=max(since, default=None), until=min(until, default=None))
    if asked.source:
        source = _known(asked.source, sources)
        if source is None:
            return None
        filters = replace(filters, source=source)
    return filters


def limits(asked: LibraryQuestion) -> str:
    """What the articles are limited to, to be said behind "article": " from CNN in 2023"."""
    source = f"from {asked.source}" if asked.source else ""
    return "".join(f" {part}" for part in (source, asked.when) if part)


def _known(typed: str, sources: Sequence[str]) -> str | None:
    """What to filter sources by: a name that has these words in it, also as one word ("USA Today" is usatoday.com);
    what was typed where several have; None where none has.
    """
    bare = re.sub(r"^the\s+(?=\S)", "", typed, flags=re.IGNORECASE)
    for written in (bare, "".join(bare.split()), "".join(typed.split())):
        words = re.compile(rf"(?<!\w){re.escape(written)}(?!\w)", re.IGNORECASE)
        names = [source for source in sources if words.search(source)]
        if names:
            return names[0] if len(names) == 1 else written
    return None
