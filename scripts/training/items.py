"""Questions with their passages, and what is known of both, in the tokens that a pair reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tokenizers import Tokenizer

from index.sentences import Span
from qa.evidence.pairs import Pair, encode_pair, sentence_tokens
from scripts.training.groups import Candidate, Group


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, from the token `first` up to `last`, how much it belongs in the answer, and how much that counts."""

    first: int
    last: int
    belongs: float
    weight: float


@dataclass(frozen=True, slots=True)
class Item:
    """A pair as token ids, with its labels. `start` and `end` are token positions of the answer, 0 and 0 (the [CLS]
    position) where the passage has none, and -1 where it answers but nobody marked where, or in several places. Of a
    claim `supports` alone says anything.
    """

    ids: tuple[int, ...]
    text_start: int
    relevant: bool
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()
    supports: bool | None = None


def items(group: Group, tokenizer: Tokenizer) -> list[Item]:
    """The group's pairs with their labels in tokens."""
    found = []
    for candidate in group.candidates:
        pair = encode_pair(tokenizer, group.question, candidate.title, candidate.text)
        if candidate.supports is not None:
            found.append(Item(tuple(pair.ids), pair.text_start, False, -1, -1, (), candidate.supports))
            continue
        start = end = 0
        if len(candidate.spans) == 1:
            place = token_span(pair, candidate.spans[0])
            if place is None:
                continue
            start, end = place
        elif candidate.relevant:
            start = end = -1
        sentences = tuple(_sentences(candidate, pair))
        found.append(Item(tuple(pair.ids), pair.text_start, candidate.relevant, start, end, sentences))
    return found


def _sentences(candidate: Candidate, pair: Pair) -> Iterator[Sentence]:
    """The sentences of a candidate with their labels. Nothing is known of those of a passage that answers nobody knows
    where.
    """
    if candidate.relevant and not (candidate.marks or candidate.spans):
        return
    for span, (first, last) in sentence_tokens(pair, candidate.text):
        judged = belongs(candidate, span)
        yield Sentence(first, last, judged or 0.0, candidate.rest if judged is None else 1.0)


def belongs(candidate: Candidate, sentence: Span) -> float | None:
    """How much a sentence belongs in the answer, by what is marked in the passage; None where nothing says so."""
    marks = [(mark.start, mark.end, mark.belongs) for mark in candidate.marks]
    marks = marks or [(start, end, 1.0) for start, end in candidate.spans]
    return max((how_much for start, end, how_much in marks if _shares(sentence, (start, end))), default=None)


def _shares(one: Span, other: Span) -> bool:
    """Whether the spans have more than half of the shorter one in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * common > min(one[1] - one[0], other[1] - other[0])


def token_span(pair: Pair, span: tuple[int, int]) -> tuple[int, int] | None:
    """First and last token of a span of characters, or None where it was cut off."""
    inside = [
        number for number, (start, end) in enumerate(pair.offsets) if start < span[1] and end > span[0] and end > start
    ]
    if not inside or pair.offsets[-1][1] < span[1]:
        return None
    return pair.text_start + inside[0], pair.text_start + inside[-1]
