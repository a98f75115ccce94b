"""Text as saved conversations are searched: words without case and accents."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
# More words than anybody searches for; each is a condition in SQL.
_MOST_WORDS = 32


def folded(text: str) -> str:
    """The words of a text, each once and with spaces around it, for `instr` to find them whole or by beginning."""
    return f" {' '.join(_words(text))} "


def sought(search: str) -> list[str]:
    """What to look for in folded texts: words whole, the last by its beginning."""
    words = _words(search)[:_MOST_WORDS]
    return [f" {word} " for word in words[:-1]] + [f" {word}" for word in words[-1:]]


def _words(text: str) -> list[str]:
    """The words of a text without case and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    # once more: what came apart may have capitals of its own
    bare = "".join(one for one in apart if not unicodedata.combining(one)).casefold()
    return list(dict.fromkeys(_WORD.findall(bare)))
