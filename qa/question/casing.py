"""Names that were typed without capitals, as the articles write them: "what happened to navalny"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

_WORD = re.compile(r"[^\W\d_]{3,}")
# Within a sentence: behind a word in small letters, so that a capital there is that of a name.
_WITHIN = re.compile(r"(?<=[a-z,;] )[^\W\d_]{3,}")


def with_names(question: str, texts: Iterable[str], unmentioned: Collection[str] = ()) -> str:
    """The question, typed in small letters, with a capital for each word that the texts only write with one, and for
    those that no article mentions. A question with a capital anywhere but at its beginning stays as it is.
    """
    if question[1:] != question[1:].lower():
        return question
    asked = {word.casefold() for word in _WORD.findall(question)}
    large, small = {word.casefold() for word in unmentioned}, set[str]()
    for text in texts:
        for match in _WITHIN.finditer(text):
            word = match.group()
            if word.casefold() in asked:
                (large if word[0].isupper() else small).add(word.casefold())

    def written(match: re.Match[str]) -> str:
        word = match.group()
        return word[0].upper() + word[1:] if word.casefold() in large - small else word

    return _WORD.sub(written, question)
