"""Rich text (.rtf): striprtf takes its text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from index.clean import clean_title, tidy
from index.readers import Found, one_line
from index.readers.text import article_of
from index.types import Problem

_TITLE = re.compile(r"\{\\info\b.{0,2000}?\{\\title\s+(?P<title>[^{}]{1,1000})\}", re.DOTALL)
_BULLET = re.compile(r"[•·▪◦‣\uf0b7][\t ]+")


def read(data: bytes, relative: str) -> Iterator[Found]:
    """The article in a file. Its title is the one in its properties, if there is one."""
    from striprtf import striprtf  # type: ignore[import-untyped, unused-ignore]

    text_of: Callable[..., str] = striprtf.rtf_to_text
    if data.lstrip()[:5] != b"{\\rtf":
        yield Problem(relative, "not rich text; skipped")
        return
    source = data.decode("cp1252", "replace")  # ASCII, as a rule: other letters are escaped
    named = _TITLE.search(source[:20_000])
    try:
        text = _paragraphs(_paired(text_of(source, errors="replace")))
        title = clean_title(_paired(text_of(f"{{\\rtf1 {named['title']}}}", errors="replace"))) if named else ""
    except (ValueError, LookupError, IndexError, TypeError) as error:
        yield Problem(relative, f"not readable rich text ({one_line(error)}); skipped")
        return
    if text:
        yield article_of(text, relative, title)
    else:
        yield Problem(relative, "no text in the document; skipped")


def _paired(text: str) -> str:
    """With the halves of a character, which rich text escapes one by one, put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraphs(text: str) -> str:
    """A paragraph is one line there; the cells of a row stand between bars."""
    lines = (_BULLET.sub("- ", line.strip(" |")) for line in tidy(text).split("\n"))
    return "\n\n".join(line.replace("|", " | ") if line.count("|") else line for line in lines if line)
