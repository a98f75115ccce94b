"""Where and when a page was saved, as browsers note it in the file, and Footnote in what it fetches itself.

A web page has it in a comment before its text: `saved from url=(0020)https://example.org` by browsers, lines of `url:`
and `saved date:` by SingleFile and by Footnote. A PDF has it in comments behind its end, where readers of PDFs let
comments be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.dates import in_name, to_iso

_HEAD = 4096  # characters at the beginning of a page, or bytes at the end of a PDF, in which the note is looked for
_COMMENT = re.compile(r"<!--(.{0,3000}?)-->", re.DOTALL)
_MARK = re.compile(r"saved from url=\(\d{1,6}\)(\S{1,2000})")
_LINE = re.compile(r"^[ \t%]*(url|saved date|published)[ \t]*:[ \t]*(\S.*?)[ \t\r]*$", re.MULTILINE)
_BY = "Page saved with Footnote"


@dataclass(frozen=True, slots=True)
class Saved:
    """From which address a page was saved and on which day (ISO), and on which it was published, as a feed said. "" for
    what is not known.
    """

    url: str = ""
    day: str = ""
    published: str = ""

    def day_of(self, relative: str) -> str | None:
        """The day of an article that gives none itself: one in its file's name, as addresses have it, or that on which
        it was saved.
        """
        return in_name(relative.rpartition("/")[2]) or self.day or None

    @property
    def lines(self) -> str:
        """As lines of a note."""
        known = (("url", self.url), ("saved date", self.day), ("published", self.published))
        return "".join(f" {name}: {value}\n" for name, value in known if value)


def page_with_note(page: str, saved: Saved) -> str:
    """A web page with the note before it."""
    return f"<!--\n {_BY}\n{saved.lines}-->\n{page}"


def pdf_with_note(data: bytes, saved: Saved) -> bytes:
    """A PDF with the note behind it."""
    note = f" {_BY}\n{saved.lines}"
    return data.rstrip(b"\0 \r\n") + b"\n" + "".join(f"%{line}\n" for line in note.splitlines()).encode()


def saved_page(page: str) -> Saved:
    """The first note in a web page; an empty one where there is none."""
    for comment in _COMMENT.finditer(page[:_HEAD]):
        if mark := _MARK.search(comment[1]):
            return Saved(url=_web(mark[1]))
        if (found := _read(comment[1])).url:
            return found
    return Saved()


def saved_pdf(data: bytes) -> Saved:
    """The note behind a PDF; an empty one where there is none."""
    _, mark, note = data[-_HEAD:].rpartition(f"% {_BY}\n".encode())
    return _read(note.decode("utf-8", "replace")) if mark else Saved()


def _read(note: str) -> Saved:
    said: dict[str, str] = {}
    for name, value in _LINE.findall(note):
        said.setdefault(name, value)
    # SingleFile: "Thu Apr 01 2021 12:00:00 GMT+0200 (Central European Summer Time)"
    return Saved(
        url=_web(said.get("url", "")),
        day=to_iso(said.get("saved date", "").partition(" GMT")[0]) or "",
        published=to_iso(said.get("published", "")) or "",
    )


def _web(text: str) -> str:
    return text if text.startswith(("http://", "https://")) else ""
