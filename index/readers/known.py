"""What is known of an article beside its text, under the names that exports, feeds and site generators give it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.clean import clean_title, tidy
from index.dates import to_iso
from index.readers.markup import plain

# Names in the order in which they are believed; case, "_", "-" and spaces do not count. A date of change comes after
# those of publication, and one on which a page was saved last.
_TITLES = ("title", "headline", "subject", "name")
_TEXTS = ("text", "content", "body", "articlebody", "fulltext", "maintext", "contenttext", "contenthtml", "html")
_URLS = ("url", "link", "permalink", "canonicalurl", "sourceurl", "articleurl", "href")
_DATES = (
    *("date", "published", "datepublished", "publishedat", "publishdate", "publicationdate", "pubdate", "publishedon"),
    *("dateline", "postedat", "time", "timestamp", "datetime", "issued", "firstpublished", "updated", "updatedat"),
    *("datemodified", "modified", "lastmod", "created", "createdat", "datecreated", "clipped", "saved"),
)
_SOURCES = (
    "source",
    "site",
    "sitename",
    "publisher",
    "publication",
    "outlet",
    "sourcename",
    "website",
    "domain",
    "from",
)
# Where some put what others have at the top.
_WITHIN = ("params", "extra", "meta", "metadata", "frontmatter", "article", "attributes", "fields")
_NOTHING: tuple[object, ...] = (None, "", {}, [])
# Under which a database or a feed puts a single value, and under which somebody or something has its name.
_WRAPPED = ("$date", "$numberLong", "value", "#text", "content")
_NAMES = ("name", "title", "label", "id")


@dataclass(frozen=True, slots=True)
class Known:
    """What was given: "" or None where nothing was."""

    title: str = ""
    text: str = ""
    source: str | None = None
    date: str | None = None
    url: str | None = None


def known_of(record: Mapping[str, object]) -> Known:
    """What a record says of its article. Values that do not fit are passed over: no odd field costs the rest."""
    layers = list(_layers(record))
    named = [text for value in _values(layers, _SOURCES) if (text := _line(_named(value)))]
    urls = [text.replace("&amp;", "&") for value in _values(layers, _URLS) if (text := _line(value))]
    # what clips pages calls the address their source
    url = next(iter([*urls, *(one for one in named if _is_url(one))]), None)
    source = next((one.partition(" <")[0].strip('" ') for one in named if not _is_url(one)), None)
    return Known(
        title=next(
            (text for value in _values(layers, _TITLES) if (text := clean_title(plain(_scalar(_single(value)))))), ""
        ),
        text=next((text for value in _values(layers, _TEXTS) if (text := plain(_prose(value))).strip()), ""),
        source=plain(source) if source else source_of(url),
        date=next((day for value in _values(layers, _DATES) if (day := to_iso(_single(value)))), None),
        url=url,
    )


def is_known(name: str) -> bool:
    """Whether a field's name says what it holds, as in the lines at the head of a saved mail or page."""
    return _plain_name(name) in _HEAD_NAMES


def source_of(url: str | None) -> str | None:
    """The host that a URL names, without "www.", or None."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # "http://[" and the like
        return None
    return host.removeprefix("www.") if host else None


_HEAD_NAMES = frozenset(
    (*_TITLES, *_URLS, *_DATES, *_SOURCES, "author", "authors", "by", "to", "cc", "section", "category", "tags", "lang")
) | {"language", "keywords", "id", "copyright", "type"}


def _plain_name(name: str) -> str:
    return "".join(character for character in name.casefold() if character not in "_- :")


def _layers(record: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    """The record's own fields by their plain names, then those of what is within."""
    for within in (record, *(record[name] for name in record if _plain_name(name) in _WITHIN)):
        if isinstance(within, Mapping):
            yield {_plain_name(str(name)): value for name, value in within.items() if value not in _NOTHING}


def _values(layers: Sequence[Mapping[str, object]], names: tuple[str, ...]) -> Iterator[object]:
    return (layer[name] for layer in layers for name in names if name in layer)


def _single(value: object) -> object:
    """What a database wraps a value in taken off, and of several the first."""
    if isinstance(value, Mapping):
        return next((value[name] for name in _WRAPPED if name in value), None)
    return value[0] if isinstance(value, list) and value else value


def _named(value: object) -> object:
    """The name in an object that describes somebody or something."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, Mapping):
        return next((value[name] for name in _NAMES if isinstance(value.get(name), str)), None)
    return value


def _prose(value: object) -> str:
    """The text of a field: feeds put it in an object, some split it into a list of paragraphs."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        return "\n\n".join(value)
    value = _single(value)
    return value if isinstance(value, str) else ""


def _scalar(value: object) -> str:
    """Titles and sources may be numbers or days."""
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, str | int | float | dt.date) else ""


def _line(value: object) -> str:
    return " ".join(tidy(_scalar(value)).split())


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text
