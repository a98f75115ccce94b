"""An answer as text for people: its lines, then its footnotes; or a refusal, and what is nearest to the question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer.layout import (
    Block,
    Line,
    begins_line,
    by_article,
    layout_of,
    opening,
    pages_of,
    shows_quote,
    standing_out,
    words,
)
from qa.cli.style import Style, origin
from qa.phrases import phrases_for
from qa.printable import one_line
from qa.question.kind import Kind
from qa.types import Answer, Citation

# Below this width there is no room for a column of dates.
_ROOM_FOR_DATES = 60


def answer_text(answer: Answer, style: Style) -> str:
    """The answer, then its footnotes; for a refusal the sentences that are nearest to the question."""
    if answer.abstained:
        nearest = [_nearest(one, style) for one in answer.nearest]
        return _together(
            style.warning(style.wrap(answer.text)),
            nearest and [style.dim(phrases_for(answer.question).nearest), *nearest],
        )
    return _together(_body(answer, style), [_note(answer, notes, style) for notes in by_article(answer.citations)])


def answer_lines(answer: Answer, style: Style) -> str:
    """`answer_text` for reading line by line: without colour, each footnote one line."""
    style = replace(style, colour=False)
    if answer.abstained:
        nearest = [style.wrap(_nearest_line(one), rest="    ") for one in answer.nearest]
        return _together(style.wrap(answer.text), nearest and [phrases_for(answer.question).nearest, *nearest])
    notes = [style.wrap(_note_line(answer, notes), rest="    ") for notes in by_article(answer.citations)]
    return _together(_body(answer, style), notes)


def _together(body: str, notes: Sequence[str]) -> str:
    return "\n".join([body, *([""] if notes else []), *notes])


# ---- the answer


def _body(answer: Answer, style: Style) -> str:
    blocks = layout_of(answer)
    between = "\n\n" if any(block.label for block in blocks) else "\n"
    text = between.join(_block(block, style) for block in blocks)
    short = standing_out(answer.sentences, answer.short_answer)
    return short.sub(lambda found: style.bold(found.group()), text, count=1) if short else text


def _block(block: Block, style: Style) -> str:
    heading = [style.bold(style.wrap(f"{block.label}:"))] if block.label else []
    return "\n".join([*heading, *(_line(line, style, "  " if block.label else "") for line in block.lines)])


def _line(line: Line, style: Style, margin: str) -> str:
    if line.note:
        return style.warning(style.wrap(line.note, margin))
    lead, text = opening(line), words(line)
    lead = f"{one_line(lead)} " if lead else ""
    hanging = len(lead) if style.width >= _ROOM_FOR_DATES else min(len(lead), 2)
    if not lead and begins_line(text):
        hanging = 2
    wrapped = style.hang(margin + lead, text, len(margin) + hanging)
    return margin + style.dim(lead) + wrapped[len(margin + lead) :] if lead else wrapped


# ---- what stands below it


def _note(answer: Answer, notes: Sequence[Citation], style: Style) -> str:
    """The footnotes that name one article: their numbers and it; and what they quote, where it was not just said."""
    first, lead = notes[0], "".join(map(_mark, notes))
    if answer.kind is Kind.LIBRARY:
        return lead + style.link(style.hang(lead, _named(first))[len(lead) :], first.article)
    title = style.hang(lead, _title(first), 4)[len(lead) :]
    heading = lead + style.bold(style.link(title, first.article))
    quotes = [style.wrap(quote, "    ") for quote in _quotes(answer, notes)]
    return "\n".join([heading, style.dim(style.wrap(origin(first.article, pages_of(*notes)), "    ")), *quotes])


def _note_line(answer: Answer, notes: Sequence[Citation]) -> str:
    """The same as one line."""
    first, lead = notes[0], "".join(map(_mark, notes))
    if answer.kind is Kind.LIBRARY:
        return lead + _named(first)
    return " ".join([f"{lead}{_title(first)} · {origin(first.article, pages_of(*notes))}", *_quotes(answer, notes)])


def _quotes(answer: Answer, notes: Sequence[Citation]) -> list[str]:
    """The quotes that need to be shown, each behind its number where there are several footnotes."""
    shown = [one for one in notes if shows_quote(answer, one)]
    return [(_mark(one) if len(notes) > 1 else "") + _quoted(one) for one in shown]


def _nearest(citation: Citation, style: Style) -> str:
    lead = f"  {_mark(citation)}"
    space = " " * len(lead)
    about = style.wrap(f"{_title(citation)} · {origin(citation.article, pages_of(citation))}", space)
    about = style.dim(style.link(about, citation.article))
    return f"{style.hang(lead, _quoted(citation))}\n{about}"


def _nearest_line(citation: Citation) -> str:
    return f"{_mark(citation)}{_quoted(citation)} {_title(citation)} · {origin(citation.article, pages_of(citation))}"


def _mark(citation: Citation) -> str:
    return f"[{citation.number}] "


def _title(citation: Citation) -> str:
    also = f" (also in {len(citation.also_in)} more)" if citation.also_in else ""
    return one_line(citation.article.title) + also


def _named(citation: Citation) -> str:
    """Title, source and date: what an article is known by where it is not quoted."""
    article = citation.article
    return " · ".join(part for part in (one_line(article.title), article.source, article.date) if part)


def _quoted(citation: Citation) -> str:
    quote = one_line(citation.quote)
    return quote if quote.startswith(("“", '"')) else f"“{quote}”"
