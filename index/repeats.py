"""Which sentences of one article another article says too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from index.sameness import SAME_WORDS, same_sentence, wording
from index.sentences import sentence_spans
from index.types import Article

_BLANK_LINE = re.compile(r"\n\s*\n")
_WHOLE = re.compile(r"[.!?…][\"'”’)\]]*$")
# Paragraphs whose sentences are kept for the next comparison: some megabytes.
_KEPT = 2048
# Articles whose paragraphs are kept.
_TEXTS = 16
# A longer paragraph is looked at in pieces, in characters, each with so much of the one before it.
_LONGEST = 4000
_OVERLAP = 1000
# Paragraphs of one text that are taken apart for one sentence: those that hold most of its words.
_NEAREST = 4
# Two texts of m and n words have 2c of m + n in common, so c is at least this share of either.
_LEAST = SAME_WORDS / (2 - SAME_WORDS)


@lru_cache(maxsize=_KEPT)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a passage or a paragraph, in order, each on one line."""
    return tuple(" ".join(text[start:end].split()) for start, end in sentence_spans(text))


def also_in(text: str, articles: Iterable[Article]) -> tuple[Article, ...]:
    """Those of the articles that say every sentence of a passage or a quote."""
    wanted = sentences(text)
    return tuple(one for one in articles if says_all(one.text, wanted))


def says_all(text: str, wanted: Sequence[str]) -> bool:
    """Whether each of those sentences is in the text, word for word or lightly reworded (see `index.sameness`).

    Only paragraphs with most of a sentence's words are taken apart, so that a text of thousands of sentences takes
    milliseconds. False where no sentence is wanted.
    """
    return bool(wanted) and all(_says(text, sentence) for sentence in wanted)


def _says(text: str, sentence: str) -> bool:
    if _WHOLE.search(sentence) and sentence in text:
        return True
    return any(same_sentence(sentence, one) for near in _near(text, sentence) for one in sentences(near))


def _near(text: str, sentence: str) -> list[str]:
    """The paragraphs of a text, or pieces of long ones, that may hold a sentence, likeliest first and a few at most:
    those with its names and most of its other words.
    """
    said = wording(sentence)
    names = {_probe(stem) for stem in said.names}
    # figures may be written as words, so only words are looked for
    others = {_probe(stem) for stem in said.stems if not stem[0].isdigit()} - names
    spare = (1 - _LEAST) * len(said.stems)
    found: list[tuple[int, str]] = []
    for paragraph, folded in _paragraphs(text):
        if all(name in folded for name in names):
            missing = sum(other not in folded for other in others)
            if missing <= spare:
                found.append((missing, paragraph))
    found.sort(key=lambda one: one[0])
    return [paragraph for _, paragraph in found[:_NEAREST]]


def _probe(stem: str) -> str:
    """What all forms of a word begin with, as a rule: "studi" stands for "study" and "studies"."""
    return stem.removesuffix("i")


@lru_cache(maxsize=_TEXTS)
def _paragraphs(text: str) -> tuple[tuple[str, str], ...]:
    """The paragraphs, long ones in pieces, each as it is and in small letters."""
    pieces = [piece for paragraph in _BLANK_LINE.split(text) for piece in _pieces(paragraph)]
    return tuple((piece, piece.casefold()) for piece in pieces)


def _pieces(paragraph: str) -> Iterator[str]:
    if len(paragraph) <= _LONGEST:
        yield paragraph
        return
    for start in range(0, len(paragraph) - _OVERLAP, _LONGEST - _OVERLAP):
        yield paragraph[start : start + _LONGEST]
