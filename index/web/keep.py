"""What was fetched as files that the readers read: each with its address and the day of fetching in it.

- a page as its HTML in UTF-8, below a comment that says where it is from (`index.readers.saved`);
- a PDF as it is, with the same as comments behind its end;
- a text below a head of "URL:" lines;
- what a feed itself has of an entry as a line of JSON.

A file's name depends on its address alone, so that what is added again takes the place of what was there.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from urllib3.util import Url

from index.copies import replacing
from index.paths import make_private
from index.readers.bounded import BoundedReader
from index.readers.encoding import decode
from index.readers.entries import Entry, Feed
from index.readers.html import decode_page
from index.readers.saved import Saved, page_with_note, pdf_with_note
from index.types import Article, Problem
from index.web.address import NotFetched, checked, port_of
from index.web.fetch import Fetched

SUFFIXES = (".html", ".pdf", ".txt", ".jsonl")
_NEW = ".new"  # a name that is left out when the folder is read
_LONGEST_NAME = 100  # bytes of a file's name that tell a person what is in it
_WORD = re.compile(r"[^\W_]+")
_LOOKS_LIKE_PAGE = re.compile(rb"(?:\s|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_HEAD = 4096
_UNSAID = ("", "application/octet-stream", "binary/octet-stream")  # kinds that say nothing


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that was kept. `is_new` is False where it took the place of what was kept before."""

    url: str
    title: str
    source: str
    date: str
    is_new: bool


class Keeper:
    """Keeps files in a folder; `reader` is asked first whether there is an article in each. `today` is ISO."""

    def __init__(self, folder: Path, reader: BoundedReader, today: str) -> None:
        self._folder = folder
        self._reader = reader
        self._today = today

    def page(self, found: Fetched, published: str = "") -> Kept:
        """Keep a page, a PDF or a text. Raises NotFetched for what is none, and where there is no text in it."""
        saved = Saved(found.url, self._today, published)
        suffix, data = _as_file(found, saved)
        return self._keep(found.url, suffix, data)

    def feed(self, found: Fetched) -> Feed:
        """The feed that was fetched, of which nothing is kept yet. Raises NotFetched where it cannot be read."""
        with self._trial(".xml", found.data) as trial:
            feed = self._reader.feed(trial, found.url)
        if isinstance(feed, Problem):
            raise NotFetched(f"is a feed that {feed.reason.removesuffix('; skipped')}; tell those who publish it")
        if feed.trouble and not feed.entries:
            raise NotFetched(f"is a feed that cannot be read ({feed.trouble}); tell those who publish it")
        return feed

    def entry(self, entry: Entry, url: str) -> Kept:
        """Keep what a feed itself says of an entry, whose page is there. Raises NotFetched where that is nothing."""
        known = {
            "url": url,
            "title": entry.title,
            "source": entry.source,
            "date": entry.date or self._today,
            "saved": self._today,
            "text": entry.text,
        }
        line = json.dumps({name: value for name, value in known.items() if value}, ensure_ascii=False)
        return self._keep(url, ".jsonl", line.encode("utf-8", "replace") + b"\n")

    def has(self, url: str) -> bool:
        """Whether something is kept under that address."""
        return any(self._file(checked(url), suffix).exists() for suffix in SUFFIXES)

    def _keep(self, url: str, suffix: str, data: bytes) -> Kept:
        place = checked(url)
        file = self._file(place, suffix)
        article = self._read(suffix, data, file.name)
        is_new = not self.has(url)
        make_private(file.parent)
        with replacing(file) as stream:
            stream.write(data)
        for other in SUFFIXES:  # what was a page may have become a PDF
            if other != suffix:
                self._file(place, other).unlink(missing_ok=True)
        return Kept(article.url or url, article.title, article.source or "", article.date or "", is_new)

    def _read(self, suffix: str, data: bytes, name: str) -> Article:
        """The article in what is to be kept. Raises NotFetched where there is none: it would be skipped ever after."""
        with self._trial(suffix, data) as trial:
            found = list(self._reader.read(trial, name))
        article = next((one for one in found if isinstance(one, Article)), None)
        if article is None:
            why = getattr(found[0], "reason", "") if found else "empty"
            raise NotFetched(f"{why.removesuffix('; skipped')}; save it from a browser and index the file")
        return article

    @contextmanager
    def _trial(self, suffix: str, data: bytes) -> Iterator[Path]:
        """A file with these bytes, for as long as it is read."""
        aside = self._folder / _NEW
        make_private(aside)
        trial = aside / f"{os.getpid()}{suffix}"
        try:
            trial.write_bytes(data)
            yield trial
        finally:
            trial.unlink(missing_ok=True)
            with suppress(OSError):  # another process has something in it
                aside.rmdir()

    def _file(self, url: Url, suffix: str) -> Path:
        host = re.sub(r"[^\w.-]", "-", url.host or "").strip(".")
        folder = host if url.port is None else f"{host}-{port_of(url)}"
        mark = base64.b32encode(hashlib.blake2b(url.url.encode(), digest_size=5).digest()).decode().lower()
        return self._folder / (folder or "site") / f"{_readable(url)}-{mark}{suffix}"


def _readable(url: Url) -> str:
    """The words of an address behind its host, without the suffix of a file."""
    path, dot, suffix = (url.path or "").rpartition(".")
    path = path if dot and "/" not in suffix else (url.path or "")
    words = "-".join(_WORD.findall(unquote(f"{path} {url.query or ''}")))
    return words.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip("-") or "page"


def _as_file(found: Fetched, saved: Saved) -> tuple[str, bytes]:
    """The suffix and the bytes of the file in which something is kept. Raises NotFetched where it is not read."""
    if found.data.startswith(b"%PDF-"):
        return ".pdf", pdf_with_note(found.data, saved)
    if found.kind in ("text/html", "application/xhtml+xml") or _LOOKS_LIKE_PAGE.match(found.data[:_HEAD]):
        page = decode_page(found.data, found.charset)
        if page is not None:
            return ".html", page_with_note(page.removeprefix("\ufeff"), saved).encode("utf-8", "replace")
    elif found.kind.startswith("text/") or found.kind in _UNSAID:
        text = _decoded(found)
        if text is not None:
            return ".txt", f"URL: {saved.url}\nSaved: {saved.day}\n\n{text}".encode("utf-8", "replace")
    kind = found.kind if found.kind.isprintable() and found.kind else "unknown"
    raise NotFetched(f"is of a kind that is not read ({kind[:60]}); pages, feeds, PDFs and texts are")


def _decoded(found: Fetched) -> str | None:
    """The text in the encoding that the server named, or that the bytes suggest; None where it is none."""
    try:
        return decode(found.data.decode(found.charset).encode("utf-8", "replace"))
    except (UnicodeDecodeError, LookupError):
        return decode(found.data)
