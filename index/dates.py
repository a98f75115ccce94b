"""Dates as articles and people write them, turned into ISO `YYYY-MM-DD`."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from index.errors import FootnoteError

_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T\s])")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LETTERS = re.compile(r"[A-Za-z]{3}")
_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
_LONGEST = 64  # characters: longer strings are prose, not a date


def to_iso(value: object) -> str | None:
    """The day that `value` names, or None where day, month and year are not all there.

    Takes dates, datetimes and strings: "2024-03-03", "2024/3/3", ISO timestamps (the day as written, whatever the
    time zone), "3 March 2024", "March 3, 2024". "03/04/2024" is None: nobody can tell the month from the day.
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if not isinstance(value, str):
        return None
    text = value.strip()
    if match := _NUMERIC.match(text):
        return _day(match[1], match[3], match[4])
    if match := _COMPACT.fullmatch(text):
        return _day(match[1], match[2], match[3])
    return _from_words(text)


def parse_bound(value: str, *, end: bool) -> str:
    """The first (or, with `end`, the last) day of what `value` names: a year, a month or a day.

    Raises FootnoteError, with an example, where it is none of them.
    """
    text = value.strip()
    try:
        if match := _YEAR_OR_MONTH.fullmatch(text):
            year, month = int(match[1]), int(match[2] or (12 if end else 1))
            return dt.date(year, month, calendar.monthrange(year, month)[1] if end else 1).isoformat()
    except ValueError:  # month 13, year 0; IllegalMonthError is one too
        text = ""
    if day := to_iso(text):
        return day
    shown = value if value.isprintable() and len(value) <= _LONGEST else ascii(value[:_LONGEST])
    raise FootnoteError(f"not a date: {shown!r}; write it as 2024, 2024-03 or 2024-03-31")


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _from_words(text: str) -> str | None:
    if len(text) > _LONGEST or not _YEAR.search(text) or not _LETTERS.search(text):
        return None
    from dateutil import parser  # type: ignore[import-untyped, unused-ignore]

    # dateutil fills what is missing from a default: two defaults that share nothing show what was really given.
    days: set[dt.date] = set()
    for default in (dt.datetime(2000, 1, 1), dt.datetime(2004, 2, 2)):
        try:
            days.add(parser.parse(text, default=default, ignoretz=True).date())
        except (ValueError, OverflowError, TypeError):
            return None
    return days.pop().isoformat() if len(days) == 1 else None
