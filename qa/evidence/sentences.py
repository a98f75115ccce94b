"""The sentences that an answer is made of."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Hit


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of a retrieved passage that may belong in the answer. `start` and `end` are offsets into the article's
    text. `text` is the sentence as it can be read alone: a name may stand in it where the article has a pronoun.

    `score` is how likely the sentence is to belong in a good answer, 0..1. `label` names the side or part of the
    question that it speaks of ("Ford", "2019").
    """

    hit: Hit
    start: int
    end: int
    text: str
    score: float
    label: str | None = None

    @property
    def quote(self) -> str:
        """The article's own words."""
        return self.hit.article.text[self.start : self.end]
