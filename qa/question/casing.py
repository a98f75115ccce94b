"""Names that were typed without capitals, as the articles write them: "what happened to navalny"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]{3,}")
# Words with capitals in a row: also where they open a sentence they are a name.
_RUN = re.compile(r"(?<!\w)[^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z][^\W\d_]+)+")
# Within a sentence: behind a word in small letters, so that a capital there is that of a name.
_WITHIN = re.compile(r"(?<=[a-z,;] )[^\W\d_]{3,}")


def with_names(question: str, texts: Iterable[str], unmentioned: Collection[str] = ()) -> str:
    """The question, typed in small letters, with a capital for each word that the texts only write with one, for words
    that stand in a row with capitals there as here, and for those that no article mentions. A question with a capital
    anywhere but at its beginning stays as it is.
    """
    if question[1:] != question[1:].lower():
        return question
    asked = {word.casefold() for word in _WORD.findall(question)}
    folded = question.casefold().split()
    rows = {f"{one} {other}" for one, other in pairwise(folded)}
    sure, large, small = {word.casefold() for word in unmentioned}, set[str](), set[str]()
    for text in texts:
        for run in _RUN.finditer(text):
            for one, other in pairwise(run.group().casefold().split()):
                sure |= {one, other} if f"{one} {other}" in rows else set()
        for match in _WITHIN.finditer(text):
            word = match.group()
            if word.casefold() in asked:
                (large if word[0].isupper() else small).add(word.casefold())

    def written(match: re.Match[str]) -> str:
        word = match.group()
        return word[0].upper() + word[1:] if word.casefold() in sure | (large - small) else word

    return _WORD.sub(written, question)
