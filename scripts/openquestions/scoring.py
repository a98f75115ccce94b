"""Which nuggets an answer covers, and which of its quotes hold one.

Source: the nuggets of the TREC question answering tracks (Voorhees 2003), matched by strings instead of by a judge.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from qa.types import Answer, Citation
from scripts.openquestions.questions import Nugget, OpenQuestion

# Sentences of an answer that count, and words of a quote.
SENTENCES = 6
QUOTE_WORDS = 80

_TYPOGRAPHIC = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
# Signs that change what a figure says.
_KEPT = "$%"


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer came to. `covered` and `cited` go with the question's nuggets; `holding` says of each quote that
    counts whether it holds a nugget. `words` are those of the answer as it is printed, with its marks.
    """

    question: OpenQuestion
    answer: str
    refused: bool
    covered: tuple[bool, ...]
    cited: tuple[bool, ...]
    holding: tuple[bool, ...]
    sentences: int
    words: int
    unsupported: int
    milliseconds: float

    @property
    def vital(self) -> float:
        """The share of the vital nuggets that are covered."""
        return _share(self._of_vital(self.covered))

    @property
    def all(self) -> float:
        """The share of all nuggets that are covered."""
        return _share(self.covered)

    @property
    def full(self) -> float:
        """1 where every vital nugget is covered, else 0."""
        return float(self.vital == 1)

    @property
    def vital_cited(self) -> float:
        """The share of the vital nuggets that stand in a quote from an article that says so."""
        return _share(self._of_vital(self.cited))

    @property
    def precision(self) -> float | None:
        """The share of the quotes that hold a nugget; None without quotes."""
        return _share(self.holding) if self.holding else None

    def _of_vital(self, marks: Sequence[bool]) -> list[bool]:
        return [mark for mark, nugget in zip(marks, self.question.nuggets, strict=True) if nugget.is_vital]


def score(question: OpenQuestion, answer: Answer) -> Score:
    """Hold an answer against the nuggets of its question."""
    said = answer.sentences[:SENTENCES]
    numbers = {number for sentence in said for number in sentence.citations}
    used = [citation for citation in answer.citations if citation.number in numbers]
    text = " ".join(sentence.text for sentence in said)
    cited = tuple(any(_supports(citation, nugget) for citation in used) for nugget in question.nuggets)
    return Score(
        question=question,
        answer=answer.text,
        refused=answer.abstained,
        covered=tuple(
            in_quote or holds(text, nugget) for in_quote, nugget in zip(cited, question.nuggets, strict=True)
        ),
        cited=cited,
        holding=tuple(any(holds(_quoted(citation), nugget) for nugget in question.nuggets) for citation in used),
        sentences=len(answer.sentences),
        words=len(answer.text.split()),
        unsupported=sum(not sentence.supported for sentence in said),
        milliseconds=answer.timings.total,
    )


def holds(text: str, nugget: Nugget) -> bool:
    """Whether one of the nugget's texts stands in `text`, however both are spelled: without capitals and punctuation,
    which either goes ("U.S.", US) or parts words ("yuan-dollar", yuan dollar).
    """
    return any(_plain(one, instead).strip() in _plain(text, instead) for one in nugget.texts for instead in ("", " "))


def _plain(text: str, instead: str) -> str:
    """Lower case, with `instead` of every punctuation mark."""
    folded = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHIC).lower()
    bare = "".join(instead if sign in string.punctuation and sign not in _KEPT else sign for sign in folded)
    return " ".join(bare.split())


def _supports(citation: Citation, nugget: Nugget) -> bool:
    return _is_from(citation, nugget.articles) and holds(_quoted(citation), nugget)


def _is_from(citation: Citation, articles: Sequence[str]) -> bool:
    """Whether the quote stands in one of the articles, which are named by their id or by a piece of their path."""
    names = [name for one in (citation.article, *citation.also_in) for name in (one.id, one.path)]
    return any(article in name for article in articles for name in names)


def _quoted(citation: Citation) -> str:
    return " ".join(citation.quote.split()[:QUOTE_WORDS])


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / len(marks)
