"""An answer as the content of a chat message: its text, a list of footnotes below it, and where its marks stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa.addresses import web_address
from qa.answer.layout import layout_of, marks, opening, pages_of, shows_quote
from qa.phrases import phrases_for
from qa.printable import one_line
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence

# Programs show messages as Markdown: nothing that an article says may be a link, an image, code or HTML there.
_SPECIAL = re.compile(r"[\\`\[\]<>]")


@dataclass(frozen=True, slots=True)
class Content:
    """A message: `text` is `"".join(pieces)`; `annotations` are OpenAI's, of kind `url_citation`, their indices count
    characters of `text`.
    """

    pieces: tuple[str, ...]
    annotations: tuple[dict[str, Any], ...]

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def content_of(answer: Answer) -> Content:
    """The answer as a message. What the articles do not say has the sentences nearest to it below."""
    pieces: list[str] = []
    annotations: list[dict[str, Any]] = []
    known = {one.number: one for one in answer.footnotes}
    at = 0
    for text, numbers in _parts(answer):
        start = at + len(text) - len(_marks(numbers))
        pieces.append(text)
        at += len(text)
        for number in numbers:
            length = len(_marks([number]))
            if number in known:
                # the mark itself, without the space before it
                annotations.append(_annotation(known[number], start + 1, start + length))
            start += length
    return Content(tuple(pieces), tuple(annotations))


def _parts(answer: Answer) -> Iterator[tuple[str, Sequence[int]]]:
    """Pieces of the text, each with the numbers whose marks it ends with."""
    yield from _said(answer)
    notes = [_note(answer, one) for one in answer.footnotes]
    if notes:
        heading = f"\n\n{phrases_for(answer.question).nearest}\n\n" if answer.abstained else "\n\n"
        # two spaces: a line of its own in Markdown
        yield heading + "  \n".join(notes), ()


def _said(answer: Answer) -> Iterator[tuple[str, Sequence[int]]]:
    before, after_item = "", False
    for block in layout_of(answer):
        if block.label:
            yield f"{before}{_plain(block.label)}:", ()
            before, after_item = "\n\n", False
        for line in block.lines:
            if line.note:
                yield before + _plain(line.note), ()
            lead = ("\n" if after_item and line.is_item else before) + opening(line)
            for sentence in line.sentences:
                numbers = sentence.citations if sentence.supported else ()
                yield lead + _plain(sentence.text) + _unchecked(sentence, answer) + _marks(numbers), numbers
                lead = " "
            before, after_item = "\n\n", line.is_item


def _unchecked(sentence: Sentence, answer: Answer) -> str:
    """What stands behind a sentence that nothing supports."""
    if sentence.supported or answer.kind in (Kind.SMALL_TALK, Kind.LIBRARY):
        return ""
    return marks(sentence)


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f" [{number}]" for number in numbers)


def _note(answer: Answer, citation: Citation) -> str:
    article = citation.article
    also = f"also in {len(citation.also_in)} more" if citation.also_in else None
    about = [_plain(part) for part in (article.title, article.source, article.date, pages_of(citation), also) if part]
    address = web_address(article)
    about.append(address if address and not _SPECIAL.search(address) else _plain(article.path))
    quote = f"“{_plain(citation.quote)}” — " if answer.abstained or shows_quote(answer, citation) else ""
    return f"[{citation.number}] {quote}{' · '.join(about)}"


def _annotation(citation: Citation, start: int, end: int) -> dict[str, Any]:
    article = citation.article
    known = {
        "start_index": start,
        "end_index": end,
        "title": article.title,
        "url": web_address(article) or f"footnote:{article.id}",
        # beyond what OpenAI has
        "article_id": article.id,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "date": article.date,
        "source": article.source,
        "path": article.path,
    }
    return {"type": "url_citation", "url_citation": known}


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", one_line(text))
