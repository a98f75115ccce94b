"""An answer as HTML, as a notebook shows it. Whatever an article or a question holds is plain text in it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import groupby

from qa.addresses import web_address
from qa.answer.layout import Block, Line, layout_of, opening, pages_of, shows_quote
from qa.phrases import phrases_for
from qa.printable import one_line
from qa.types import Answer, Citation, Sentence

_UNSUPPORTED = " <em>(not in the articles)</em>"


def answer_html(answer: Answer) -> str:
    """The answer, then its footnotes; for a refusal, the sentences that are nearest to the question."""
    said = "".join(part for block in layout_of(answer) for part in _block(block))
    notes = "".join(_note(answer, one) for one in answer.footnotes)
    heading = f"<p>{_text(phrases_for(answer.question).nearest)}</p>" if answer.nearest else ""
    return f"<div>{said}{heading}{f'<dl>{notes}</dl>' if notes else ''}</div>"


def _block(block: Block) -> Iterator[str]:
    if block.label:
        yield f"<p><strong>{_text(block.label)}</strong></p>"
    for is_item, lines in groupby(block.lines, key=lambda line: line.is_item):
        tag = "li" if is_item else "p"
        told = "".join(f"<{tag}>{_line(line)}</{tag}>" for line in lines)
        yield f"<ul>{told}</ul>" if is_item else told


def _line(line: Line) -> str:
    if line.note:
        return f"<em>{_text(line.note)}</em>"
    dated = _text(opening(line).removeprefix("- ")) if line.as_of else ""
    return f"{dated} {' '.join(map(_sentence, line.sentences))}".strip()


def _sentence(sentence: Sentence) -> str:
    marks = "".join(f"<sup>[{number}]</sup>" for number in sentence.citations) if sentence.supported else _UNSUPPORTED
    return _text(sentence.text) + marks


def _note(answer: Answer, citation: Citation) -> str:
    article, address = citation.article, web_address(citation.article)
    title = (
        f'<a href="{escape(address)}" rel="noreferrer">{_text(article.title)}</a>' if address else _text(article.title)
    )
    also = f"also in {len(citation.also_in)} more" if citation.also_in else None
    about = [_text(part) for part in (article.source, article.date, pages_of(citation), also, article.path) if part]
    shows = answer.abstained or shows_quote(answer, citation)
    quote = f"<dd><q>{_text(citation.quote)}</q></dd>" if shows else ""
    return f"<dt>[{citation.number}] {' · '.join([title, *about])}</dt>{quote}"


def _text(text: str) -> str:
    """On one line, without what is not printable, and nothing of it is markup."""
    return escape(one_line(text))
