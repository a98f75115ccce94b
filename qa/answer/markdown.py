"""An answer as Markdown: its lines, and its footnotes. Whatever an article or a question holds is plain text in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby

from qa.addresses import web_address
from qa.answer.layout import Block, Line, layout_of, pages_of, shows_quote
from qa.phrases import phrases_for
from qa.types import Answer, Citation, Sentence

# As the chat marks them.
_UNSUPPORTED = "*(not in the articles)*"
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~^$#|]")
# These begin a list, a heading or a definition where a line begins with them.
_OPENING = re.compile(r"^(?:(\d+)(?=[.)](?:\s|$))|(?=[-+=:]))")
_SAFE_URL = re.compile(r"https?://[^\s<>\\\"`]+")
# Control characters, marks of direction and whatever else hides, lone surrogates, separators of lines.
_NO_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # hold emoji and the letters of some scripts together


def answer_markdown(answer: Answer) -> str:
    """The answer, then its footnotes; for a refusal, the sentences that are nearest to the question."""
    return "\n\n".join([*paragraphs(answer), *footnotes(answer)])


def footnotes(answer: Answer, before: int = 0) -> list[str]:
    """What the footnotes name, where `before` others stand before them in the document."""
    return [_note(before + at, one, answer) for at, one in enumerate(answer.footnotes, start=1)]


def paragraphs(answer: Answer, before: int = 0) -> list[str]:
    """Its blocks as paragraphs and lists, `before` footnotes before its own; for a refusal, what is nearest as well."""
    numbers = {citation.number: before + at for at, citation in enumerate(answer.footnotes, start=1)}
    said = [paragraph for block in layout_of(answer) for paragraph in _block(block, numbers)]
    if not answer.abstained:
        return said
    nearest = [f"> “{escaped(one.quote)}”[^{numbers[one.number]}]" for one in answer.nearest]
    return [*said, *([phrases_for(answer.question).nearest] if nearest else []), *nearest]


def _block(block: Block, numbers: Mapping[int, int]) -> Iterator[str]:
    if block.label:
        yield f"**{escaped(block.label)}**"
    for is_item, lines in groupby(block.lines, key=lambda line: line.is_item):
        texts = [_line(line, numbers) for line in lines]
        yield from ["\n".join(f"- {text}" for text in texts)] if is_item else texts


def _line(line: Line, numbers: Mapping[int, int]) -> str:
    if line.note:
        return f"*{escaped(line.note)}*"
    # the date with the words that it stands before: by itself it could begin a list
    dated = f"{line.as_of}: " if line.as_of else ""
    texts = [_sentence(one, numbers, dated if at == 0 else "") for at, one in enumerate(line.sentences)]
    return " ".join(texts)


def _sentence(sentence: Sentence, numbers: Mapping[int, int], before: str) -> str:
    text = escaped(before + sentence.text)
    if not sentence.supported:
        return f"{text} {_UNSUPPORTED}"
    return text + "".join(f"[^{numbers[number]}]" for number in sentence.citations if number in numbers)


def _note(number: int, citation: Citation, answer: Answer) -> str:
    article = citation.article
    also = f"also in {len(citation.also_in)} more" if citation.also_in else None
    parts = [escaped(part) for part in (article.title, article.source, article.date, pages_of(citation), also) if part]
    origin = ", ".join([*parts, _place(web_address(article) or article.path)])
    # the quote of what is nearest stands above
    quote = "" if answer.abstained or not shows_quote(answer, citation) else f"“{escaped(citation.quote)}” — "
    return f"[^{number}]: {quote}{origin}"


def _place(place: str) -> str:
    """A link where it is a web address, else plain text."""
    return f"<{place}>" if _SAFE_URL.fullmatch(place) else escaped(place)


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    line = " ".join("".join(" " if _steers(one) else one for one in text).split())
    return _OPENING.sub(lambda found: f"{found[1] or ''}\\", _SPECIAL.sub(r"\\\g<0>", line))


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _NO_TEXT and character not in _JOINERS
