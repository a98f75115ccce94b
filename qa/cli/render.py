"""Answers, passages and articles as text for people: wrapped, and coloured on a terminal that wants it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from dataclasses import dataclass

from index.types import Article, Hit
from qa.types import Answer, Citation

_WIDEST = 96
# How much of a passage a list shows.
_EXCERPT = 280


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: the width in columns, and whether escape sequences may be used."""

    width: int
    colour: bool

    @classmethod
    def of_stdout(cls) -> Style:
        """As wide as the terminal, coloured where standard output is one and NO_COLOR is not set."""
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        return cls(min(shutil.get_terminal_size().columns, _WIDEST), colour)

    def bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self.colour else text

    def dim(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text


def answer_text(answer: Answer, style: Style) -> str:
    """The answer, then its footnotes; for a refusal the closest passages instead."""
    if answer.abstained:
        closest = [_closest(hit, style) for hit in answer.retrieved[:3]]
        return "\n".join(
            [style.bold(_wrap(answer.text, style)), *(["", "Closest passages:"] if closest else []), *closest]
        )
    notes = [_footnote(citation, style) for citation in answer.citations]
    # what articles of different times say stands on lines of its own
    lines = [_wrap(line, style) for line in answer.text.splitlines()]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def hit_text(number: int, hit: Hit, style: Style) -> str:
    """One search result: where it is from, and how it reads."""
    also = _plain(f"also in: {', '.join(one.title for one in hit.copies)}")
    copies = f"    {style.dim(also)}\n" if hit.copies else ""
    head = f"{number:>2}. {style.bold(_plain(hit.article.title))}\n    {style.dim(_origin(hit.article))}\n"
    return head + copies + _wrap(_excerpt(hit.passage.text), style, "    ")


def article_text(article: Article, style: Style) -> str:
    """A whole article: title, origin, paragraphs, captions."""
    parts = [f"{style.bold(_wrap(article.title, style))}\n{style.dim(_origin(article))}"]
    if article.url:
        parts[0] += f"\n{style.dim(_plain(article.url))}"
    parts += [_wrap(paragraph, style) for paragraph in article.text.split("\n\n")]
    parts += [style.dim(_wrap(f"Caption: {caption}", style)) for caption in article.captions]
    return "\n\n".join(parts)


def _footnote(citation: Citation, style: Style) -> str:
    also = f" (also in {len(citation.also_in)} more)" if citation.also_in else ""
    head = f"[{citation.number}] {style.bold(_plain(citation.article.title))}{also}"
    quote = _wrap(f"“{citation.quote}”", style, "    ")
    return f"{head}\n    {style.dim(_origin(citation.article))}\n{quote}"


def _closest(hit: Hit, style: Style) -> str:
    return f"  {style.bold(_plain(hit.article.title))}\n  {style.dim(_origin(hit.article))}"


def _origin(article: Article) -> str:
    return _plain(" · ".join(part for part in (article.source, article.date, article.path, article.id) if part))


def _excerpt(text: str) -> str:
    return textwrap.shorten(text, _EXCERPT, placeholder=" …")


def _wrap(text: str, style: Style, indent: str = "") -> str:
    return textwrap.fill(
        _plain(text), max(style.width, 20), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _plain(text: str) -> str:
    """One line of printable characters: nothing that an article holds may steer the terminal."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())
