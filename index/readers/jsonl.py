"""JSON Lines, plain or gzipped: one article a line, read as a stream."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from index.readers import one_line
from index.readers.records import LONGEST as LONGEST_LINE
from index.readers.records import Records
from index.types import Article, Problem

MOST_UNPACKED = 100  # times the size of a gzip file, where it is above LONGEST_LINE: text has 3 to 10, zeros 1,000
MOST_NAMED = 1000  # lines of a file that give no article; the rest are counted, as a library keeps what was skipped
GIVE_UP = 100  # broken lines before the first article: the file is something else
HOPELESS, HOPELESS_TIMES = 100_000, 100  # so many, and so many times as many as articles: so it is


class _Bomb(Exception):
    """A gzip file out of which comes too much; the message says so."""


def read(path: Path, relative: str) -> Iterator[Article | Problem]:
    """The articles in a file, one a line, and a Problem (`relative:line`) for every line that gives none."""
    records = Records(relative, mark=":")
    packed = path.name.lower().endswith(".gz")
    most = max(LONGEST_LINE, MOST_UNPACKED * path.stat().st_size) if packed else math.inf
    with cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb") as stream:
        try:
            for number, line in _lines(stream, most):
                found = records.read(line, number)
                if isinstance(found, Article) or records.broken <= MOST_NAMED:
                    yield found
                if records.broken == GIVE_UP and not records.ids:
                    yield Problem(relative, f"{GIVE_UP} lines without an article: not JSON Lines; the rest is skipped")
                    return
                if records.broken >= HOPELESS and records.broken > HOPELESS_TIMES * len(records.ids):
                    few = f"{records.broken:,} lines give no article, {len(records.ids):,} do"
                    yield Problem(relative, f"{few}; the rest is skipped")
                    return
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Problem(relative, f"the gzip file is damaged ({one_line(error)}); what came before is kept")
            return
        except _Bomb as error:
            yield Problem(relative, str(error))
            return
    if records.broken > MOST_NAMED:
        yield Problem(relative, f"{records.broken - MOST_NAMED:,} more lines give no article; skipped")
    if not records.ids and not records.broken:
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
