"""Turns of a conversation, with the structure that answers leave."""

from __future__ import annotations

from index.types import Hit
from qa.question.kind import Kind
from qa.question.understood import Place
from qa.types import Citation, Sentence, Turn
from tests.fakes import hit_of


def told(question: str, *sentences: str, number: int = 1, kind: Kind = Kind.FACT, quotes: tuple[str, ...] = ()) -> Turn:
    """A question answered in those sentences, each quoted from an article of its own, `number` the first of them."""
    hits = [hit_of(text, number + at) for at, text in enumerate(quotes or sentences)]
    cited = tuple(
        Citation(at, hit.article, hit.passage.text, hit.passage.start, hit.passage.end)
        for at, hit in enumerate(hits, start=1)
    )
    answer = tuple(Sentence(text, (at,), True) for at, text in enumerate(sentences, start=1))
    return Turn(
        question, " ".join(f"{one.text} [{one.citations[0]}]" for one in answer), None, kind, False, answer, cited
    )


def refused(question: str) -> Turn:
    """A question that the articles do not answer."""
    return Turn(question, "The articles do not say.", refused=True)


def place(text: str, number: int = 1) -> Place:
    """Where `told` has it from."""
    hit: Hit = hit_of(text, number)
    return (hit.article.id, hit.passage.start, hit.passage.end)
