"""The articles that one search looks at, each read and checked once."""

from __future__ import annotations

from index.damage import Damaged
from index.recipe import text_hash
from index.rows import Rows
from index.store import Place
from index.store.articles import Sealed
from index.types import Article, Passage


class Shelf:
    """Articles and passages of one library, as they were stored. For one search, inside one snapshot."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._opened: dict[int, tuple[Sealed, Article]] = {}

    def article(self, number: int) -> Article:
        """The article of that number. Raises Damaged where it is not as it was stored."""
        return self._open(number)[1]

    def passage(self, place: Place) -> Passage:
        """The passage at that place. Raises Damaged where it or its article is not as it was stored."""
        seal, article = self._open(place.number)
        start, end = place.start, place.end
        is_whole = isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= len(article.text)
        text = article.text[start:end] if is_whole else ""
        if not is_whole or (seal.is_comparable and place.text_hash != text_hash(article.title, text)):
            raise Damaged(f"a passage of article {article.id!r:.40} ({article.path!r:.200}) is not as it was stored")
        return Passage(place.id, article.id, start, end, text)

    def _open(self, number: int) -> tuple[Sealed, Article]:
        if number not in self._opened:
            seal = self._rows.articles.numbered(number)
            self._opened[number] = (seal, seal.opened())
        return self._opened[number]
