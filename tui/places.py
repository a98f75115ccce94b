"""Places in articles that the reader can open: footnotes and passages alike."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article, Hit
from qa.addresses import web_address
from qa.types import Answer, Citation
from tui.plain import one_line, plain


@dataclass(frozen=True, slots=True)
class Place:
    """The words `article.text[start:end]`, under the `label` by which the chat refers to them."""

    label: str
    article: Article
    start: int
    end: int
    also_in: tuple[Article, ...] = ()

    @property
    def page(self) -> int | None:
        """The page on which the words begin, counted from 1; None where no words are meant, or there are no pages."""
        return self.article.page_at(self.start) if self.start < self.end else None


def cited_place(citation: Citation) -> Place:
    """Where a footnote points."""
    return Place(f"[{citation.number}]", citation.article, citation.start, citation.end, citation.also_in)


def found_place(rank: int, hit: Hit) -> Place:
    """Where a retrieved passage stands."""
    return Place(f"Passage {rank}", hit.article, hit.passage.start, hit.passage.end, hit.copies)


def whole_article(article: Article) -> Place:
    """An article without any of its words meant."""
    return Place("Article", article, 0, 0)


def quoted(place: Place) -> str:
    """The words with where they are from, for the clipboard: safe to paste, whatever the article holds."""
    article = place.article
    page = f"p. {place.page}" if place.page else ""
    about = ", ".join(part for part in (one_line(article.source or ""), one_line(article.date or ""), page) if part)
    line = " · ".join(part for part in (title_of(article), about, web_address(article)) if part)
    words = plain(article.text[max(place.start, 0) : max(place.end, 0)]).strip()
    return f"“{words}”\n— {line}" if words else line


def cited_in(hit: Hit, answer: Answer) -> tuple[int, ...]:
    """Numbers of the answer's footnotes, or of what is nearest, that quote this passage."""
    passage = hit.passage
    return tuple(
        citation.number
        for citation in answer.footnotes
        if citation.article.id == hit.article.id and citation.start < passage.end and passage.start < citation.end
    )


def byline(article: Article, pages: str = "") -> str:
    """`Source · date · p. 3`, as far as they are known."""
    return " · ".join(one_line(part) for part in (article.source, article.date, pages) if part)


def title_of(article: Article, limit: int | None = None) -> str:
    """The article's title on one line, or its path if it has none."""
    return one_line(article.title, limit) or one_line(article.path, limit) or "Untitled"
