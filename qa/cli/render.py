"""Answers, passages and articles as text for people: wrapped, and coloured on a terminal that wants it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from dataclasses import dataclass

from index.types import Article, Hit
from qa.addresses import web_address
from qa.printable import one_line
from qa.types import Answer, Citation, Timings

_WIDEST = 96
# How much of a passage a list shows.
_EXCERPT = 280
# How much of an article is shown before and after a quote, in characters.
_AROUND = 800


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


# For reading line by line: neither wrapped nor coloured.
_UNWRAPPED = Style(sys.maxsize, colour=False)


def answer_text(answer: Answer, style: Style) -> str:
    """The answer, then its footnotes; for a refusal the closest passages instead."""
    if answer.abstained:
        closest = [_closest(answer.retrieved[index], style) for index in answer.closest()]
        return "\n".join(
            [style.bold(_wrap(answer.text, style)), *(["", "Closest passages:"] if closest else []), *closest]
        )
    notes = [_footnote(citation, style) for citation in answer.citations]
    # what articles of different times say stands on lines of its own
    lines = [_wrap(line, style) for line in answer.text.splitlines()]
    return "\n".join([*lines, *([""] if notes else []), *notes])


def timings_text(timings: Timings) -> str:
    """How long each stage of an answer took, in milliseconds, and its share of all of it."""
    whole = timings.load + timings.total
    stages = (("loading", timings.load), *timings.stages)
    lines = [f"{name:<26} {ms:8.1f} ms  {ms / whole if whole else 0:4.0%}" for name, ms in stages]
    return "\n".join([*lines, f"{'all':<26} {whole:8.1f} ms"])


def answer_lines(answer: Answer) -> str:
    """`answer_text` for reading line by line: nothing is wrapped or coloured, and each footnote is one line."""
    if answer.abstained:
        return answer_text(answer, _UNWRAPPED)
    notes = [
        f"{_heading(one, _UNWRAPPED)} · {_origin(one.article)} “{one_line(one.quote)}”" for one in answer.citations
    ]
    return "\n".join([*map(one_line, answer.text.splitlines()), *([""] if notes else []), *notes])


def context_lines(citation: Citation) -> str:
    """The article around a footnote's quote, which stands between >>> and <<<; one paragraph a line."""
    article = citation.article
    head = [one_line(article.title), _origin(article), *filter(None, [web_address(article)])]
    before, after = article.text[: citation.start], article.text[citation.end :]
    if len(before) > _AROUND:
        before = f"… {before[-_AROUND:].partition(' ')[2]}"
    if len(after) > _AROUND:
        after = f"{after[:_AROUND].rpartition(' ')[0]} …"
    text = f"{before}>>>{citation.quote}<<<{after}"
    return "\n\n".join(["\n".join(head), *(one_line(paragraph) for paragraph in text.split("\n\n"))])


def hit_text(number: int, hit: Hit, style: Style) -> str:
    """One search result: where it is from, and how it reads."""
    also = one_line(f"also in: {', '.join(one.title for one in hit.copies)}")
    copies = f"    {style.dim(also)}\n" if hit.copies else ""
    head = f"{number:>2}. {style.bold(one_line(hit.article.title))}\n    {style.dim(_origin(hit.article))}\n"
    return head + copies + _wrap(_excerpt(hit.passage.text), style, "    ")


def article_text(article: Article, style: Style) -> str:
    """A whole article: title, origin, paragraphs, captions."""
    parts = [f"{style.bold(_wrap(article.title, style))}\n{style.dim(_origin(article))}"]
    if address := web_address(article):
        parts[0] += f"\n{style.dim(address)}"
    parts += [_wrap(paragraph, style) for paragraph in article.text.split("\n\n")]
    parts += [style.dim(_wrap(f"Caption: {caption}", style)) for caption in article.captions]
    return "\n\n".join(parts)


def _footnote(citation: Citation, style: Style) -> str:
    quote = _wrap(f"“{citation.quote}”", style, "    ")
    return f"{_heading(citation, style)}\n    {style.dim(_origin(citation.article))}\n{quote}"


def _heading(citation: Citation, style: Style) -> str:
    also = f" (also in {len(citation.also_in)} more)" if citation.also_in else ""
    return f"[{citation.number}] {style.bold(one_line(citation.article.title))}{also}"


def _closest(hit: Hit, style: Style) -> str:
    heading = f"  {style.bold(one_line(hit.article.title))}\n  {style.dim(_origin(hit.article))}"
    return f"{heading}\n{_wrap(_excerpt(hit.passage.text), style, '  ')}"


def _origin(article: Article) -> str:
    return one_line(" · ".join(part for part in (article.source, article.date, article.path, article.id) if part))


def _excerpt(text: str) -> str:
    return textwrap.shorten(text, _EXCERPT, placeholder=" …")


def _wrap(text: str, style: Style, indent: str = "") -> str:
    return textwrap.fill(
        one_line(text), max(style.width, 20), initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )
