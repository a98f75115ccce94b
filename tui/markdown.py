"""The Markdown that a language model writes, as styled text: emphasis, code, links and lists. Parsed by markdown-it,
and never handed on as markup: what it is not sure of stays as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from textual.content import Content

from tui.plain import plain

_STYLES = {"strong": "bold", "em": "italic", "code": "$text-accent", "link": "underline"}
_ITEM = re.compile(r"(?:[-*+]|(?P<number>\d{1,3}[.)]))\s+")
_HEADING = re.compile(r"#{1,6}\s+")
# a link with nothing that would be lost: no title, no escapes; addresses may hold (pairs) as Wikipedia's do
_LINK = re.compile(r"\[[^\[\]]+\]\((?:[^\s()<>\\]|\([^\s()<>\\]*\))+\)")
_OPEN, _CLOSE = {"em_open", "strong_open"}, {"em_close", "strong_close"}


def _link(state: StateInline, silent: bool) -> bool:
    """The parser's own rule for links, where it is sure: neither a picture, nor a call as in names[0](x)."""
    before = state.src[state.pos - 1 : state.pos] if state.pos else ""
    sure = _LINK.match(state.src, state.pos) and not (before.isalnum() or before in tuple("!_])"))
    return bool(sure) and link(state, silent)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").disable(["entity", "image", "autolink", "escape"])
    parser.inline.ruler.at("link", _link)
    return parser


_PARSER = _parser()


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
    (paragraph,) = _PARSER.parseInline(words)
    # the parser drops the space around
    before, _, after = text.partition(words)
    return Content.assemble(before, *_pieces(_sure(paragraph.children or [])), after)


def _pieces(tokens: Sequence[Token]) -> Iterator[Content]:
    open_styles: list[str] = []
    address = ""
    for token in tokens:
        kind, _, edge = token.type.rpartition("_")
        if edge == "open":
            open_styles.append(_STYLES.get(kind, ""))
            address = plain(str(token.attrGet("href") or "")) if kind == "link" else address
        elif edge == "close":
            open_styles.pop()
            if kind == "link":
                yield Content.styled(f" ({address})", "$foreground 60%")
        else:
            yield _styled(token, open_styles)


def _styled(token: Token, open_styles: Sequence[str]) -> Content:
    words = "\n" if token.type in ("softbreak", "hardbreak") else plain(token.content)
    content = Content(words)
    for style in [*open_styles, _STYLES["code"] if token.type == "code_inline" else ""]:
        content = content.stylize(style) if style else content
    return content


def _sure(tokens: Sequence[Token]) -> list[Token]:
    """Emphasis that may be none has its signs again: multiplication, powers, names in programs."""
    found = list(tokens)
    written = [_written(token) for token in tokens]
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.type in _OPEN:
            opened.append(at)
        elif token.type in _CLOSE:
            first = opened.pop()
            before = (written[n][-1:] for n in range(first - 1, -1, -1) if tokens[n].type not in _OPEN)
            after = (written[n][:1] for n in range(at + 1, len(tokens)) if tokens[n].type not in _CLOSE)
            inside = "".join(written[first : at + 1])
            if _doubtful(next(filter(None, before), " "), inside, next(filter(None, after), " ")):
                found[first] = found[at] = Token("text", "", 0, content=token.markup)
    return found


def _written(token: Token) -> str:
    """About as it was written: enough to see what stands beside a mark."""
    if token.type in _OPEN | _CLOSE:
        return token.markup
    if token.type == "code_inline":
        return f"`{token.content}`"
    return {"link_open": "[", "link_close": "]()", "softbreak": "\n", "hardbreak": "\n"}.get(token.type, token.content)


def _doubtful(before: str, inside: str, after: str) -> bool:
    """Whether emphasis may be none: `inside` with its marks, and the characters beside it."""
    words = inside.strip("*_")
    return (
        not (before.isspace() or before in "\"'¿¡" or unicodedata.category(before) in ("Ps", "Pi"))
        or after.isalnum()
        or (inside.startswith("__") and not any(map(str.isspace, inside)))  # __init__
        or words[:1] in tuple(",;)]}")  # count(*) and sum(*)
        or words[-1:] in tuple("([{")
    )
