"""The nouns of an answer, and the events by which an engine reports one."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.types import Article, Hit
from qa.question.kind import Kind


@dataclass(frozen=True, slots=True)
class Citation:
    """A checked footnote: `article.text[start:end] == quote`, and `number` is what the answer's marks refer to."""

    number: int
    article: Article
    quote: str
    start: int
    end: int
    also_in: tuple[Article, ...] = ()

    @property
    def page(self) -> int | None:
        """The page on which the quote begins, counted from 1; None where the article has no pages."""
        return self.article.page_at(self.start)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer, without marks. `citations` are numbers of `Answer.citations`; empty if unsupported.
    `as_of` (ISO date) is given where articles of different times say different things, and in a timeline. `label` names
    what the sentence is about in an answer of several sides or parts ("Ford", "2019").
    """

    text: str
    citations: tuple[int, ...] = ()
    supported: bool = False
    as_of: str | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds of wall time. `load` is library and models before the question was asked; the others count from
    then, and a model that is still being loaded is waited for meanwhile.

    `stages` says where they went: what was done, in that order, and how long each took.
    """

    load: float = 0.0
    retrieve: float = 0.0
    first_token: float = 0.0
    total: float = 0.0
    stages: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question came to. If `abstained`, `text` says so, `sentences` and `citations` are empty, and `nearest` has
    the sentences nearest to the question, numbered from 1; it is empty where the articles say nothing on the subject.

    `confidence` is 0..1: how likely the evidence is to hold the answer. `short_answer` is the answer in few words,
    where few words answer. `missing` names the parts of the question that the articles do not answer ("by how much").
    """

    question: str
    standalone_question: str
    text: str
    abstained: bool
    confidence: float
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    retrieved: tuple[Hit, ...]
    model: str
    timings: Timings = field(default_factory=Timings)
    stopped: bool = False
    kind: Kind = Kind.FACT
    short_answer: str | None = None
    missing: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()

    @property
    def footnotes(self) -> tuple[Citation, ...]:
        """All that carries a number: what is cited, or what is nearest to a question that was refused."""
        return self.nearest if self.abstained else self.citations

    def _repr_markdown_(self) -> str:
        """What a notebook shows that takes Markdown."""
        from qa.answer.markdown import answer_markdown

        return answer_markdown(self)

    def _repr_html_(self) -> str:
        """What a notebook shows."""
        from qa.answer.html import answer_html

        return answer_html(self)


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished exchange of a conversation: the question as typed, and what it was answered.

    `answer` is the answer's text; `sentences`, `citations`, `kind` and `refused` are its structure, from which
    follow-ups are resolved. `standalone` is the question as it was understood.
    """

    question: str
    answer: str
    standalone: str | None = None
    kind: Kind = Kind.FACT
    refused: bool = False
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Turn:
        """The turn that an answer makes."""
        return cls(
            answer.question,
            answer.text,
            answer.standalone_question,
            answer.kind,
            answer.abstained,
            answer.sentences,
            answer.citations,
        )


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The evidence is known, best first; the model has not begun.

    `key` is the sentence of the first hit that holds the likeliest words, as start and end in its article's text.
    """

    standalone_question: str
    hits: tuple[Hit, ...]
    key: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the draft answer as the model writes it, unchecked. The checked text comes with `Finished`."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The checked answer; always the last event, also after a refusal."""

    answer: Answer


Event = Retrieved | Token | Finished
