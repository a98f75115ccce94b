"""How text is printed for people: how wide, and whether coloured; and the lines that several commands print."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from index.types import Article
from qa.cli.links import linked, takes_links
from qa.printable import one_line

_WIDEST = 96
_NARROWEST = 20
_BEFORE_MARK = re.compile(r" (?=\[\d+\])")
# Not printable, so no text has it by itself.
_TIE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: the width in columns, and whether escape sequences may be used. `address_of` says what an article's
    title links to ("" for nothing); without it, nothing is a link.
    """

    width: int
    colour: bool
    address_of: Callable[[Article], str] | None = None

    @classmethod
    def of_stdout(cls, *, colour: bool = True, address_of: Callable[[Article], str] | None = None) -> Style:
        """As wide as the terminal, and coloured unless NO_COLOR is set. In a pipe or a file, lines have no end. Titles
        are links where the terminal takes them.
        """
        if not sys.stdout.isatty():
            return cls(sys.maxsize, colour=False)
        is_dumb = os.environ.get("TERM") == "dumb"
        colour = colour and not os.environ.get("NO_COLOR") and not is_dumb
        links = address_of if not is_dumb and takes_links(os.environ) else None
        return cls(min(shutil.get_terminal_size().columns, _WIDEST), colour, links)

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text

    def link(self, text: str, article: Article) -> str:
        """`text`, of one line or several, as a link to the article, where there are links."""
        address = self.address_of(article) if self.address_of else ""
        return linked(text, address) if address else text

    def warning(self, text: str) -> str:
        return f"\x1b[33m{text}\x1b[0m" if self.colour else text

    def wrap(self, text: str, first: str = "", rest: str | None = None) -> str:
        """`text` in lines of this width: the first begins with `first`, the others with `rest` (default: the same).

        A footnote's number stays with the word before it.
        """
        lines = textwrap.wrap(
            _BEFORE_MARK.sub(_TIE, one_line(text)),
            max(self.width, _NARROWEST),
            initial_indent=first,
            subsequent_indent=first if rest is None else rest,
            break_on_hyphens=False,
        )
        return "\n".join(lines).replace(_TIE, " ")

    def hang(self, lead: str, text: str, indent: int | None = None) -> str:
        """`text` behind `lead`, its further lines under its first word, or so far in."""
        space = " " * len(lead)
        wrapped = self.wrap(text, space, space if indent is None else " " * indent)
        return lead + wrapped[len(lead) :]


def origin(article: Article, pages: str = "") -> str:
    """Where an article is from, on which pages, and by what `footnote show` finds it."""
    place = f"{article.path}, {pages}" if pages else article.path
    return one_line(" · ".join(part for part in (article.source, article.date, place, article.id) if part))
