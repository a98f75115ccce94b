"""Reads article files: one way in for every kind of file, which never raises for what a file holds."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from index.types import Article, Problem

SUFFIXES: frozenset[str] = frozenset({".jsonl.gz", ".jsonl", ".txt", ".md", ".markdown", ".html", ".htm", ".pdf"})
MOST_BYTES = 200 << 20  # of a file that is read whole; .jsonl files are streamed and may be larger


def suffix_of(name: str) -> str | None:
    """The suffix of a file name that a reader knows, in lower case, or None."""
    lower = name.lower()
    return next((suffix for suffix in SUFFIXES if lower.endswith(suffix)), None)


def read(path: Path, relative: str) -> Iterator[Article | Problem]:
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
            yield from _read(path, relative, status.st_size)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        yield Problem(relative, f"cannot be read ({reason}); check the file and its permissions")
    except Exception as error:
        yield Problem(relative, f"cannot be read ({one_line(error)}); skipped")


def one_line(error: Exception) -> str:
    """What an exception says, on one line of at most 120 characters."""
    text = " ".join(str(error).split())
    printable = "".join(character if character.isprintable() else "?" for character in text)
    return printable[:120] or type(error).__name__


def _read(path: Path, relative: str, size: int) -> Iterator[Article | Problem]:
    suffix = suffix_of(path.name)
    if suffix in (".jsonl", ".jsonl.gz"):
        from index.readers import jsonl

        yield from jsonl.read(path, relative)
        return
    if suffix is None:
        yield Problem(relative, f"unknown kind of file; Footnote reads {' '.join(sorted(SUFFIXES))}")
        return
    if size > MOST_BYTES:
        yield Problem(relative, f"larger than {MOST_BYTES >> 20} MiB; split it, or make it a .jsonl file")
        return
    data = path.read_bytes()
    if suffix == ".pdf":
        from index.readers import pdf

        yield from pdf.read(data, relative)
    elif suffix in (".html", ".htm"):
        from index.readers import html

        yield from html.read(data, relative)
    else:
        yield from _read_text(data, relative, markdown=suffix != ".txt")


def _read_text(data: bytes, relative: str, *, markdown: bool) -> Iterator[Article | Problem]:
    from index.readers import encoding

    text = encoding.decode(data)
    if text is None:
        yield Problem(relative, "looks like a binary file; skipped")
    elif markdown:
        from index.readers import markdown as reader

        yield from reader.read(text, relative)
    else:
        from index.readers import text as plain

        yield from plain.read(text, relative)
