"""A question and a passage as the one sequence of tokens that the pair reader was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.sentences import Span, sentence_spans

# The whole sequence, the question in it and the title in it, in tokens; what is longer is cut at its end.
MOST_TOKENS = 320
_MOST_QUESTION = 64
_MOST_TITLE = 72


class Encoding(Protocol):
    """What the tokenizers library returns: token ids and the characters each stands for."""

    @property
    def ids(self) -> list[int]: ...

    @property
    def offsets(self) -> list[tuple[int, int]]: ...


class PairTokenizer(Protocol):
    """The part of tokenizers.Tokenizer that is needed here."""

    def encode(self, sequence: str, *, add_special_tokens: bool) -> Encoding: ...

    def token_to_id(self, token: str) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Pair:
    """[CLS] question [SEP] title [SEP] text [SEP]. The text's tokens start at `text_start`; `offsets` are, for each of
    them, start and end in characters of the text.
    """

    ids: Sequence[int]
    text_start: int
    offsets: Sequence[tuple[int, int]]


def encode_pair(tokenizer: PairTokenizer, question: str, title: str, text: str) -> Pair:
    """Token ids for one pair."""
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    assert cls is not None
    assert sep is not None
    head = [cls, *tokenizer.encode(question, add_special_tokens=False).ids[:_MOST_QUESTION], sep]
    if title:
        head += tokenizer.encode(title, add_special_tokens=False).ids[:_MOST_TITLE]
    head.append(sep)
    body = tokenizer.encode(text, add_special_tokens=False)
    room = MOST_TOKENS - len(head) - 1
    return Pair([*head, *body.ids[:room], sep], len(head), body.offsets[:room])


def sentence_tokens(pair: Pair, text: str) -> list[tuple[Span, Span]]:
    """The sentences of the pair's text that were read to their end: their characters, and their tokens as (first, last
    and one) places in the pair. Sentences without a token are left out.
    """
    found = []
    token, count = 0, len(pair.offsets)
    for start, end in sentence_spans(text):
        while token < count and pair.offsets[token][1] <= start:
            token += 1
        first = token
        while token < count and pair.offsets[token][0] < end:
            token += 1
        if token > first and (token < count or pair.offsets[-1][1] >= end):
            found.append(((start, end), (pair.text_start + first, pair.text_start + token)))
    return found
