"""Passages, articles and timings as text for people."""

from __future__ import annotations

import textwrap

from index.types import Article, Hit
from qa.addresses import web_address
from qa.answer.layout import pages_of
from qa.cli.style import Style, origin
from qa.printable import one_line
from qa.types import Citation, Timings

# How much of a passage a list shows.
_EXCERPT = 280
# How much of an article is shown before and after a quote, in characters.
_AROUND = 800


def timings_text(timings: Timings) -> str:
    """How long each stage of an answer took, in milliseconds, and its share of all of it."""
    whole = timings.load + timings.total
    stages = (("loading", timings.load), *timings.stages)
    lines = [f"{name:<26} {ms:8.1f} ms  {ms / whole if whole else 0:4.0%}" for name, ms in stages]
    return "\n".join([*lines, f"{'all':<26} {whole:8.1f} ms"])


def context_lines(citation: Citation) -> str:
    """The article around a footnote's quote, which stands between >>> and <<<; one paragraph a line."""
    article = citation.article
    head = [one_line(article.title), origin(article, pages_of(citation)), *filter(None, [web_address(article)])]
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
    page = hit.article.page_at(hit.passage.start)
    about = origin(hit.article, f"p. {page}" if page else "")
    head = f"{number:>2}. {style.bold(one_line(hit.article.title))}\n    {style.dim(about)}\n"
    return head + copies + style.wrap(_excerpt(hit.passage.text), "    ")


def article_text(article: Article, style: Style) -> str:
    """A whole article: title, origin, paragraphs, captions."""
    parts = [f"{style.bold(style.wrap(article.title))}\n{style.dim(origin(article))}"]
    if address := web_address(article):
        parts[0] += f"\n{style.dim(address)}"
    parts += [style.wrap(paragraph) for paragraph in article.text.split("\n\n")]
    parts += [style.dim(style.wrap(f"Caption: {caption}")) for caption in article.captions]
    return "\n\n".join(parts)


def _excerpt(text: str) -> str:
    return textwrap.shorten(text, _EXCERPT, placeholder=" …")
