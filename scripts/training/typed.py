"""Questions as people type them: without capitals, without a question mark, now and then with a slip."""

from __future__ import annotations

import random

# How often a question loses its capitals, its question mark, and how often two letters change places or one is lost.
_LOWER, _NO_MARK, _SLIP = 0.2, 0.2, 0.06
_SHORTEST = 5


def as_typed(question: str, draw: random.Random) -> str:
    """The question, or one of its careless forms."""
    if draw.random() < _LOWER:
        question = question.lower()
    if draw.random() < _NO_MARK:
        question = question.rstrip("?").rstrip()
    return _with_slip(question, draw) if draw.random() < _SLIP else question


def _with_slip(question: str, draw: random.Random) -> str:
    words = question.split(" ")
    long = [number for number, word in enumerate(words) if len(word) >= _SHORTEST and word.isalpha()]
    if not long:
        return question
    number = draw.choice(long)
    word = words[number]
    place = draw.randrange(1, len(word) - 1)
    swapped = word[place + 1] + word[place] if draw.random() < 0.5 else word[place + 1]
    words[number] = word[:place] + swapped + word[place + 2 :]
    return " ".join(words)
