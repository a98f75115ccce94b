"""Keys of rows, and filters as expressions of Milvus.

Strings of users stand in no expression as they are: they are looked for by a hash, or in plain letters.
"""

from __future__ import annotations

import hashlib
import re

from index.types import Filters

# Bits of a passage's id, or of the part of an article's text, that count within its article.
_WITHIN = 20
_QUOTED = re.compile(r"[\W_]+")


def hashed(*parts: str) -> int:
    """A key for those strings, of 63 bits: the same for the same, and for others as good as never."""
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "big") >> 1


def within(article: int, place: int) -> int:
    """The id of what stands at that place in the article of that number."""
    if place >> _WITHIN:
        raise ValueError("an article of more than a million passages")
    return article << _WITHIN | place


def article_of(passage: int) -> int:
    """The number of the article that a passage is from."""
    return passage >> _WITHIN


def plain(source: str) -> str:
    """A source as filters compare it: case-folded, with a blank for whatever is no letter or digit."""
    return _QUOTED.sub(" ", source.casefold())


def condition(filters: Filters, *more: str) -> str:
    """The filters on articles or passages, and further conditions; "" where there are none. An article without a date
    has "" there, and fails any bound.
    """
    parts = list(more)
    if filters.since is not None:
        parts.append(f'date >= "{_date(filters.since)}"')
    if filters.until is not None:
        parts += [f'date <= "{_date(filters.until)}"', 'date > ""']
    if filters.source is not None:
        parts.append(f'plain_source like "%{plain(filters.source)}%"')
    return " and ".join(parts)


def _date(bound: str) -> str:
    return "".join(one for one in bound if one in "0123456789-")
