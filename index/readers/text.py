"""Plain text files: one article each, of which the lines at its head may say more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.clean import Cleaned, clean, derive_title, tidy
from index.dates import to_iso
from index.readers.known import Known, is_known, known_of
from index.readers.saved import Saved
from index.types import Article, Problem, article_id

_HEAD = 15  # lines at the top of a file in which a date or a source may be written
_DATE = re.compile(r"(?:date|published|posted|updated|last updated)?(?: on)?\s*:?\s*(?P<value>.{6,40})", re.IGNORECASE)
_SOURCE = re.compile(r"source\s*:\s*(?P<value>\S.{0,80})", re.IGNORECASE)


_FIELD = re.compile(r"(?P<key>[A-Za-z][A-Za-z -]{1,24}):[ \t]+(?P<value>\S.{0,500})")
# One such line may be a sentence.
_FEWEST_FIELDS = 2
_SAVED = "Saved"  # believed only where the text itself gives no date


def read(text: str, relative: str) -> Iterator[Article | Problem]:
    """The article in the text of a file: with what a head of "Title: ..." lines says, as a saved mail or page has it;
    else its date and source are those on a line of their own at the top.
    """
    matter, text = _head(text)
    saved = Saved(day=to_iso(matter.pop(_SAVED, None)) or "")
    known = known_of(matter)
    found = clean(text, known.title or None)
    if not found.paragraphs and found.title is None:
        yield Problem(relative, "empty: no article text in it; skipped")
        return
    article = _article(found, text, relative, known)
    yield article if article.date else replace(article, date=saved.day_of(relative))


def article_of(
    text: str, relative: str, title: str, *, source: str | None = None, date: str | None = None, url: str | None = None
) -> Article:
    """The article in a text of which so much is known; what is not is looked for at its top."""
    known = Known(title=title, source=source, date=date, url=url)
    return _article(clean(text, title or None), text, relative, known)


def _article(found: Cleaned, text: str, relative: str, known: Known) -> Article:
    title = known.title or found.title or derive_title(found.paragraphs)
    return Article(
        id=article_id(relative),
        path=relative,
        title=title,
        text="\n\n".join(found.paragraphs) or title,
        source=known.source or _from_head(text, _SOURCE),
        date=known.date or to_iso(_from_head(text, _DATE, is_date=True)),
        url=known.url,
        captions=found.captions,
    )


def _head(text: str) -> tuple[dict[str, str], str]:
    """The fields at the top of a text, up to a blank line, and the text below; none where a line there is no field."""
    head, blank, below = text.lstrip("\n").partition("\n\n")
    lines = head.split("\n")
    fields = [match for line in lines if (match := _FIELD.fullmatch(line.strip())) and is_known(match["key"])]
    if not blank or len(fields) < max(_FEWEST_FIELDS, len(lines)):
        return {}, text
    return {match["key"]: match["value"] for match in fields}, below


def _from_head(text: str, pattern: re.Pattern[str], *, is_date: bool = False) -> str | None:
    for line in text.split("\n", _HEAD)[:_HEAD]:
        match = pattern.fullmatch(line.strip())
        if match and (not is_date or to_iso(match["value"])):
            return " ".join(tidy(match["value"]).split()) or None
    return None
