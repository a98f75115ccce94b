"""Dates as articles and people write them, turned into ISO `YYYY-MM-DD`."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from index.errors import FootnoteError

_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=$|[T\s])")
# Where the day comes first for certain: with dots, or as it is no month. "5/14/2025": then the other.
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?=$|[T,\s])")
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일号號]?")
# Seconds or milliseconds since 1970, from 1990 to 2100.
_EPOCH = re.compile(r"\d{9,10}|\d{12,13}")
_FIRST_SECOND, _LAST_SECOND = 631_152_000, 4_102_444_800
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d{2})([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_YEAR_OR_MONTH = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?")
# A day, a word and a year: what a date looks like in languages whose months dateutil does not know. Which these are is
# said, since dateparser takes seconds to load all that it has.
_WORDED = re.compile(
    r"(?<!\d)\d{1,2}(?:\.|er|º)?\s+(?:de\s+|d['’])?[^\W\d_]{3,12}\.?,?\s+(?:del?\s+)?\d{4}(?!\d)", re.IGNORECASE
)
_LANGUAGES = "de fr es it pt nl pl ru uk sv da nb fi cs hu ro tr el".split()
# Earlier ones stand for "no date" in some programs.
_FIRST_YEAR = 1000
_LONGEST = 64  # characters: longer strings are prose, not a date


def to_iso(value: object) -> str | None:
    """The day that `value` names, or None where day, month and year are not all there.

    Takes dates, datetimes, seconds or milliseconds since 1970, and strings: "2024-03-03", "2024/3/3", ISO timestamps
    (the day as written, whatever the time zone), "3 March 2024", "March 3, 2024", "3. März 2024", "3.3.2024",
    "2024年3月3日". "03/04/2024" is None, since nobody can tell the month from the day, but "23/04/2024" is a day.
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if match := _NUMERIC.match(text) or _CJK.match(text):
        return _day(match[1], match[match.re.groups - 1], match[match.re.groups])
    if match := _DAY_FIRST.match(text):
        return _day_first(match[1], match[3], match[4], dotted=match[2] == ".")
    if _EPOCH.fullmatch(text):
        return _since_1970(int(text))
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
    raise FootnoteError(f"{shown!r} is not a date", "write it as 2024, 2024-03 or 2024-03-31", "invalid")


def in_name(name: str) -> str | None:
    """The day in a file's name, as in "2025-03-14-the-lock.md"; None where there is none, or more than one."""
    days = {day for match in _IN_NAME.finditer(name) if (day := _day(match[1], match[3], match[4]))}
    return days.pop() if len(days) == 1 else None


def _since_1970(value: float) -> str | None:
    if not _FIRST_SECOND <= value <= 1000 * _LAST_SECOND:
        return None
    seconds = value / 1000 if value > _LAST_SECOND else value
    if seconds < _FIRST_SECOND:
        return None
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date().isoformat()


def _day_first(one: str, other: str, year: str, *, dotted: bool) -> str | None:
    if dotted or int(one) > 12 or one == other:
        return _day(year, other, one)
    return _day(year, one, other) if int(other) > 12 else None


def _day(year: str, month: str, day: str) -> str | None:
    if int(year) < _FIRST_YEAR:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _from_words(text: str) -> str | None:
    if len(text) > _LONGEST or not _YEAR.search(text) or not _LETTERS.search(text):
        return None
    return _in_english(text) or _in_another_language(text)


def _in_english(text: str) -> str | None:
    from dateutil import parser  # type: ignore[import-untyped, unused-ignore]

    # dateutil fills what is missing from a default: two defaults that share nothing show what was really given.
    days: set[dt.date] = set()
    for default in (dt.datetime(2000, 1, 1), dt.datetime(2004, 2, 2)):
        try:
            days.add(parser.parse(text, default=default, ignoretz=True).date())
        except (ValueError, OverflowError, TypeError):
            return None
    return days.pop().isoformat() if len(days) == 1 else None


def _in_another_language(text: str) -> str | None:
    match = _WORDED.search(text)
    if match is None:
        return None
    import dateparser  # type: ignore[import-untyped, unused-ignore]

    # strict: day, month and year must all be there
    found = dateparser.parse(match.group(), languages=_LANGUAGES, settings={"STRICT_PARSING": True})
    return found.date().isoformat() if found else None
