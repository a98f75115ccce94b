"""Reads article files: one way in for every kind of file, which never raises for what a file holds.

Nothing that a file holds takes more than so much time and memory either; what asks for more is skipped and named.

- A file is no larger than its `Kind` says. JSON is streamed, and only its records are bounded, as `records.LONGEST`
  says; a gzip file may unpack to `jsonl.MOST_UNPACKED` times its size. An article is no longer than MOST_CHARACTERS.
- Text and JSON are read by code of ours, in time that grows with the length.
- What is `apart`, and long Markdown, is taken apart by libraries: `bounded.BoundedReader` reads it in a process of its
  own, with `bounded.Bounds` on processor time, memory and patience. Front matter is bounded in `matter`.
"""

from __future__ import annotations

import math
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Literal, cast

from index.dates import in_name
from index.types import Article, OtherFile, Problem

MOST_BYTES = 16 << 20  # four Bibles; a text takes twenty times its size in memory while it is read and cut, or fifty
MOST_BYTES_OF_PDF = 200 << 20  # nearly all of it pictures
MOST_CHARACTERS = MOST_BYTES  # of what is unpacked from elsewhere

Found = Article | Problem | OtherFile
"""What a file holds: articles, what is wrong with it, or that it is none of articles."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How files of a suffix are read: by which module's `read`, which takes the file's path, bytes or text, with the
    path that articles carry; how many bytes they may have; and whether in a process of their own.
    """

    module: str
    takes: Literal["path", "bytes", "text"] = "bytes"
    most: float = MOST_BYTES
    apart: bool = False


_JSONL = Kind("jsonl", "path", math.inf)
_FEED = Kind("feed", apart=True)
_SUBTITLES = Kind("transcript", "text", apart=True)
_MARKDOWN = Kind("markdown", "text")
_HTML = Kind("html", apart=True)
KINDS: dict[str, Kind] = {
    ".txt": Kind("text", "text"),
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".pdf": Kind("pdf", most=MOST_BYTES_OF_PDF, apart=True),
    ".docx": Kind("word", apart=True),
    ".epub": Kind("epub", apart=True),
    ".odt": Kind("opendocument", apart=True),
    ".rtf": Kind("rtf", apart=True),
    ".srt": _SUBTITLES,
    ".vtt": _SUBTITLES,
    ".rss": _FEED,
    ".atom": _FEED,
    ".xml": _FEED,
    ".eml": Kind("mail", apart=True),
    ".mbox": Kind("mbox", "path", 1 << 30, apart=True),
    ".json": Kind("jsonfile", "path", math.inf),
    ".jsonl": _JSONL,
    ".jsonl.gz": _JSONL,
    ".ndjson": _JSONL,
}
SUFFIXES: frozenset[str] = frozenset(KINDS)


def suffix_of(name: str) -> str | None:
    """The suffix of a file name that a reader knows, in lower case, or None."""
    stem, dot, last = name.lower().rpartition(".")
    suffix = ".jsonl.gz" if last == "gz" and stem.endswith(".jsonl") else dot + last
    return suffix if suffix in SUFFIXES else None


def read(path: Path, relative: str) -> Iterator[Found]:
    """The articles in a file, and a Problem for whatever in it cannot be read.

    `relative` is the path that articles and problems carry. Raises nothing for a bad or missing file.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
            yield Problem(relative, "is not a regular file; skipped")
        elif status.st_size == 0:
            yield Problem(relative, "empty; skipped")
        else:
            for found in _read(path, relative, status.st_size):
                yield _dated(_bounded(found))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        yield Problem(relative, f"cannot be read ({reason}); check the file and its permissions", passing=True)
    except Exception as error:
        yield Problem(relative, f"cannot be read ({one_line(error)}); skipped")


def one_line(error: Exception) -> str:
    """What an exception says, on one line of at most 120 characters."""
    if isinstance(error, MemoryError):
        return "it takes too much memory"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    text = " ".join(str(error).split())
    printable = "".join(character if character.isprintable() else "?" for character in text)
    return printable[:120] or type(error).__name__


def _bounded(found: Found) -> Found:
    if isinstance(found, Article) and len(found.text) > MOST_CHARACTERS:
        return Problem(found.path, f"an article of more than {MOST_CHARACTERS:,} characters; split it")
    return found


def _dated(found: Found) -> Found:
    """An article that says no date of its own has that in its file's name, if there is one."""
    if not isinstance(found, Article) or found.date is not None or "#" in found.path:
        return found
    return replace(found, date=in_name(found.path.rpartition("/")[2]))


def _read(path: Path, relative: str, size: int) -> Iterator[Found]:
    kind = KINDS.get(suffix_of(path.name) or "")
    if kind is None:
        yield Problem(relative, f"unknown kind of file; Footnote reads {' '.join(sorted(SUFFIXES))}")
        return
    if size > kind.most:
        yield Problem(relative, f"larger than {int(kind.most) >> 20} MiB; split it, or make it a .jsonl file")
        return
    content: Path | bytes | str | None = path if kind.takes == "path" else path.read_bytes()
    if kind.takes == "text":
        from index.readers import encoding

        content = encoding.decode(cast(bytes, content))
    if content is None:
        yield Problem(relative, "looks like a binary file; skipped")
        return
    # each brings a library along: only the one that is needed is loaded
    reader = cast(Callable[[object, str], Iterator[Found]], import_module(f"index.readers.{kind.module}").read)
    yield from reader(content, relative)
