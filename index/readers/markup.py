"""Markup inside fields that should be text: tags and entities become what a reader would see."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|a|ul|ol|li|h[1-6]|blockquote|table|tr|td|th|img|figure|section|article|sup|sub)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"<(?:p|div|br|li|h[1-6]|td|blockquote)\b", re.IGNORECASE)
# What was escaped is at times escaped again.
_ESCAPED = 3
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol blockquote table figure section article header footer main aside hr pre".split()
)
_UNSEEN = frozenset("script style noscript template svg head".split())


def plain(text: str) -> str:
    """The text without tags and entities; as it is, where it has none. What stands in two blocks is two paragraphs."""
    for _ in range(_ESCAPED):
        if _TAG.search(text):
            text = _without_tags(text)
        elif _ENTITY.search(text):
            text = html.unescape(text)
        else:
            break
    return text


def _without_tags(text: str) -> str:
    seen = _Seen(has_blocks=bool(_BLOCK.search(text)))
    seen.feed(text)
    seen.close()
    return re.sub(r"\n\s*\n\s*", "\n\n", "".join(seen.pieces)).strip()


class _Seen(HTMLParser):
    """Gathers what a page shows. Line ends count only in a text that has no blocks."""

    def __init__(self, *, has_blocks: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._has_blocks = has_blocks
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")
        elif tag in ("br", "tr"):
            self.pieces.append("\n")
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in ("td", "th") and self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(re.sub(r"\s+", " ", data) if self._has_blocks else data)
