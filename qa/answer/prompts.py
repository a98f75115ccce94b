"""Every word that is put before a model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Hit
from qa.evidence.sentences import EvidenceSentence
from qa.llm.generator import Message
from qa.phrases import PHRASES
from qa.question.kind import Kind

# What Footnote says when it has no answer, and what a model is asked to write then; tests and code share it.
REFUSAL = PHRASES["en"].refused

SYSTEM = f"You answer questions from the text that you are given. If it holds no answer, reply: {REFUSAL}"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a model is given of a passage: what it is from, and sentences of it in their order."""

    heading: str
    text: str

    @classmethod
    def of(cls, hit: Hit, text: str | None = None) -> Excerpt:
        """`text` of a passage; by default, all of it."""
        return cls(heading(hit), hit.passage.text if text is None else text)


def messages(question: str, excerpts: Sequence[Excerpt]) -> list[Message]:
    """The prompt for a stand-alone question over the passages, best first.

    The best passage stands last, next to the question, and a few words are asked for: on 24 questions of realtimeqa
    2022-2023 the embedded model's draft held the answer 12 times so, and 8 to 10 times with sentences asked for, the
    best passage first, or no headings.
    """
    passages = "\n\n".join(f"{one.heading}\n{one.text}" for one in reversed(excerpts))
    asking = f"Using the text, answer in a few words: {question}"
    return [Message("system", SYSTEM), Message("user", f"Read this text.\n\n{passages}\n\n{asking}")]


# How a reply of the adapted model begins, and the whole of one that says that no passage answers.
OPENING = "["
NONE = "[0]"
# The beginnings of lines by which a passage could pass for the next one, for the question or for the reply.
_FORM = re.compile(r"^[^\S\n]*(?:\[(\d+)\]|(Question):)", re.MULTILINE)


def reply(number: int, answer: str) -> str:
    """A reply in the form that the adapted model was taught: the number of a passage and a few words of it."""
    return f"[{number}] {answer}"


def reading(question: str, excerpts: Sequence[Excerpt]) -> list[Message]:
    """The prompt that the adapter of the embedded model was trained on, passages best first. It saw them whole."""
    numbered = reading_text([(one.heading, one.text) for one in excerpts])
    return [Message("user", numbered + reading_question(question))]


def reading_text(passages: Sequence[tuple[str, str]]) -> str:
    """Passages as (heading, text), numbered from 1."""
    plain = ((title, _FORM.sub(r"(\1\2)", text)) for title, text in passages)
    return "".join(f"[{number}] {title}\n{text}\n\n" for number, (title, text) in enumerate(plain, start=1))


def reading_question(question: str) -> str:
    """The question as it stands behind the passages."""
    return f"Question: {question}"


def heading(hit: Hit) -> str:
    """A passage's first line: what it is from, and of when."""
    origin = ", ".join(part for part in (hit.article.source, hit.article.date) if part)
    return f"{hit.article.title} ({origin})" if origin else hit.article.title


WRITER = (
    "You answer questions from numbered sentences of news articles, and from nothing else. You take only what answers "
    'the question, copy names, figures and dates exactly, with qualifiers such as "more than", "about" or "may", and '
    "say who said what. Each of your sentences ends with the number of the sentence it comes from."
)
# An invented exchange that shows a model the form, and that most of what it reads is left out.
_EXAMPLE = (
    "[1] (Harbour Post, 2021-03-02) The rowing club of Marsh, which has 200 members, won both races on Saturday.\n"
    "[2] (Harbour Post, 2021-03-02) “We had no choice,” said engineer Ana Lee, whose divers had found cracks in two "
    "pillars of the Tidal Bridge, which the council closed on Monday.\n"
    "[3] (Daily Quay, 2021-03-05) Marsh is a town of 12,000 on the river Sill.\n"
    "[4] (Daily Quay, 2021-03-05) On the first day alone, ferries could carry about 900 commuters, the council said."
)
_EXAMPLE_QUESTION = "Why is the Tidal Bridge closed, and how do people cross?"
_EXAMPLE_REPLY = (
    "The council closed the Tidal Bridge on Monday after divers had found cracks in two pillars. [2] The council said "
    "that ferries could carry about 900 commuters on the first day. [4]"
)

# What is asked for, by kind of question; any other kind is asked as `_IN_SENTENCES`.
_IN_SENTENCES = "Answer in two to four sentences"
_WANTED = {
    Kind.FACT: "Answer in one sentence",
    Kind.COUNT: "Answer in one sentence, with the figure",
    Kind.YES_NO: "Answer yes or no in one sentence that says why",
    Kind.DEFINITION: "Say what it is in one or two sentences",
    Kind.LIST: "List every one that the sentences name, in one to six sentences",
    Kind.OVERVIEW: "Write an overview of four to six sentences, with the most important facts first",
    Kind.TIMELINE: "Say what happened, in order of time, in three to six sentences with their dates",
    Kind.COMPARISON: "Say what holds for each side, in two to six sentences",
    Kind.OPINION: "Say in one to four sentences who says what",
}


def writing(
    question: str, kind: Kind, evidence: Sequence[EvidenceSentence], *, may_refuse: bool = True
) -> list[Message]:
    """The prompt for an answer in a model's own words from numbered evidence sentences.

    What is the same for all questions comes first, so that a model that keeps what it has read reads it once. Where
    the evidence is strong, the model is not offered to refuse: small ones do so far too readily.
    """
    numbered = "\n".join(
        f"[{number}] ({_origin(one.hit)}) {_one_line(one.text)}" for number, one in enumerate(evidence, start=1)
    )
    return [
        Message("system", WRITER),
        Message("user", _asking(_EXAMPLE, _EXAMPLE_QUESTION, _IN_SENTENCES)),
        Message("assistant", _EXAMPLE_REPLY),
        Message("user", _asking(numbered, question, _WANTED.get(kind, _IN_SENTENCES), may_refuse=may_refuse)),
    ]


def _asking(numbered: str, question: str, wanted: str, *, may_refuse: bool = False) -> str:
    refusing = f" If none of the sentences answers it, reply only: {REFUSAL}" if may_refuse else ""
    return f"{numbered}\n\nQuestion: {question}\n{wanted}, each ending with its number in brackets.{refusing}"


def _origin(hit: Hit) -> str:
    """What an evidence sentence is from: source and date, or the article's title where neither is known."""
    return ", ".join(part for part in (hit.article.source, hit.article.date) if part) or hit.article.title


def _one_line(text: str) -> str:
    """An article's words on one line, so that nothing in it can pass for the next sentence or the question."""
    return " ".join(_FORM.sub(r"(\1\2)", " ".join(text.split())).split())
