"""Words as a server's BM25 compares them.

Its analyzers differ from version to version and from SQLite's. What it is given are therefore finished terms, of plain
letters and digits alone, made as SQLite's tokenizer makes them: without accents, by Porter's stemmer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import Stemmer

# What SQLite's unicode61 takes for one word.
_WORD = re.compile(r"[^\W_]+")
# So long are the words, as UTF-8, that its stemmer looks at.
_STEMMED_BYTES = range(3, 65)
# Signs that stand alone in searchable texts: two in a row are looked for as a phrase.
_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0002fa1f]")


def kept_terms(searchable: str) -> str:
    """The terms of a searchable text, and of its signs that have no spaces every two neighbours; blanks between."""
    words = _words(searchable)
    pairs = (one + other for one, other in pairwise(words) if _SIGN.fullmatch(one) and _SIGN.fullmatch(other))
    return " ".join(_written(word) for word in (*_stemmed(words), *pairs))


def asked_term(term: str) -> str:
    """What `index.search.lexical_terms` looks for, as it is kept; of several words each, but two signs as one."""
    words = _words(term)
    if len(words) == 2 and all(_SIGN.fullmatch(word) for word in words):
        return _written("".join(words))
    return " ".join(map(_written, _stemmed(words)))


def title_words(searchable: str) -> str:
    """The words of a title, as they are and stemmed, between blanks, so that each is found by a pattern."""
    words = _words(searchable)
    return f" {' '.join(map(_written, dict.fromkeys([*words, *_stemmed(words)])))} "


def title_patterns(typed: Sequence[str]) -> list[str]:
    """What a title has to fit that has all those words, of which the last may go on."""
    words = _words(" ".join(typed))
    whole = [f"% {_written(word)} %" for word in _stemmed(words[:-1])]
    return [*whole, *(f"% {_written(word)}%" for word in words[-1:])]


def _words(text: str) -> list[str]:
    return _WORD.findall(_without_accents(text.casefold()))


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize(
        "NFC", "".join(one for one in unicodedata.normalize("NFD", text) if unicodedata.category(one) != "Mn")
    )


def _stemmed(words: list[str]) -> list[str]:
    """As SQLite does: the shortest and the longest words stay as they are ("s" would leave nothing)."""
    stemmer = Stemmer.Stemmer("porter", 0)
    return [stemmer.stemWord(word) if len(word.encode()) in _STEMMED_BYTES else word for word in words]


def _written(word: str) -> str:
    """In letters that every analyzer takes for one word."""
    return word if word.isascii() else "u" + word.encode().hex()
