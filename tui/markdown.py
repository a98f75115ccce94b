"""The Markdown that a language model writes, as styled text: emphasis, code, links and lists. Parsed by markdown-it,
and never handed on as markup: what it is not sure of stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from textual.content import Content

from tui.plain import plain

_STYLES = {"strong": "bold", "em": "italic", "code": "$text-accent", "link": "underline"}
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d{1,3}[.)]))\s+")
_HEADING = re.compile(r"#{1,6}\s+")


def begins_line(text: str) -> bool:
    """Whether the text is an item of a list, or a heading: what stands on a line of its own."""
    return bool(_ITEM.match(text) or _HEADING.match(text))


def rendered(text: str) -> Content:
    """One line or sentence."""
    text = plain(text)
    if heading := _HEADING.match(text):
        return _inline(text[heading.end() :]).stylize("bold")
    if item := _ITEM.match(text):
        return Content(f"{item['number'] or '•'} ") + _inline(text[item.end() :])
    return _inline(text)


def rendered_lines(text: str) -> Content:
    """Several lines, each by itself: a text that is still being written has no end to look for."""
    return Content("\n").join(rendered(line) for line in text.split("\n"))


def _inline(text: str) -> Content:
    words = text.strip()
    if not words:
        return Content(text)
    (paragraph,) = MarkdownIt("commonmark").parseInline(words)
    # the parser drops the space around
    before, _, after = text.partition(words)
    return Content.assemble(before, *_pieces(_literal_stars(paragraph.children or [])), after)


def _pieces(tokens: Sequence[Token]) -> Iterator[Content]:
    open_styles: list[str] = []
    address = ""
    for token in tokens:
        kind, _, edge = token.type.rpartition("_")
        if edge == "open":
            open_styles.append(_STYLES.get(kind, ""))
            address = str(token.attrGet("href") or "") if kind == "link" else address
        elif edge == "close":
            open_styles.pop()
            if kind == "link":
                yield Content.styled(f" ({address})", "$foreground 60%")
        else:
            yield _styled(token, open_styles)


def _styled(token: Token, open_styles: Sequence[str]) -> Content:
    words = "\n" if token.type in ("softbreak", "hardbreak") else token.content
    content = Content(words)
    for style in [*open_styles, _STYLES["code"] if token.type == "code_inline" else ""]:
        content = content.stylize(style) if style else content
    return content


def _literal_stars(tokens: Sequence[Token]) -> list[Token]:
    """Emphasis that begins within a word, as in 2*3*4, is none, but multiplication."""
    found: list[Token] = []
    literal: list[bool] = []
    for token in tokens:
        if token.type == "em_open":
            literal.append(bool(found) and found[-1].type == "text" and found[-1].content[-1:].isalnum())
        star = token.type in ("em_open", "em_close") and literal[-1]
        found.append(Token("text", "", 0, content=token.markup) if star else token)
        if token.type == "em_close":
            literal.pop()
    return found
