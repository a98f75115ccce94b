"""Answers of different kinds for the README's pictures: the sample articles' own sentences, chosen by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from index.library import Library
from index.types import Filters
from qa.answer.layout import text_of
from qa.question.kind import Kind
from qa.types import Answer, Citation, Event, Finished, Retrieved, Sentence, Turn

_ON_SUBJECT = "The articles do not say, though they write about this."
_PASSAGES = 6
_END = re.compile(r"\.(?=\s|$)")
_MADRID, _TIMELINE = "madrid-trade-talks-2025.md", "tariff-truce-deadlines-timeline.md"


@dataclass(frozen=True, slots=True)
class Pictured:
    """A question, and the article and the first words of each sentence that answers it, or is nearest to it. `labels`
    name the side of each sentence in a comparison.
    """

    name: str
    kind: Kind
    question: str
    sentences: tuple[tuple[str, str], ...]
    labels: tuple[str, ...] = ()
    refused: bool = False
    rows: int = 22


PICTURED = (
    Pictured(
        "list",
        Kind.LIST,
        "What has been done against TikTok?",
        (
            ("wechat-tiktok-orders-2020.md", "India banned TikTok"),
            ("wechat-tiktok-orders-2020.md", "President Donald Trump signed two executive orders"),
            (_MADRID, "Congress passed a law in 2024"),
        ),
    ),
    Pictured(
        "overview",
        Kind.OVERVIEW,
        "How did the trade talks go?",
        (
            ("trump-xi-osaka-truce-2019.md", "The United States and China have called a halt"),
            ("phase-one-review-call-2020.md", "Senior officials of the United States and China"),
            (_MADRID, "The United States and China agreed on a framework"),
            (_MADRID, "Wider trade questions stayed open."),
            (_TIMELINE, "The truce was then extended by a year"),
        ),
        rows=34,
    ),
    Pictured(
        "comparison",
        Kind.COMPARISON,
        "Compare the tariff truces of 2019 and 2025",
        (
            ("trump-xi-osaka-truce-2019.md", "Under the truce, Washington"),
            ("trump-xi-osaka-truce-2019.md", "Beijing, for its part"),
            (_MADRID, "The tariff truce between the two countries"),
            (_MADRID, "A reciprocal tariff of 10 percent"),
        ),
        labels=("2019", "2019", "2025", "2025"),
        rows=28,
    ),
    Pictured(
        "refusal",
        Kind.FACT,
        "What did the meeting in Madrid cost?",
        (
            (_MADRID, "The meeting had begun a day earlier"),
            (_MADRID, "The agenda also included money laundering"),
        ),
        refused=True,
    ),
)


class PictureAsker:
    """In an engine's place: real passages, and the answers above."""

    def __init__(self, library: Library, model: str) -> None:
        self.library, self.model = library, model

    def close(self) -> None:
        """There is nothing to end."""

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),  # noqa: ARG002
        *,
        filters: Filters = Filters(),  # noqa: B008
        should_stop: Callable[[], bool] = lambda: False,  # noqa: ARG002
    ) -> Iterator[Event]:
        """Answer one of the questions above."""
        (pictured,) = (one for one in PICTURED if one.question == question)
        hits = tuple(self.library.search([question], _PASSAGES, filters=filters))
        yield Retrieved(question, hits)
        quoted = tuple(self._citation(number, one) for number, one in enumerate(pictured.sentences, start=1))
        is_dated = pictured.kind is Kind.OVERVIEW
        said = tuple(
            Sentence(one.quote, (one.number,), True, one.article.date if is_dated else None, label)
            for one, label in zip_longest(quoted, pictured.labels)
        )
        yield Finished(
            Answer(
                question=question,
                standalone_question=question,
                text=_ON_SUBJECT if pictured.refused else text_of(pictured.kind, said),
                abstained=pictured.refused,
                confidence=0.9,
                sentences=() if pictured.refused else said,
                citations=() if pictured.refused else quoted,
                retrieved=hits,
                model=self.model,
                kind=pictured.kind,
                nearest=quoted if pictured.refused else (),
            )
        )

    def _citation(self, number: int, place: tuple[str, str]) -> Citation:
        path, opens = place
        article = self.library.article(path)
        start = article.text.index(opens)
        # the sentences chosen have no full stop inside
        end = next(found.end() for found in _END.finditer(article.text, start))
        return Citation(number, article, article.text[start:end], start, end)
