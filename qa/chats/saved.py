"""The nouns of saved conversations, and an answer as the record that is kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from index.types import Article, Hit, Passage
from qa.printable import one_line
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence, Timings, Turn

State = Literal["writing", "answered", "refused", "stopped", "failed"]
# The library's article of that id, or None where it has none any more.
ArticleOf = Callable[[str], Article | None]

# The longest title made of a question, and the longest given by hand, in characters.
_TITLE = 60
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class SavedTurn:
    """One question as typed and what came of it; `asked` is when, UTC in ISO.

    `draft` is what the model wrote, unchecked. `answer` is there once it was checked: always when `answered` or
    `refused`, and when `stopped` by somebody who waited for the check. `reason` is given when `failed`, one line.
    `number` is what the file knows the turn by, 0 where it does not.
    """

    question: str
    asked: str
    state: State = "writing"
    draft: str = ""
    answer: Answer | None = None
    reason: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation whole, its turns oldest first; times are UTC in ISO."""

    id: str = ""
    title: str = ""
    created: str = ""
    updated: str = ""
    turns: tuple[SavedTurn, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list. `updated` is UTC in ISO; `questions` counts them."""

    id: str
    title: str
    updated: str
    questions: int


def turns_for_engine(conversation: Conversation) -> list[Turn]:
    """The history that the next question is asked with, as in the chat that was left: each answer that says something.

    Refusals do, and so does the checked part of a stopped answer; drafts that were never checked, and failures, do not.
    """
    answers = [turn.answer for turn in conversation.turns if turn.answer is not None]
    return [Turn.of(answer) for answer in answers if answer.text.strip() and not (answer.stopped and answer.abstained)]


def state_of(answer: Answer) -> State:
    """How a turn stands that came to this answer."""
    if answer.stopped:
        return "stopped"
    return "refused" if answer.abstained else "answered"


def title_of(question: str) -> str:
    """The question on one line, shortened at a word: the title of a conversation that begins with it."""
    line = one_line(question)
    if len(line) <= _TITLE:
        return line or "(untitled)"
    cut = line[: _TITLE - 1]
    at = cut.rfind(" ")
    return cut[: at if at > _TITLE // 2 else None].rstrip(" ,;:.") + "…"


def timestamp(moment: datetime | None = None) -> str:
    """That moment (default: now) as UTC in ISO with milliseconds: in the order of time when sorted as text."""
    return (moment or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="milliseconds")


def answer_record(answer: Answer) -> dict[str, Any]:
    """All of an answer as JSON values, for `answer_from`. The texts of articles are not in it, only what was quoted
    and retrieved: the library has them.
    """
    cited = (*answer.citations, *answer.nearest)
    articles = [one for citation in cited for one in (citation.article, *citation.also_in)]
    articles += [one for hit in answer.retrieved for one in (hit.article, *hit.copies)]
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "text": answer.text,
        "abstained": answer.abstained,
        "confidence": float(answer.confidence),
        "sentences": [_sentence_record(sentence) for sentence in answer.sentences],
        "citations": [_citation_record(citation) for citation in answer.citations],
        "retrieved": [_hit_record(hit) for hit in answer.retrieved],
        "articles": {one.id: _article_record(one) for one in articles},
        "model": answer.model,
        "timings": {
            "load": float(answer.timings.load),
            "retrieve": float(answer.timings.retrieve),
            "first_token": float(answer.timings.first_token),
            "total": float(answer.timings.total),
        },
        "stopped": answer.stopped,
        "kind": str(answer.kind),
        "short_answer": answer.short_answer,
        "missing": list(answer.missing),
        "nearest": [_citation_record(citation) for citation in answer.nearest],
    }


def answer_from(record: Mapping[str, Any], article_of: ArticleOf) -> Answer:
    """The answer that `answer_record` was given, with its articles from the library.

    Where an article is gone, or no longer has the quote at its place, the quote is shown all the same: the citation
    gets an article with the saved title, source, date, url and path whose whole text is the quote, `start` 0 and `end`
    its length. Retrieved passages likewise. An article that is only named as another printing, and gone, has no text.
    What an older Footnote did not save is as if it had not been there.

    Raises KeyError, TypeError, ValueError or AttributeError for a record that `answer_record` did not make.
    """
    shelf = _Shelf(record["articles"], article_of)
    return Answer(
        question=record["question"],
        standalone_question=record["standalone_question"],
        text=record["text"],
        abstained=record["abstained"],
        confidence=record["confidence"],
        sentences=tuple(map(_sentence, record["sentences"])),
        citations=tuple(_citation(one, shelf) for one in record["citations"]),
        retrieved=tuple(_hit(one, shelf) for one in record["retrieved"]),
        model=record["model"],
        timings=Timings(**record["timings"]),
        stopped=record["stopped"],
        kind=Kind(record.get("kind", Kind.FACT)),
        short_answer=record.get("short_answer"),
        missing=tuple(record.get("missing", ())),
        nearest=tuple(_citation(one, shelf) for one in record.get("nearest", ())),
    )


class _Shelf:
    """The articles of one record: from the library as far as it has them, else as they were noted."""

    def __init__(self, noted: Mapping[str, Any], article_of: ArticleOf) -> None:
        self._noted = noted
        self._article_of = article_of

    def article(self, key: str) -> Article:
        return self._article_of(key) or self._remembered(key, "")

    def holding(self, key: str, text: str, start: int, end: int, page: int | None = None) -> tuple[Article, int, int]:
        """An article that has `text` at the offsets that come with it, on that page."""
        article = self._article_of(key)
        if article is not None and article.text[start:end] == text:
            return article, start, end
        return self._remembered(key, text, page or 0), 0, len(text)

    def _remembered(self, key: str, text: str, page: int = 0) -> Article:
        noted = self._noted[key]
        known = noted["path"], noted["title"], text, noted["source"], noted["date"], noted["url"]
        # the pages before it are as if they were empty
        return Article(key, *known, pages=(0,) * page)


def _article_record(article: Article) -> dict[str, Any]:
    return {
        "path": article.path,
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "url": article.url,
    }


def _sentence_record(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "supported": sentence.supported,
        "as_of": sentence.as_of,
        "label": sentence.label,
    }


def _sentence(record: Mapping[str, Any]) -> Sentence:
    numbers = tuple(record["citations"])
    return Sentence(record["text"], numbers, record["supported"], record["as_of"], record.get("label"))


def _citation_record(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "article": citation.article.id,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "also_in": [one.id for one in citation.also_in],
        "page": citation.page,
    }


def _citation(record: Mapping[str, Any], shelf: _Shelf) -> Citation:
    place = record["start"], record["end"]
    article, start, end = shelf.holding(record["article"], record["quote"], *place, page=record.get("page"))
    also_in = tuple(shelf.article(key) for key in record["also_in"])
    return Citation(record["number"], article, record["quote"], start, end, also_in)


def _hit_record(hit: Hit) -> dict[str, Any]:
    return {
        "article": hit.article.id,
        "passage": hit.passage.id,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "score": float(hit.score),
        "similarity": float(hit.similarity),
        "copies": [one.id for one in hit.copies],
    }


def _hit(record: Mapping[str, Any], shelf: _Shelf) -> Hit:
    article, start, end = shelf.holding(record["article"], record["text"], record["start"], record["end"])
    passage = Passage(record["passage"], article.id, start, end, record["text"])
    copies = tuple(shelf.article(key) for key in record["copies"])
    return Hit(passage, article, record["score"], record["similarity"], copies)
