"""What the MCP tools take and give, as their schemas say it to other programs."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Takes what the JSON contract has, and leaves out what a tool's result does not need."""

    model_config = ConfigDict(extra="ignore")


class Exchange(Shape):
    """A question of the conversation so far, and what was answered."""

    question: str
    answer: str


class Origin(Shape):
    """Where an article is from."""

    article_id: str
    title: str
    source: str | None = None
    date: Annotated[str | None, Field(description="ISO date of the article")] = None
    url: str | None = None
    path: str


class Cited(Origin):
    """A footnote: the article's own words."""

    number: int
    quote: Annotated[str, Field(description="the article's own words, text[start:end]")]
    start: Annotated[int, Field(description="where the quote begins in the article's text, in characters")]
    end: int
    page: Annotated[int | None, Field(description="the page that the quote stands on, where there are pages")] = None
    also_in: list[Origin] = []


class Said(Shape):
    """A sentence of an answer."""

    text: str
    citations: Annotated[list[int], Field(description="numbers of the footnotes that it rests on")]
    supported: bool


class AskResult(Shape):
    """A checked answer."""

    question: str
    standalone_question: Annotated[str, Field(description="the question as it was understood in its conversation")]
    answer: Annotated[str, Field(description="the answer with its marks [1]; it says so where the articles do not say")]
    abstained: Annotated[bool, Field(description="true where the articles do not answer the question")]
    confidence: Annotated[float, Field(description="0..1: how likely the evidence is to hold the answer")]
    kind: str
    short_answer: str | None = None
    sentences: list[Said]
    citations: list[Cited]
    missing: Annotated[list[str], Field(description="parts of the question that the articles do not answer")]
    nearest: Annotated[list[Cited], Field(description="for a refusal: the sentences nearest to the question")]


class Passage(Origin):
    """A passage that was found."""

    text: str
    start: Annotated[int, Field(description="where it begins in the article's text, in characters")]
    end: int
    score: Annotated[float, Field(description="orders the passages of one search, means nothing across searches")]
    also_in: list[Origin] = []


class SearchResult(Shape):
    """Passages, best first."""

    passages: list[Passage]


class ShowResult(Origin):
    """A part of an article's text, or all of it."""

    text: str
    start: Annotated[int, Field(description="where this part begins, in characters")]
    next_start: Annotated[int | None, Field(description="where the next part begins; null at the end")]
    total_chars: int
    captions: list[str] = []


class LibraryInfo(Shape):
    """What a library holds. Dates are of its oldest and newest articles, ISO."""

    name: str
    articles: int
    passages: int
    oldest: str | None = None
    newest: str | None = None
    sources: Annotated[list[str], Field(description="those with the most articles")] = []


class LibrariesResult(Shape):
    """The libraries that can be asked."""

    libraries: list[LibraryInfo]


class AddResult(Shape):
    """What an indexing run did."""

    articles: Annotated[int, Field(description="how many the library holds now")]
    passages: int
    changed: Annotated[int, Field(description="articles that are new or were read again")]
    removed: int
    skipped: Annotated[list[str], Field(description="files that could not be read, and why; at most 20")]
