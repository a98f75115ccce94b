"""Markup inside fields that should be text: tags and entities become what a reader would see.

In one pass over the text, since a field may be long: libraries for HTML take quadratic time on some input.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_KNOWN = (
    "p|div|span|b|i|u|em|strong|a|ul|ol|li|h[1-6]|blockquote|table|thead|tbody|tr|td|th|img|figure|figcaption|section|"
    "article|header|footer|main|aside|pre|code|sup|sub|small|font|center|html|head|body|title|meta|link|script|style|br|hr"
)
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_KNOWN})(?:\s[^<>]{{0,2000}})?/?>|<!--[^<>]{{0,500}}-->", re.IGNORECASE)
# A text that is HTML begins with a tag, or ends elements in it; one that only speaks of tags does not.
_BEGINS = re.compile(rf"\s*<(?:!doctype|\?xml|!--|(?:{_KNOWN})[\s/>])", re.IGNORECASE)
_ENDS = re.compile(rf"</(?:{_KNOWN})>|<br\s?/?>[^<]{{0,2000}}<br\s?/?>", re.IGNORECASE)
_BLOCK = re.compile(r"</(?:p|div|li|h[1-6]|td|blockquote)>|<br\b", re.IGNORECASE)
_BODY = re.compile(r"<body\b", re.IGNORECASE)
# What was escaped is at times escaped again.
_ESCAPED = 3
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol blockquote table figure section article header footer main aside hr pre".split()
)
_UNSEEN = frozenset(["script", "style", "title"])


def plain(text: str) -> str:
    """The text without tags and entities; as it is, where it has none. What stands in two blocks is two paragraphs."""
    for _ in range(_ESCAPED):
        if "<" in text and (_BEGINS.match(text) or _ENDS.search(text)):
            text = _without_tags(text)
        elif "&" in text and _ENTITY.search(text):
            text = _without_entities(text)
        else:
            break
    return text


def _without_tags(text: str) -> str:
    body = _BODY.search(text) if _BEGINS.match(text) else None
    seen = "".join(_seen(text[body.start() if body else 0 :], has_blocks=bool(_BLOCK.search(text))))
    return re.sub(r"[ \t]*\n[ \t]*\n\s*", "\n\n", _without_entities(seen)).strip()


def _without_entities(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)


def _seen(text: str, *, has_blocks: bool) -> Iterator[str]:
    """What a page shows, piece by piece. Line ends count only in a text that has no blocks."""
    end, cell = 0, False
    lower, unclosed = text.lower(), set[str]()
    for tag in _TAG.finditer(text):
        if tag.start() < end:
            continue
        between = text[end : tag.start()]
        yield re.sub(r"\s+", " ", between) if has_blocks else between
        end = tag.end()
        name = (tag["name"] or "").lower()
        if name in _UNSEEN and not tag["close"]:
            closed = -1 if name in unclosed else lower.find(f"</{name}", end)
            unclosed |= {name} if closed < 0 else set()
            end = max(end, closed)
        elif name in _BLOCKS:
            yield "\n\n"
        elif name == "br" or name == "tr":
            yield "\n"
        elif name == "li" and not tag["close"]:
            yield "\n- "
        elif name in ("td", "th") and not tag["close"]:
            yield " | " if cell else ""
        cell = name in ("td", "th") if name in ("td", "th", "tr") else cell
    rest = text[end:]
    yield re.sub(r"\s+", " ", rest) if has_blocks else rest
