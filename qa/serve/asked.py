"""The body of a request to /v1/chat/completions, and the question and the conversation in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field, ValidationError

from index.dates import parse_bound
from index.errors import FootnoteError
from index.types import Filters
from qa.question.typed import clean_question
from qa.serve.recall import Recall
from qa.types import Turn

# How many messages a conversation may have, and how many of its last questions are looked at.
MOST_MESSAGES, MOST_TURNS = 2000, 50


class TextPart(BaseModel):
    """A piece of a message. Pictures, sound and files are not taken."""

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """A message of the conversation; those of the system, and of tools, are left out."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content or ())


class StreamOptions(BaseModel):
    """How a stream ends."""

    include_usage: bool = False


class Asked(BaseModel):
    """What is asked. Fields that tune a model (`temperature`, `max_tokens`, `tools` and so on) are taken and have no
    effect. `since`, `until` and `source` are Footnote's own, as for `footnote ask`.
    """

    model: str
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    user: str | None = None
    safety_identifier: str | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None

    @property
    def question(self) -> str:
        """The last message, which is the user's. Raises FootnoteError for another's, and for what is no question."""
        last = self.messages[-1]
        if last.role != "user":
            raise FootnoteError("the last message must be the user's", "its text is the question", "invalid")
        return clean_question(last.text)

    @property
    def filters(self) -> Filters:
        """Which articles are asked. Raises FootnoteError for a date that is none."""
        return filters_of(self.since, self.until, self.source)

    def history(self, recall: Recall) -> list[Turn]:
        """The questions before, each with its answer, oldest first."""
        return list(self._turns(recall))[-MOST_TURNS:]

    def _turns(self, recall: Recall) -> Iterator[Turn]:
        question = None
        for message in self.messages[:-1]:
            if message.role == "user":
                question = message.text
            elif message.role == "assistant" and question and message.text.strip():
                yield recall.turn(question, message.text)
                question = None


def asked_of(body: bytes) -> Asked:
    """The request in that JSON. Raises FootnoteError, in one line, for what is none."""
    try:
        return Asked.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise FootnoteError(f"{where or 'the request'} cannot be used", first["msg"], "invalid") from None


def filters_of(since: str | None, until: str | None, source: str | None) -> Filters:
    """Filters as people write them. Raises FootnoteError for a date that is none."""
    return Filters(
        since=parse_bound(since, end=False) if since else None,
        until=parse_bound(until, end=True) if until else None,
        source=source,
    )
