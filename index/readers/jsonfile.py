"""JSON files: a list of articles, at the top or under a key, or one article.

The list is read element by element (`index.readers.jsonscan`), each as a line of JSON Lines is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from index.readers import MOST_BYTES, jsonl
from index.readers.encoding import decode
from index.readers.jsonl import GIVE_UP, MOST_NAMED
from index.readers.jsonscan import Listed, Outline, Span, elements, outline, piece
from index.readers.known import known_of
from index.readers.records import LONGEST, Records, Unusable, article_of_record, parse
from index.types import Article, OtherFile, Problem

# Keys under which programs and services put a list of articles, the likelier first.
_NAMED = ("articles", "items", "data", "results", "posts", "entries", "docs", "documents", "hits", "stories", "news")
_NO_TEXT = "no text"
# Bytes of white space in an empty list.
_LONGEST_BLANK = 100


def read(path: Path, relative: str) -> Iterator[Article | Problem | OtherFile]:
    """The articles in a file, and a Problem (`relative#number`) for each element that gives none.

    A file that holds settings, a map or anything else that is no article is an OtherFile.
    """
    with path.open("rb") as file:
        stream = _as_utf8(file, path.stat().st_size)
        if stream is None:
            yield Problem(relative, f"in UTF-16, and larger than {MOST_BYTES >> 20} MiB; save it in UTF-8")
            return
        found = outline(stream)
        if found.has_more:  # a file of many values is JSON Lines, whatever it is called
            yield from jsonl.read(path, relative)
        elif found.begins:
            yield from _read(stream, found, relative)
        else:
            yield Problem(relative, "not JSON: no list or object in it; skipped")


def _as_utf8(file: BinaryIO, size: int) -> BinaryIO | None:
    """The file in an encoding in which brackets are single bytes; None where that takes too much memory."""
    if b"\0" not in file.read(4):
        return file
    if size > MOST_BYTES:
        return None
    file.seek(0)
    return BytesIO((decode(file.read()) or "").encode())


def _read(stream: BinaryIO, found: Outline, relative: str) -> Iterator[Article | Problem | OtherFile]:
    if found.begins == b"[":
        stream.seek(0)
        yield from _articles(stream, [stream.read(MOST_BYTES).index(b"[")], relative)
        return
    chosen = _chosen(found.lists)
    starts = [one.start for one in chosen]
    if any(one.key.casefold() in _NAMED for one in chosen):
        yield from _articles(stream, starts, relative)
        return
    size = stream.seek(0, 2)
    try:
        record = parse(piece(stream, (0, size)) if size <= LONGEST else None)
        if not known_of(record).text:  # settings have a name as well
            raise Unusable(_NO_TEXT)
        yield article_of_record(record, relative)
    except Unusable as reason:
        inside = list(_articles(stream, starts, relative))
        if any(isinstance(one, Article) for one in inside):
            yield from inside
        else:
            yield OtherFile(".json") if str(reason) == _NO_TEXT else Problem(relative, str(reason))


def _chosen(lists: Sequence[Listed]) -> list[Listed]:
    """The list that has a name for articles, the outermost of these; or else all of the outermost."""
    lists = [one for one in lists if one.of_objects]
    named = [one for one in lists if one.key.casefold() in _NAMED]
    if named:
        return [min(named, key=lambda one: (one.depth, _NAMED.index(one.key.casefold())))]
    return [one for one in lists if one.depth == min(other.depth for other in lists)]


def _articles(stream: BinaryIO, starts: Sequence[int], relative: str) -> Iterator[Article | Problem]:
    """The articles among the elements of the lists that begin there, or one Problem where there are none."""
    records = Records(relative)
    waiting: list[Problem] = []  # until the first article
    for number, span in enumerate(_spans(stream, starts), start=1):
        if span is None:
            waiting.append(Problem(relative, "the file is cut off; what came before is kept"))
            break
        start, end = span
        found = records.read(piece(stream, span) if end - start <= LONGEST else None, number)
        if isinstance(found, Problem) and records.broken <= MOST_NAMED:
            waiting.append(found)
        if records.ids:
            yield from waiting
            waiting.clear()
        elif records.broken == GIVE_UP:
            break
        if isinstance(found, Article):
            yield found
    if records.ids:
        yield from waiting
        if records.broken > MOST_NAMED:
            yield Problem(relative, f"{records.broken - MOST_NAMED:,} more elements give no article; skipped")
    else:
        first = f" (the first: {waiting[0].reason.removesuffix('; skipped')})" if waiting else ""
        yield Problem(relative, f"no article in its list{first}; skipped")


def _spans(stream: BinaryIO, starts: Sequence[int]) -> Iterator[Span | None]:
    """The elements of one list after the other; an empty list has none."""
    for start in starts:
        for span in elements(stream, start):
            if span is None or span[1] - span[0] > _LONGEST_BLANK or piece(stream, span).strip():
                yield span
