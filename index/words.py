"""Words, and which of them carry content: what lexical search, near-duplicate detection and checks compare."""

from __future__ import annotations

import re
from itertools import chain, pairwise

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# English function words: they tell no passage from another
STOP_WORDS = frozenset(
    """
    a about after again against all also am an and any are aren't as at be because been before being between both but
    by can can't could couldn't did didn't do does doesn't doing don't down during each else ever few for from further
    had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself his how i i'd i'll
    i'm i've if in into is isn't it it's its itself just let's me might more most much must my myself no nor not now of
    off on once only or other ought our ours out over own please quite rather really same shall she she'd she'll she's
    should shouldn't so some such tell than that that's the their theirs them themselves then there there's these they
    they'd they'll they're they've this those through to too under until up upon us very was wasn't we we'd we'll
    we're we've were weren't what what's when when's where where's which while who who's whom whose why will with won't
    would wouldn't yes yet you you'd you'll you're you've your yours yourself
    """.split()
)


# Letters that no accent can be taken from, and how they are written where there are no such keys.
_LETTERS = {
    "ẞ": "SS",
    "ß": "ss",
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ı": "i",
    "ħ": "h",
}
_PLAIN = str.maketrans(
    _LETTERS | {letter.upper(): plain.upper() for letter, plain in _LETTERS.items() if len(letter.upper()) == 1}
)
# Two parts joined by a hyphen: "F-35", "cease-fire".
_COMPOUND = re.compile(r"(?<![\w-])(?!\d+-\d+\b)([^\W_]+)[-\u2010\u2011]([^\W_]+)(?![\w-])")


# Signs of scripts that put no space between words: each is searched for as a word of its own, two in a row.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0002fa1f]")
_RUN = re.compile(f"{_UNSPACED.pattern}+")


def searchable(text: str) -> str:
    """The text as lexical search keeps it: in plain letters, each compound also as one word ("F-35" as "F-35 F35"), and
    Chinese, Japanese and Korean sign by sign.
    """
    if not text.isascii():
        text = _UNSPACED.sub(r" \g<0> ", text.translate(_PLAIN))
    return _COMPOUND.sub(r"\g<0> \1\2", text)


def search_terms(question: str) -> list[str]:
    """What is searched for of a question in searchable texts: its content words, or all where it has none, each once;
    its compounds as one word; and signs of unspaced scripts two by two.
    """
    plain = question.translate(_PLAIN)
    pairs = [term for run in _RUN.findall(plain) for term in _pairs(run)]
    plain = _RUN.sub(" ", plain)
    whole = [first + second for first, second in _COMPOUND.findall(plain)]
    spoken = content_words(plain) or ([] if pairs else words(plain))
    return list(dict.fromkeys(chain(spoken, (word.casefold() for word in whole), pairs)))


def typed_words(begun: str) -> list[str]:
    """The words of what is still being typed, as searchable texts have them: compounds in their parts alone."""
    return words(_UNSPACED.sub(r" \g<0> ", begun.translate(_PLAIN)))


def _pairs(run: str) -> list[str]:
    """Every two neighbours in a run of signs, each a phrase of two words."""
    return [f"{one} {other}" for one, other in pairwise(run)] or [run]


def words(text: str) -> list[str]:
    """The words of `text` in order, case-folded, with curly apostrophes made straight."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def content_words(text: str) -> list[str]:
    """`words` without function words and without a possessive 's."""
    return [word.removesuffix("'s") for word in words(text) if word not in STOP_WORDS]
