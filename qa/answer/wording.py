"""Words cut out of a sentence, as an answer says them."""

from __future__ import annotations

import re

# What may stand at the edges of words that were cut out; a hyphen before a figure is its sign.
_EDGES = re.compile(r"^(?:[\s,;:–—]|-(?!\d))+|[\s,;:–—-]+$")

# A time that is told from the day of the article.
RELATIVE = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tonight|tomorrow|"
    r"(?:this|last|next) (?:night|morning|week|weekend|month|year|spring|summer|autumn|fall|winter))\b(?!.*\b\d{4}\b)",
    re.IGNORECASE,
)


def answer_words(text: str) -> str:
    """Words cut out of a sentence as an answer: on one line, with a capital, without the punctuation around them."""
    words = bare_words(text)
    return words[:1].upper() + words[1:]


def bare_words(text: str) -> str:
    """Words cut out of a sentence, on one line and without the punctuation that held them there."""
    words = _EDGES.sub("", " ".join(text.split()))
    for opening, closing in (("“", "”"), ("(", ")"), ("‘", "’")):
        if words.startswith(opening) and words.count(opening) == words.count(closing) == 1 and words.endswith(closing):
            words = words[1:-1]
        elif words.count(opening) != words.count(closing):
            words = words.strip(opening + closing)
    if words.count('"') == 1 or (words.count('"') == 2 and words[:1] == words[-1:] == '"'):
        words = words.strip('"')
    return _EDGES.sub("", words.removesuffix("'s").removesuffix("’s"))
