"""Plain text files: one article each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.clean import clean, derive_title, tidy
from index.dates import to_iso
from index.types import Article, Problem, article_id

_HEAD = 15  # lines at the top of a file in which a date or a source may be written
_DATE = re.compile(r"(?:date|published|posted|updated|last updated)?(?: on)?\s*:?\s*(?P<value>.{6,40})", re.IGNORECASE)
_SOURCE = re.compile(r"source\s*:\s*(?P<value>\S.{0,80})", re.IGNORECASE)


def read(text: str, relative: str) -> Iterator[Article | Problem]:
    """The article in the text of a file. Its date and source are only those on a line of their own at the top."""
    found = clean(text)
    if not found.paragraphs and found.title is None:
        yield Problem(relative, "empty: no article text in it; skipped")
        return
    title = found.title or derive_title(found.paragraphs)
    yield Article(
        id=article_id(relative),
        path=relative,
        title=title,
        text="\n\n".join(found.paragraphs) or title,
        source=_from_head(text, _SOURCE),
        date=to_iso(_from_head(text, _DATE, is_date=True)),
        captions=found.captions,
    )


def _from_head(text: str, pattern: re.Pattern[str], *, is_date: bool = False) -> str | None:
    for line in text.split("\n", _HEAD)[:_HEAD]:
        match = pattern.fullmatch(line.strip())
        if match and (not is_date or to_iso(match["value"])):
            return " ".join(tidy(match["value"]).split()) or None
    return None
