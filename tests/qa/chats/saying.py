"""A question and its answer to save, and what is loaded again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from index.errors import FootnoteError
from qa.chats.conversations import Conversations
from qa.chats.saved import Conversation
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of

HIT = hit_of("The café in Århus closed on Tuesday.", 3, before="Before.", source="Gazette", date="2024-03-05")
QUOTE = HIT.passage.text
ANSWER = Answer(
    question="What closed?",
    standalone_question="What closed?",
    text="The café in Århus closed. [1]",
    abstained=False,
    confidence=0.75,
    sentences=(Sentence("The café in Århus closed.", (1,), True),),
    citations=(Citation(1, HIT.article, QUOTE, HIT.passage.start, HIT.passage.end),),
    retrieved=(HIT,),
    model="scripted",
)
REFUSED = Answer("Q?", "Q?", "The articles do not say.", True, 0.0, (), (), (HIT,), "scripted")
LIBRARY = {HIT.article.id: HIT.article}


class Clock:
    """A second passes whenever it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def said(store: Conversations, question: str, answer: Answer = ANSWER, within: str | None = None) -> str:
    """One question and its answer; the conversation's id."""
    writing = store.begin(question, within)
    store.grow(writing, "The café")
    store.finish(writing, answer)
    return writing.conversation


def loaded(store: Conversations, key: str) -> Conversation:
    """The conversation of that id, over the articles of `LIBRARY`."""
    return store.load(key, LIBRARY.get)


def is_one_line(error: pytest.ExceptionInfo[FootnoteError], *told: str) -> None:
    """The message is one line, with all those words in it."""
    assert len(str(error.value).splitlines()) == 1
    for words in told:
        assert words in str(error.value)
