"""Words without their endings, by language, so that "négociations" finds "négociation". Source: Snowball, PyStemmer."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import Stemmer

# English is not among them: SQLite's own Porter stemmer does it, in every library there is.
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
STEMMED = frozenset(_ALGORITHMS)
"""The languages, other than English, whose words are searched for without their endings."""


def without_endings(words: Sequence[str], language: str) -> list[str]:
    """The words, which are case-folded, without their endings; as they are where the language has no stemmer."""
    algorithm = _ALGORITHMS.get(language)
    if algorithm is None or algorithm not in Stemmer.algorithms():  # an earlier PyStemmer knows fewer
        return list(words)
    # one for each call, since they are not for two threads
    return list(Stemmer.Stemmer(algorithm, 0).stemWords([unicodedata.normalize("NFC", word) for word in words]))


def as_indexed(word: str) -> str:
    """What SQLite's Porter stemmer makes of a word: two that agree are one word to a search."""
    return str(Stemmer.Stemmer("porter", 0).stemWord(word))


def stemmer_version() -> str:
    """Another version may make other stems: what is stored of them has to be made anew then."""
    from importlib.metadata import PackageNotFoundError, version  # brings much along

    try:
        return version("PyStemmer")
    except PackageNotFoundError:
        return "?"
