"""The time that a question names, and whether it wants the latest or the first."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from qa.question.plain import plain
from qa.question.understood import Order, Period

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
YEAR = r"(?:19[5-9]\d|20\d\d)"
# A day, a month or a year: "March 5, 2024", "5 March", "August 2024", "august", "2019".
_DATE = (
    rf"(?:(?:the )?(?P<before{{n}}>\d{{{{1,2}}}})(?:st|nd|rd|th)?(?: of)? )?(?P<month{{n}}>{MONTH})\b\.?"
    rf"(?: (?P<day{{n}}>\d{{{{1,2}}}})(?:st|nd|rd|th)?(?!\d))?(?:,? (?:of )?(?P<year{{n}}>{YEAR}))?|"
    rf"(?P<alone{{n}}>{YEAR})"
)
_IN = re.compile(
    r"\b(?P<how>in|on|during|throughout|of|for|since|as of|after|(?:in |since )?(?:early|late|mid|the (?:spring|"
    r"summer|end|start|beginning) of))"
    rf"[ -](?:the month of )?(?:{_DATE.format(n='')})(?!\s*-|\w|\s?%)(?P<next> [a-z]+)?"
)
_MONTH_AND_YEAR = re.compile(rf"\b(?:{_DATE.format(n='')})(?!\s*-|\w)")
_BETWEEN = re.compile(
    rf"\b(?:between|from) (?:{_DATE.format(n='1')}) (?:and|to|until|through|till) (?:{_DATE.format(n='2')})\b"
)
_NUMBER = {"a": 1, "one": 1, "two": 2, "couple of": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_LAST = re.compile(
    rf"\b(?:last|past|previous) (?P<count>\d{{1,3}}|{'|'.join(_NUMBER)})? ?(?P<unit>day|week|month|year)s?\b"
    r"(?! (?:of|to|before|in)\b)"
)
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_RELATIVE: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b"), 1),
    (re.compile(r"\byesterday\b|\blast night\b"), 2),
    (re.compile(r"\bthis (?:week|weekend)\b|\bin recent days\b|\bthese days\b"), 8),
    (re.compile(r"\bthis month\b|\brecently\b|\blately\b|\bin recent weeks\b"), 45),
    (re.compile(r"\bin recent months\b"), 180),
)
# Articles of an event are written until so many days behind it.
_AFTERWARDS = 45
# "In the 2024 election", "2030 Olympics", "by 2030": the year is part of a name, or to come.
_NAMED_YEAR = re.compile(r"^ (?:election|olympic|world|season|budget|census|edition|model|cup|games|presidential)")

_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|currently|right now|nowadays|at present|at the moment|as of now|"
    r"(?:the|that) last time|up[- ]to[- ]date|by now|so far)\b"
    r"|(?:\b(?:the|is|are|his|her|its|their|whose|which|what)|'s) current\b(?! account)|^current(?:ly)?\b"
    r"|\bnow\b(?! that\b| known\b)(?<!until now)(?<!from now)"
    r"|\bwhen (?:did|was|were|has|have|had) .*\blast\b"
    r"(?! (?:\w+ )?(?:day|week|month|year|night|season|summer|winter|spring|autumn|fall|decade|century|name|"
    r"minute|january|"
    r"february|march|april|may|june|july|august|september|october|november|december)s?\b)"
)
_FIRST = re.compile(
    r"\b(?:originally|initially|earliest|at first|for the first time|the first time)\b"
    r"|\b(?:did|was|were|has|have|had|is|are)\b.*(?<!\bthe)(?<!\ba)(?<!'s)(?<!s')(?<!\bhis)(?<!\bher)(?<!\bits)"
    r"(?<!\btheir)(?<!\bof)(?<!\bin)(?<!\bour)(?<!\bthis)(?<!\bthat)(?<!\bon)(?<!\bwith)(?<!\bat)(?<!\bno) first\b"
    r"(?! (?:lady|quarter|half|round|minister|day|person|place|family|name|aid|class|degree|responder|amendment|"
    r"nation)s?\b)"
    r"|\bwho first\b|\bwho was (?:the )?first to\b"
)


def period_of(question: str, newest: str | None, afterwards: int = _AFTERWARDS) -> Period | None:
    """The dates of the articles that are likely to tell of the time the question names, None where it names none.

    A preference, for articles tell of what is past: whoever finds too little inside looks everywhere. Against `newest`,
    the ISO date of the newest article, are told "today" (since the day before), "yesterday" (two days before), "this
    week" (eight days), "last week" (two weeks), "this month" and "recently" (45 days), "last month" (two months), "last
    year" (two years), "the past three weeks"; all open at the end, and None without `newest`. "In August 2024", "on
    March 5, 2024" and "in 2019" are from their first day to 45 days behind their last; "in August" without a year is
    the last August that has begun before `newest`. "Since March" is open at the end; "between June and August" is
    from the first to behind the second. Years in names ("the 2024 election") and years to come are no period.
    `afterwards` is how many days are added behind the last: none where articles are asked for by their own dates.
    """
    text = plain(question).casefold()
    last_day = _day(newest)
    both = _BETWEEN.search(text)
    if both:
        return _spanning(_dated(both, last_day, "1", both), _dated(both, last_day, "2"), afterwards)
    named = [match for match in _IN.finditer(text) if not _is_name(match)]
    whole = [match for match in _MONTH_AND_YEAR.finditer(text) if match["year"] and match["month"]]
    found = [match for match in (*named, *whole) if _dated(match, last_day) is not None]
    if found:
        since_only = (found[0].groupdict().get("how") or "").startswith(("since", "after"))
        spans = [_dated(match, last_day) for match in found]
        period = _spanning(spans[0], spans[-1], afterwards)
        return Period(period.since, None) if period and since_only else period
    return _relative(text, last_day)


def order_of(question: str) -> Order:
    """Whether the latest or the first is asked for: "the current rate", "when did X last win", "who first saw it".

    Not the words as a part of a name ("the first lady") or of a rank ("the first quarter").
    """
    text = plain(question).casefold()
    if _LATEST.search(text):
        return "latest"
    return "first" if _FIRST.search(text) else "relevance"


def _relative(text: str, newest: dt.date | None) -> Period | None:
    if newest is None:
        return None
    days = next((days for pattern, days in _RELATIVE if pattern.search(text)), 0)
    if not days and (last := _LAST.search(text)):
        count = int(last["count"]) if (last["count"] or "").isdigit() else _NUMBER.get(last["count"] or "", 0)
        # "last week" is the one before this one; "the past week" and the like are told with it
        days = _DAYS[last["unit"]] * (count + 1 if count else 2)
    if not days:
        return None
    return Period(_minus(newest, days).isoformat())


def _is_name(match: re.Match[str]) -> bool:
    """Whether the time is no time: "of May", "in 2024 election"; a lone month needs a word that says when."""
    if _NAMED_YEAR.match(match["next"] or ""):
        return True
    how, dated = match["how"], match["year"] or match["day"] or match["before"]
    if how in ("of", "for", "after", "as of") and match["month"] and not dated:
        return True
    return bool(how in ("of", "after", "for") and match["alone"])


Span = tuple[dt.date, dt.date]


def _dated(
    match: re.Match[str], newest: dt.date | None, n: str = "", other: re.Match[str] | None = None
) -> Span | None:
    """First and last day of what was named, None where that is not known or lies ahead."""
    alone, month = match[f"alone{n}"], match[f"month{n}"]
    if alone:
        return None if newest and int(alone) > newest.year else (dt.date(int(alone), 1, 1), dt.date(int(alone), 12, 31))
    number = _MONTHS[month]
    day = int(match[f"day{n}"] or match[f"before{n}"] or 0)
    year_named = match[f"year{n}"] or (other["year2"] if other else None)
    if year_named is None and newest is None:
        return None
    try:
        if year_named is not None:
            first = dt.date(int(year_named), number, day or 1)
        else:
            assert newest is not None
            # a leap day is not in every year
            first = dt.date(newest.year, number, day or 1)
            if first > newest:
                first = dt.date(newest.year - 1, number, day or 1)
    except ValueError:
        return None
    if newest and first > newest:
        return None
    return first, first if day else first.replace(day=calendar.monthrange(first.year, number)[1])


def _spanning(one: Span | None, other: Span | None, afterwards: int) -> Period | None:
    spans = [span for span in (one, other) if span]
    if not spans:
        return None
    until = max(span[1] for span in spans)
    return Period(min(span[0] for span in spans).isoformat(), (until + dt.timedelta(days=afterwards)).isoformat())


def _day(iso: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _minus(day: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(max(1, day.toordinal() - days))
