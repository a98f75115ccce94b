"""Reads article files: one way in for every kind of file, which never raises for what a file holds.

Nothing that a file holds takes more than so much time and memory either; what asks for more is skipped and named.

- No file but a PDF (it may hold pictures) and JSON Lines (they are streamed) is larger than MOST_BYTES, and neither is
  a line of JSON Lines. A PDF is no larger than MOST_BYTES_OF_PDF, and an article no longer than MOST_CHARACTERS.
- Text and JSON Lines are read by code of ours, in time that grows with the length. A gzip file may unpack to
  `jsonl.MOST_UNPACKED` times its size.
- HTML, PDF, Word, EPUB, mails and long Markdown are taken apart by libraries: `bounded.BoundedReader` reads them in a
  process of its own, with `bounded.Bounds` on processor time, memory and patience. Front matter is bounded in `matter`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from index.dates import in_name
from index.types import Article, Problem

SUFFIXES: frozenset[str] = frozenset(
    {".jsonl.gz", ".jsonl", ".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx", ".epub", ".eml"}
)
_PACKED = (".docx", ".epub", ".eml")
MOST_BYTES = 16 << 20  # four Bibles; a text takes twenty times its size in memory while it is read and cut, or fifty
MOST_BYTES_OF_PDF = 200 << 20  # nearly all of it pictures
MOST_CHARACTERS = MOST_BYTES  # of what is unpacked from elsewhere


def suffix_of(name: str) -> str | None:
    """The suffix of a file name that a reader knows, in lower case, or None."""
    stem, dot, last = name.lower().rpartition(".")
    suffix = ".jsonl.gz" if last == "gz" and stem.endswith(".jsonl") else dot + last
    return suffix if suffix in SUFFIXES else None


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


def _bounded(found: Article | Problem) -> Article | Problem:
    if isinstance(found, Article) and len(found.text) > MOST_CHARACTERS:
        return Problem(found.path, f"an article of more than {MOST_CHARACTERS:,} characters; split it")
    return found


def _dated(found: Article | Problem) -> Article | Problem:
    """An article that says no date of its own has that in its file's name, if there is one."""
    if isinstance(found, Problem) or found.date is not None or "#" in found.path:
        return found
    return replace(found, date=in_name(found.path.rpartition("/")[2]))


def _read(path: Path, relative: str, size: int) -> Iterator[Article | Problem]:
    suffix = suffix_of(path.name)
    if suffix in (".jsonl", ".jsonl.gz"):
        from index.readers import jsonl

        yield from jsonl.read(path, relative)
        return
    if suffix is None:
        yield Problem(relative, f"unknown kind of file; Footnote reads {' '.join(sorted(SUFFIXES))}")
        return
    most = MOST_BYTES_OF_PDF if suffix == ".pdf" else MOST_BYTES
    if size > most:
        yield Problem(relative, f"larger than {most >> 20} MiB; split it, or make it a .jsonl file")
        return
    data = path.read_bytes()
    if suffix == ".pdf":
        from index.readers import pdf

        yield from pdf.read(data, relative)
    elif suffix in (".html", ".htm"):
        from index.readers import html

        yield from html.read(data, relative)
    elif suffix in _PACKED:
        yield from _packed(suffix)(data, relative)
    else:
        yield from _read_text(data, relative, markdown=suffix != ".txt")


def _packed(suffix: str) -> Callable[[bytes, str], Iterator[Article | Problem]]:
    """The reader of a format in which the text has to be unpacked."""
    from index.readers import epub, mail, word

    return {".docx": word.read, ".epub": epub.read, ".eml": mail.read}[suffix]


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
