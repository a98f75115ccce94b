"""Comparing an answer with gold strings. Source: the SQuAD evaluation script, with typographic punctuation as well."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

_POSSESSIVE = re.compile(r"['’]s\b")
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")
# what an answer carries beside its words: [1], [unsupported], and quotes in brackets
_MARK = re.compile(r"\[\s*(?:\d[\d\s,;–-]*|unsupported)\]")
_BRACKETED_QUOTE = re.compile(r"\(\s*(?:“[^”]*”|\"[^\"]*\")\s*\)|\[\s*(?:“[^”]*”|\"[^\"]*\")\s*\]")


@lru_cache(maxsize=10_000)
def normal(text: str) -> str:
    """Lower case, without punctuation and articles, single spaces. Where articles are all there is, they stay."""
    bare = "".join(character for character in text.lower() if not _is_punctuation(character))
    return " ".join(_ARTICLE.sub(" ", bare).split()) or " ".join(bare.split())


def bare(text: str) -> str:
    """An answer's own words: without citation marks and quotes in brackets."""
    return " ".join(_BRACKETED_QUOTE.sub(" ", _MARK.sub(" ", text)).split())


def holds(text: str, gold: str) -> bool:
    """Whether the words of `gold` stand in `text` one after the other, both normalised, "Hawaii's" holding Hawaii."""
    return any(f" {normal(gold)} " in f" {normal(one)} " for one in (text, _POSSESSIVE.sub("", text)))


def exact_match(answer: str, golds: Sequence[str]) -> float:
    """1 if the answer is one of the golds, else 0."""
    return float(any(normal(answer) == normal(gold) for gold in golds))


def f1(answer: str, golds: Sequence[str]) -> float:
    """The harmonic mean of precision and recall of the answer's words, 0..1; the best over all golds."""
    return max((_f1(normal(answer).split(), normal(gold).split()) for gold in golds), default=0.0)


def _f1(answer: list[str], gold: list[str]) -> float:
    common = (Counter(answer) & Counter(gold)).total()
    return 2 * common / (len(answer) + len(gold)) if common else 0.0


def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")
