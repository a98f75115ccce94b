"""Near-duplicates in a search: which passages repeat a better one, and which other articles say the same.

A family (see `index.duplicates`) only nominates: reports of one form, and a story with its correction, are families
too. What counts is whether the sentences are the same (see `index.sameness`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.repeats import says_all, sentences
from index.rows import Rows
from index.shelf import Shelf
from index.store import Place
from index.types import Article, Filters, Passage

# Other articles of a family that a hit is compared with: those found for the same question first.
_MOST = 20
# What one search compares at most, in characters, and what an article counts at least: to read it takes time too.
_COMPARED = 4_000_000
_LEAST = 5_000


def repeats(passage: Passage, better: Passage, article: Article) -> bool:
    """Whether every sentence of a passage is also said by `article`, in or around its passage `better`.

    Two printings of a story are seldom cut at the same sentences, hence around.
    """
    around = len(passage.text)
    near = article.text[max(better.start - around, 0) : better.end + around]
    return says_all(near, sentences(passage.text))


class Versions:
    """The other articles of the hits' families, within the filters, as far as one search can compare them."""

    def __init__(self, rows: Rows, shelf: Shelf, filters: Filters, ranked: Iterable[Place]) -> None:
        """`ranked` are the passages found for the question, best first."""
        self._rows = rows
        self._shelf = shelf
        self._filters = filters
        self._found: dict[int, dict[int, None]] = {}
        for place in ranked:
            if place.family is not None:
                self._found.setdefault(place.family, {})[place.number] = None
        self._members: dict[int, list[int]] = {}
        self._left = _COMPARED

    def of(self, place: Place) -> Iterator[Article]:
        """The other articles of the family of a passage, a few at most."""
        if place.family is None:
            return
        for number in [one for one in self._family(place.family) if one != place.number][:_MOST]:
            if self._left <= 0:
                return
            article = self._shelf.article(number)
            self._left -= max(len(article.text), _LEAST)
            yield article

    def _family(self, family: int) -> list[int]:
        """The numbers of its articles, those found for the question first."""
        if family not in self._members:
            others = self._rows.articles.family(family, self._filters, len(self._found[family]) + _MOST + 1)
            self._members[family] = list({**self._found[family], **dict.fromkeys(others)})
        return self._members[family]
