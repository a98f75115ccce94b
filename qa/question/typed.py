"""A question as it was typed, and the turns before it, made fit to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.errors import FootnoteError
from qa.printable import one_line, storable
from qa.types import Turn

# The longest question taken, in characters: a page of text.
LONGEST_QUESTION = 4000


def clean_question(question: str) -> str:
    """The question on one line, without control characters. Raises FootnoteError where it is empty or too long."""
    question = one_line(question)
    if not question:
        raise FootnoteError(
            "the question is empty", 'ask something, as in footnote ask "Who signed the deal?"', "invalid"
        )
    if len(question) > LONGEST_QUESTION:
        raise FootnoteError(
            f"the question has {len(question):,} characters and at most {LONGEST_QUESTION:,} are taken",
            "shorten it",
            "invalid",
        )
    return question


def clean_history(history: Sequence[Turn]) -> list[Turn]:
    """The turns before, questions as `clean_question` leaves them, save that a long one is cut: whoever keeps a history
    may hand over anything.
    """
    return [_clean_turn(turn) for turn in history]


def _clean_turn(turn: Turn) -> Turn:
    return replace(
        turn,
        question=one_line(turn.question)[:LONGEST_QUESTION],
        answer=storable(turn.answer),
        standalone=None if turn.standalone is None else one_line(turn.standalone)[:LONGEST_QUESTION],
        sentences=tuple(replace(sentence, text=storable(sentence.text)) for sentence in turn.sentences),
    )
