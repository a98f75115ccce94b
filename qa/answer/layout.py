"""How an answer is laid out: its sentences as lines, under labels where it has several sides.

Every front end shows these lines, each in its own way: the command line, both chats, exports, and `Answer.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from qa.evidence.readable import unjoined
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence

# What stands in a text behind a sentence that nothing supports.
UNSUPPORTED = "[unsupported]"
# Nothing in these rests on what an article says, so nothing in them is marked as unsupported.
_UNCHECKED = (Kind.SMALL_TALK, Kind.LIBRARY)
# The Markdown of a model that stands on a line of its own: an item of a list, or a heading.
_OWN_LINE = re.compile(r"(?:[-*+]|\d{1,3}[.)]|#{1,6})\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """Sentences that stand in a row. `as_of` is shown before them; `is_item`: they are one item of a list.

    A line without sentences has a `note` instead, which needs no footnote: what the articles do not say.
    """

    sentences: tuple[Sentence, ...] = ()
    as_of: str | None = None
    is_item: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together, under a label where they have one."""

    label: str | None
    lines: tuple[Line, ...]


def laid_out(kind: Kind, sentences: Sequence[Sentence], missing: Sequence[str] = ()) -> tuple[Block, ...]:
    """The sentences of an answer of that kind as blocks of lines; last, what is `missing`.

    A list has one item a line, and so has a timeline. Otherwise sentences stand in a row as long as they are of one
    date. Those that share a label, and follow each other, share a block.
    """
    if kind in _UNCHECKED:
        sentences = [replace(one, supported=True) for one in sentences]
    apart = kind in (Kind.LIST, Kind.TIMELINE)
    is_dated = any(one.as_of for one in sentences)
    items = len(sentences) > 1 and (kind is Kind.LIST or (apart and not is_dated))
    blocks = [
        Block(label, tuple(_lines(group, apart=apart, items=items)))
        for label, group in groupby(sentences, key=lambda one: one.label)
    ]
    notes = [Block(None, (Line(note=missing_text(missing)),))] if missing else []
    return (*blocks, *notes)


def layout_of(answer: Answer) -> tuple[Block, ...]:
    """An answer's blocks; a refusal, and whatever else has no sentences, is its text."""
    if answer.abstained or not answer.sentences:
        return (Block(None, (Line((Sentence(answer.text, supported=True),)),)),)
    return laid_out(answer.kind, answer.sentences, answer.missing)


def text_of(kind: Kind, sentences: Sequence[Sentence], missing: Sequence[str] = ()) -> str:
    """An answer as plain text: marks behind each sentence, "- " before items, a colon behind labels and dates."""
    lines = []
    for block in laid_out(kind, sentences, missing):
        lines += [f"{block.label}:"] if block.label else []
        lines += [opening(line) + words(line) for line in block.lines]
    return "\n".join(lines)


def opening(line: Line) -> str:
    """What stands before the first word of a line, in plain text."""
    return ("- " if line.is_item else "") + (f"{line.as_of}: " if line.as_of else "")


def words(line: Line) -> str:
    """The sentences of a line with their marks, or its note."""
    return line.note or " ".join(one.text + marks(one) for one in line.sentences)


def marks(sentence: Sentence) -> str:
    """The footnotes of a sentence, as they stand behind it in plain text."""
    return "".join(f" [{number}]" for number in sentence.citations) if sentence.supported else f" {UNSUPPORTED}"


def missing_text(missing: Sequence[str]) -> str:
    """The line that names what the articles do not say."""
    *others, last = [" ".join(one.split()).rstrip(" ?.!") for one in missing]
    return f"The articles do not say {', '.join(others)}{' or ' if others else ''}{last}."


def begins_line(text: str) -> bool:
    """Whether the text is an item of a list, or a heading, by its own Markdown."""
    return bool(_OWN_LINE.match(text))


def shows_quote(answer: Answer, citation: Citation) -> bool:
    """Whether a footnote needs to show its quote: not where the answer has just said it, word for word."""
    if answer.kind is Kind.LIBRARY:
        return False
    said = " ".join(_spaced(one.text) for one in answer.sentences if citation.number in one.citations)
    quote = _spaced(citation.quote).rstrip(" .")
    return quote not in said and unjoined(quote) not in said


def by_article(citations: Sequence[Citation]) -> Iterator[tuple[Citation, ...]]:
    """Footnotes in their order, those together that follow each other and name the same article."""
    for _, group in groupby(citations, key=lambda one: (one.article.id, len(one.also_in))):
        yield tuple(group)


def pages_of(*citations: Citation) -> str:
    """On which pages the quotes of footnotes stand, in their order ("p. 3", "pp. 3, 7"); "" where there are none."""
    pages = [str(page) for one in citations if (page := one.page) is not None]
    different = list(dict.fromkeys(pages))
    if len(different) < 2:
        return f"p. {different[0]}" if different else ""
    return f"pp. {', '.join(pages)}"


def standing_out(sentences: Sequence[Sentence], short_answer: str | None) -> re.Pattern[str] | None:
    """Finds the short answer in the text of the answer, however it is spaced; None where it is not there as such, or
    is all there is.
    """
    bare = _spaced(short_answer or "").rstrip(" .")
    if not bare or any(_spaced(one.text).rstrip(" .") == bare for one in sentences):
        return None
    spaced = r"\s+".join(map(re.escape, bare.split()))
    pattern = re.compile(rf"(?<![\w-]){spaced}(?![\w-])", re.IGNORECASE)
    return pattern if any(pattern.search(one.text) for one in sentences) else None


def _lines(sentences: Iterator[Sentence], *, apart: bool, items: bool) -> Iterator[Line]:
    row: list[Sentence] = []
    for one in sentences:
        if row and (apart or one.as_of != row[0].as_of or begins_line(one.text)):
            yield _line(row, items)
            row = []
        row.append(one)
    yield _line(row, items)


def _line(row: Sequence[Sentence], items: bool) -> Line:
    return Line(tuple(row), row[0].as_of, items and not begins_line(row[0].text))


def _spaced(text: str) -> str:
    return " ".join(text.split())
