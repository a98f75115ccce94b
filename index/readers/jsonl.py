"""JSON Lines, plain or gzipped: one article a line, read as a stream."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from index.clean import clean, derive_title, tidy
from index.readers import MOST_BYTES, one_line
from index.readers.encoding import decode
from index.readers.known import known_of
from index.types import Article, Problem, article_id
from index.walk import printable

LONGEST_LINE = MOST_BYTES  # longer lines are skipped, so that no file can fill the memory
MOST_UNPACKED = 100  # times the size of a gzip file, where it is above LONGEST_LINE: text has 3 to 10, zeros 1,000
MOST_NAMED = 1000  # lines of a file that give no article; the rest are counted, as a library keeps what was skipped
GIVE_UP = 100  # broken lines before the first article: the file is something else
HOPELESS, HOPELESS_TIMES = 100_000, 100  # so many, and so many times as many as articles: so it is


class _Unusable(Exception):
    """A line that gives no article; the message says why."""


class _Bomb(Exception):
    """A gzip file out of which comes too much; the message says so."""


def read(path: Path, relative: str) -> Iterator[Article | Problem]:
    """The articles in a file, one a line, and a Problem (`relative:line`) for every line that gives none."""
    ids: set[str] = set()
    broken = 0
    packed = path.name.lower().endswith(".gz")
    most = max(LONGEST_LINE, MOST_UNPACKED * path.stat().st_size) if packed else math.inf
    with cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb") as stream:
        try:
            for number, line in _lines(stream, most):
                found = _read_line(line, number, relative, ids)
                broken += isinstance(found, Problem)
                if isinstance(found, Article) or broken <= MOST_NAMED:
                    yield found
                if broken == GIVE_UP and not ids:
                    yield Problem(relative, f"{GIVE_UP} lines without an article: not JSON Lines; the rest is skipped")
                    return
                if broken >= HOPELESS and broken > HOPELESS_TIMES * len(ids):
                    yield Problem(relative, f"{broken:,} lines give no article, {len(ids):,} do; the rest is skipped")
                    return
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Problem(relative, f"the gzip file is damaged ({one_line(error)}); what came before is kept")
            return
        except _Bomb as error:
            yield Problem(relative, str(error))
            return
    if broken > MOST_NAMED:
        yield Problem(relative, f"{broken - MOST_NAMED:,} more lines give no article; skipped")
    if not ids and not broken:
        yield Problem(relative, "empty; skipped")


def _lines(stream: BinaryIO, most: float) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers from 1; None stands for one that is too long.

    Raises _Bomb beyond `most` bytes.
    """
    number = length = 0
    goes_on = False  # the line is the rest of one that was too long
    while line := stream.readline(LONGEST_LINE):
        length += len(line)
        if length > most:
            raise _Bomb(f"unpacks to more than {MOST_UNPACKED} times its size; the rest is skipped")
        number += not goes_on
        is_cut = len(line) == LONGEST_LINE and not line.endswith(b"\n")
        if is_cut and not goes_on:
            yield number, None
        elif not goes_on and line.strip(b" \t\r\n\xef\xbb\xbf"):
            yield number, line
        goes_on = is_cut


def _read_line(line: bytes | None, number: int, relative: str, ids: set[str]) -> Article | Problem:
    try:
        record = _parse(line)
        name = _name(record.get("id"), number)
        if name in ids:
            raise _Unusable(f"the id {printable(name[:40])} was used before in this file; skipped")
        article = _article(record, f"{relative}#{name}")
    except _Unusable as reason:
        return Problem(f"{relative}:{number}", str(reason))
    ids.add(name)
    return article


def _parse(line: bytes | None) -> dict[str, object]:
    if line is None:
        raise _Unusable(f"longer than {LONGEST_LINE >> 20} MiB; skipped")
    text = decode(line)
    if text is None:
        raise _Unusable("looks like binary data; skipped")
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise _Unusable(f"not valid JSON ({error.msg} at column {error.colno}); skipped") from None
    except ValueError as error:  # a number of thousands of digits
        raise _Unusable(f"not valid JSON ({one_line(error)}); skipped") from None
    except RecursionError:
        raise _Unusable("not valid JSON (nested too deeply); skipped") from None
    if not isinstance(record, dict):
        raise _Unusable("not a JSON object with an article; skipped")
    return record


def _name(value: object, number: int) -> str:
    """What tells this article from the others in the file: its id, or else its line."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return str(number)
    return " ".join(tidy(str(value)).split()) or str(number)


def _article(record: dict[str, object], path: str) -> Article:
    known = known_of(record)
    found = clean(known.text, known.title or None)
    if not found.paragraphs and found.title is None:
        raise _Unusable("no text (looked for in `text`, `content`, `body`, `articleBody`); skipped")
    title = known.title or found.title or derive_title(found.paragraphs)
    return Article(
        id=article_id(path),
        path=path,
        title=title,
        text="\n\n".join(found.paragraphs) or title,
        source=known.source,
        date=known.date,
        url=known.url,
        captions=found.captions,
    )
