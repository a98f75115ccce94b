"""How many articles there are, of when and from where.

A server counts rows, and neither sums up nor sorts them. What is asked of all articles with every question is therefore
counted once a run, and kept; what filters let through is counted when it is asked for.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from index.milvus import manifest
from index.milvus.bodies import bodies, parts_of
from index.milvus.client import Client, Row
from index.types import LibraryOverview

# The fields of an article's row that are counted.
COUNTED = ["date", "source", "language", "family"]
# No article has the number under which it is kept.
_NUMBER = 0


@dataclass(slots=True)
class Tally:
    """Articles by date, source, language and family; "" and -1 stand for none. `revision` is the library's."""

    revision: int = -1
    articles: int = 0
    families: int = 0
    dates: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)

    def overview(self) -> LibraryOverview:
        dated = sorted(date for date in self.dates if date)
        known = [(source, count) for source, count in self.sources.items() if source]
        known.sort(key=lambda one: (-one[1], one[0].casefold(), one[0]))
        oldest, newest = (dated[0], dated[-1]) if dated else (None, None)
        return LibraryOverview(self.articles, self.dates.get("", 0), oldest, newest, tuple(known))

    def by_language(self) -> dict[str | None, int]:
        known = sorted(self.languages.items(), key=lambda one: (-one[1], one[0]))
        return {language or None: count for language, count in known}


def counted(rows: Iterable[Row], revision: int = -1) -> Tally:
    """The tally of rows that have `COUNTED`."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("date", "source", "language")}
    families, articles = set(), 0
    for row in rows:
        articles += 1
        families.add(row["family"])
        for name, count in counts.items():
            count[row[name]] += 1
    by = {f"{name}s": dict(count) for name, count in counts.items()}
    return Tally(revision, articles, len(families - {-1}), **by)


def keep(client: Client) -> None:
    """Count all articles, for later."""
    revision = int(manifest.read(client, manifest.REVISION) or 0)
    tally = counted(client.each("article", "", COUNTED), revision)
    rows = parts_of(_NUMBER, json.dumps(asdict(tally)))
    client.upsert("part", rows)


class Tallies:
    """The tally of all articles of the present revision."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._last = Tally()

    def of_all(self) -> Tally:
        revision = int(manifest.read(self._client, manifest.REVISION) or 0)
        if self._last.revision != revision:
            kept = bodies(self._client, [_NUMBER]).get(_NUMBER)
            self._last = Tally(**json.loads(kept)) if kept else Tally()
        if self._last.revision != revision:  # somebody is indexing, or was killed
            self._last = counted(self._client.each("article", "", COUNTED), revision)
        return self._last
