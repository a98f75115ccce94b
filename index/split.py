"""Articles into passages, and their size (chunk size): whole paragraphs where they fit, cut and joined at sentence ends
where they do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from index.pieces import pieces
from index.sentences import Span, sentence_spans

TokenCounter = Callable[[Sequence[str]], list[int]]

# The chunk size, in tokens: short paragraphs are joined up to it. A paragraph stays whole up to `longest`. Whoever
# changes it has every library cut its articles again (`index.recipe`).
TARGET = 128
# [CLS] and [SEP], which an embedder adds to a text
_SPECIAL_TOKENS = 2

_WORD = re.compile(r"\S+")
_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")
# a "word" longer than this (a data URI, base64) is cut into pieces of this many characters before counting
_LONGEST_WORD = 200
# texts counted at once: a tokenizer keeps far more of each than the number
_COUNTED = 1000

Sized = tuple[int, int, int]  # start, end, tokens


def longest(max_tokens: int, title_tokens: int) -> int:
    """The most tokens of a passage that an embedder of `max_tokens` takes whole with its title before it."""
    return max_tokens - _SPECIAL_TOKENS - title_tokens


def split(
    text: str, count_tokens: TokenCounter, limit: int, target: int = TARGET, language: str | None = None
) -> list[Span]:
    """Cut `text`, which is in `language`, into passages of at most `limit` tokens, short paragraphs joined up to
    `target`, in order, without overlap.

    Returns (start, end) character offsets; nothing but white space lies between passages.
    """
    target = min(target, limit)
    paragraphs = _paragraphs(text, count_tokens, limit, language)
    blocks = [block for paragraph in paragraphs for block in _cut(paragraph, limit, target)]
    return [(start, end) for start, end, _ in _join(blocks, target)]


def _paragraphs(text: str, count_tokens: TokenCounter, limit: int, language: str | None) -> list[list[Sized]]:
    """The text's sentences with their token counts, grouped by paragraph."""
    spans = sentence_spans(text, language)
    counts = _counts(text, spans, count_tokens)
    pieces: list[Sized] = []
    for (start, end), tokens in zip(spans, counts, strict=True):
        pieces.extend([(start, end, tokens)] if tokens <= limit else _cut_words(text, start, end, count_tokens, limit))
    breaks = iter([match.start() for match in _PARAGRAPH_BREAK.finditer(text)] + [len(text)])
    following = next(breaks)
    numbered = []
    number = 0
    for piece in pieces:
        while piece[0] >= following:
            following = next(breaks)
            number += 1
        numbered.append((number, piece))
    return [[piece for _, piece in group] for _, group in groupby(numbered, key=lambda item: item[0])]


def _counts(text: str, spans: Sequence[Span], count_tokens: TokenCounter) -> Iterator[int]:
    for some in pieces(spans, _COUNTED):
        yield from count_tokens([text[start:end] for start, end in some])


def _cut_words(text: str, start: int, end: int, count_tokens: TokenCounter, limit: int) -> Iterator[Sized]:
    """Cut one over-long sentence between words, or inside a word that is itself too long."""
    words: list[Span] = []
    for match in _WORD.finditer(text, start, end):
        for left in range(match.start(), match.end(), _LONGEST_WORD):
            words.append((left, min(left + _LONGEST_WORD, match.end())))
    yield from _pack(_within(text, words, count_tokens, limit), limit)


def _within(text: str, spans: Sequence[Span], count_tokens: TokenCounter, limit: int) -> Iterator[Sized]:
    """The spans with their token counts, those over the limit halved until they are not."""
    # a piece of a word may count more tokens alone than inside the word, never fewer
    counts = _counts(text, spans, count_tokens)
    for (left, right), tokens in zip(spans, counts, strict=True):
        if tokens <= limit or right - left == 1:
            yield left, right, tokens
        else:
            middle = (left + right) // 2
            yield from _within(text, [(left, middle), (middle, right)], count_tokens, limit)


def _cut(paragraph: list[Sized], limit: int, target: int) -> Iterable[Sized]:
    """One paragraph as one block if it fits, else as blocks of about equal size that end at sentence ends."""
    total = sum(tokens for _, _, tokens in paragraph)
    if total <= limit:
        return [(paragraph[0][0], paragraph[-1][1], total)]
    pieces = -(-total // target)
    longest = max(tokens for _, _, tokens in paragraph)
    return _pack(paragraph, min(limit, max(-(-total // pieces), longest)))


def _join(blocks: list[Sized], target: int) -> Iterator[Sized]:
    """Neighbouring blocks joined while they stay within the target."""
    return _pack(blocks, target)


def _pack(items: Iterable[Sized], most: int) -> Iterator[Sized]:
    """Greedily merge neighbours while their tokens stay within `most`; a larger item stands alone."""
    open_item: Sized | None = None
    for start, end, tokens in items:
        if open_item and open_item[2] + tokens <= most:
            open_item = (open_item[0], end, open_item[2] + tokens)
        else:
            if open_item:
                yield open_item
            open_item = (start, end, tokens)
    if open_item:
        yield open_item
