"""Answers that need no search among passages: small talk, and what the library knows of itself.

What is said of an article carries a footnote: the sentence that says what it is about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from index.facts import stems
from index.types import Article, Filters, Mentions
from qa.answer.narrowed import limits, narrowed, with_source
from qa.answer.outcome import Outcome
from qa.evidence.lead import lead
from qa.question.about_library import LibraryQuestion, asked_of_library
from qa.question.small_talk import small_talk
from qa.question.understood import Understood
from qa.types import Citation, Sentence
from qa.verify.check import Checked

# As many articles are named, or told of, at most.
MOST = 6
# An article of each source is looked for among so many of the newest.
_NEWEST = 60
# Two leads with this share of their words in common tell the same.
_SAME = 0.6


class Overview(Protocol):
    """What a library holds, as far as the filters allow. Dates are ISO; `sources` have the most articles first."""

    @property
    def articles(self) -> int: ...
    @property
    def undated(self) -> int: ...
    @property
    def oldest(self) -> str | None: ...
    @property
    def newest(self) -> str | None: ...
    @property
    def sources(self) -> Sequence[tuple[str, int]]: ...


class AskedLibrary(Protocol):
    """A library as it is asked about itself. Only `representative` has articles without a date; of a few it has all."""

    def overview(self, filters: Filters, /) -> Overview: ...
    def newest(self, filters: Filters, n: int, /) -> Sequence[Article]: ...
    def oldest(self, filters: Filters, n: int, /) -> Sequence[Article]: ...
    def representative(self, filters: Filters, n: int, /) -> Sequence[Article]: ...
    def mentions(self, subject: str, filters: Filters, /) -> Mentions: ...
    def mentioning(self, subject: str, filters: Filters, n: int, /) -> Sequence[Article]: ...


def about_library(understood: Understood, library: AskedLibrary, filters: Filters) -> Outcome | None:
    """What is said to small talk or a question about the library; None where the question is neither."""
    follows = understood.standalone != understood.question
    if (line := small_talk(understood.question, follows)) is not None:
        return Outcome(Checked(line, False, (Sentence(line, supported=True),), ()), 1.0)
    asked = asked_of_library(understood.question, understood.standalone)
    return Outcome(library_answer(asked, library, filters), 1.0) if asked else None


def library_answer(asked: LibraryQuestion, library: AskedLibrary, filters: Filters) -> Checked:
    """The answer to a question about the library; a refusal where it has no article to tell of."""
    overview = library.overview(filters)
    if not overview.articles:
        return _nothing("There are no articles to tell of.")
    known = [source for source, _ in overview.sources]
    asked = with_source(asked, known)
    limited = limits(asked)
    if limited:
        within = narrowed(asked, filters, known, overview.newest)
        overview, filters = (library.overview(within), within) if within else (overview, filters)
        if within is None or not overview.articles:
            return _nothing(f"There are no articles{limited}.")
    if asked.subject is not None:
        return _on_subject(asked, asked.subject, library, filters)
    answers: dict[str, Callable[[], Checked]] = {
        "count": lambda: _counted(overview, library, filters, limited),
        "newest": lambda: _at_an_end("newest", limited, library.newest(filters, 1)),
        "oldest": lambda: _at_an_end("oldest", limited, library.oldest(filters, 1)),
        "sources": lambda: _sources(overview, library, filters, limited),
        "contents": lambda: _contents(overview, library, filters, limited),
        "about": lambda: _about(overview, library, filters, limited),
    }
    return answers[asked.asks]()


def _counted(overview: Overview, library: AskedLibrary, filters: Filters, limited: str) -> Checked:
    few = overview.articles <= MOST
    shown = _dated(library.representative(filters, MOST)) if few else _ends(library, filters)
    telling = _Telling()
    telling.say(_extent(overview, limited), shown)
    return telling.told()


def _at_an_end(which: str, limited: str, found: Sequence[Article]) -> Checked:
    article = next((one for one in found if one.date), None)
    if article is None:
        return _nothing(f"None of the articles{limited} has a date, so none is known to be the {which}.")
    telling = _Telling()
    telling.say(f"The {which} article{limited} is {_named(article)}.", [article])
    return telling.told()


def _sources(overview: Overview, library: AskedLibrary, filters: Filters, limited: str) -> Checked:
    telling = _Telling()
    if not overview.sources:
        telling.say(f"The articles{limited} do not name their sources.", library.representative(filters, 1))
        return telling.told()
    named = overview.sources[:MOST]
    telling.say(f"The articles{limited} come from {_number(len(overview.sources), 'source')}:", ())
    examples = [*library.newest(filters, _NEWEST), *library.representative(filters, MOST)]
    for source, count in named:
        telling.say(f"{source}, {_number(count, 'article')}", [one for one in examples if one.source == source][:1])
    if len(overview.sources) > len(named):
        telling.say(f"and {len(overview.sources) - len(named)} more.", ())
    return telling.told()


def _contents(overview: Overview, library: AskedLibrary, filters: Filters, limited: str) -> Checked:
    telling = _Telling()
    among = "" if overview.articles <= MOST else " Among them:"
    telling.say(f"{_extent(overview, limited)}{among}", _dated(library.representative(filters, MOST)))
    return telling.told()


def _about(overview: Overview, library: AskedLibrary, filters: Filters, limited: str) -> Checked:
    """One sentence of each of a few articles, in order of time; of a large library, of those that stand for it."""
    telling = _Telling()
    if overview.articles > MOST:
        telling.say(_extent(overview, limited), ())
    said: list[frozenset[str]] = []
    for article in _dated(library.representative(filters, MOST)):
        start, end = lead(article)
        words = stems(article.text[start:end])
        if words and not any(_share(words, other) >= _SAME for other in said):
            said.append(words)
            telling.say(" ".join(article.text[start:end].split()), [article], as_of=article.date)
    return telling.told()


def _on_subject(asked: LibraryQuestion, subject: str, library: AskedLibrary, filters: Filters) -> Checked:
    """Of the articles that have all the words of the subject in title or text."""
    mentions = library.mentions(subject, filters)
    if not mentions.articles:
        return _nothing(f"No article{limits(asked)} mentions {subject}.")
    if asked.asks in ("newest", "oldest"):
        return _at_an_end_of(asked, subject, mentions, library, filters)
    # a server does not list all that have a common word
    least = "" if mentions.are_all else "At least "
    verb = "mentions" if mentions.articles == 1 else "mention"
    among = ". Among them:" if mentions.articles > MOST else "."
    telling = _Telling()
    # the footnotes name them
    shown = library.mentioning(subject, filters, MOST)
    telling.say(f"{least}{_number(mentions.articles, 'article')}{limits(asked)} {verb} {subject}{among}", shown)
    return telling.told()


def _at_an_end_of(
    asked: LibraryQuestion, subject: str, mentions: Mentions, library: AskedLibrary, filters: Filters
) -> Checked:
    which, limited = asked.asks, limits(asked)
    day = mentions.newest if which == "newest" else mentions.oldest
    if day is None:
        return _nothing(
            f"None of the articles{limited} that mention {subject} has a date, so none is known to be the {which}."
        )
    # of those of one day the one that has most to say
    shown = library.mentioning(subject, replace(filters, since=day, until=day), 1)
    found = "" if mentions.are_all else " found"
    telling = _Telling()
    telling.say(f"The {which} article{limited}{found} that mentions {subject} is {_named(shown[0])}.", shown)
    return telling.told()


class _Telling:
    """Sentences about articles, each with footnotes."""

    def __init__(self) -> None:
        self._sentences: list[Sentence] = []
        self._citations: dict[str, Citation] = {}

    def say(self, text: str, articles: Iterable[Article], *, as_of: str | None = None) -> None:
        numbers = tuple(self._cite(article) for article in articles)
        self._sentences.append(Sentence(text, numbers, True, as_of))

    def _cite(self, article: Article) -> int:
        if article.id not in self._citations:
            start, end = lead(article)
            number = len(self._citations) + 1
            self._citations[article.id] = Citation(number, article, article.text[start:end], start, end)
        return self._citations[article.id].number

    def told(self) -> Checked:
        lines = []
        for one in self._sentences:
            dated = f"{one.as_of}: " if one.as_of else ""
            lines.append(dated + one.text + "".join(f" [{number}]" for number in one.citations))
        return Checked("\n".join(lines), False, tuple(self._sentences), tuple(self._citations.values()))


def _nothing(line: str) -> Checked:
    return Checked(line, True, (), ())


def _ends(library: AskedLibrary, filters: Filters) -> list[Article]:
    ends = [*library.oldest(filters, 1), *library.newest(filters, 1)]
    return [one for one in ends if one.date]


def _extent(overview: Overview, limited: str) -> str:
    """How many articles there are, and of when: "There are 12 articles, from 3 May 2023 to 9 June 2024." """
    there = f"There {'is' if overview.articles == 1 else 'are'} {_number(overview.articles, 'article')}{limited}"
    if overview.oldest is None or overview.newest is None:
        return f"{there}."
    first, last = _day(overview.oldest), _day(overview.newest)
    when = f", of {first}" if first == last else f", from {first} to {last}"
    return f"{there}{when}{f' ({overview.undated:,} without a date)' if overview.undated else ''}."


def _named(article: Article) -> str:
    """An article as a list names it: “Title” (Source, 3 May 2023)."""
    origin = ", ".join(part for part in (article.source, _day(article.date) if article.date else None) if part)
    return f"“{article.title}”{f' ({origin})' if origin else ''}"


def _dated(articles: Iterable[Article]) -> list[Article]:
    """In order of time, those without a date last."""
    return sorted(articles, key=lambda one: (one.date is None, one.date or ""))


def _day(iso: str) -> str:
    try:
        day = dt.date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%B} {day.year}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
