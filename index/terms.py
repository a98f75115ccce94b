"""The words that lexical search compares: what is kept of a text, and what is looked for of a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, pairwise

from index.functionwords import FUNCTION_WORDS, spoken_language, unelided
from index.stemming import STEMMED, as_indexed, without_endings
from index.words import content_words, words

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
# What asks in Chinese and Japanese, and the commonest particles: words end there, and nothing is found by them.
_ASKING = re.compile(
    "什么时候|什麼時候|为什么|為什麼|什么|什麼|有?多[少长長高大深远遠重]|怎么样|怎么|怎麼|怎样|如何|哪里|哪儿|哪裡|哪个|哪些|哪一|哪年|"
    "何时|何地|谁|誰|[吗嗎呢的了是]|いつ|どこ|だれ|なぜ|どの|いくつ|いくら|何"
)
# Within a run, Japanese writes its words in one script each; those in hiragana alone are endings and particles.
_JAPANESE = re.compile(r"[\u30a0-\u30ff]+|[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002fa1f]+")
_HIRAGANA = re.compile(r"[\u3040-\u309f]")


def searchable(text: str, language: str | None = None) -> str:
    """The text as lexical search keeps it: in plain letters, each compound also as one word ("F-35" as "F-35 F35"), and
    Chinese, Japanese and Korean sign by sign. Of a language with a stemmer, the words without their endings.
    """
    if language not in STEMMED:
        return _COMPOUND.sub(r"\g<0> \1\2", _apart(text))
    assert language is not None
    return _apart(" ".join(without_endings(words(_COMPOUND.sub(r"\g<0> \1\2", unelided(text))), language)))


def searchable_title(title: str, language: str | None = None) -> str:
    """A title as it is kept: what is typed has to be found in it word for word, so stems stand behind its words."""
    kept = searchable(title)
    if language not in STEMMED:
        return kept
    whole = set(words(kept))
    return " ".join([kept, *(stem for stem in searchable(title, language).split() if stem not in whole)])


def search_terms(question: str, languages: Collection[str] = ()) -> list[str]:
    """What is searched for of a question in searchable texts: its content words, or all where it has none, each once;
    its compounds as one word; and signs of unspaced scripts two by two.

    `languages` are those of the articles: the words are looked for without their endings in each that has a stemmer.
    """
    stemmed = [language for language in languages if language in STEMMED]
    if not stemmed:
        return list(dict.fromkeys(_terms(question.translate(_PLAIN), frozenset())))
    spoken = spoken_language(question)
    stemmed.sort(key=lambda language: language != spoken)
    left_out = FUNCTION_WORDS.get(spoken, frozenset())
    told = [word for word in content_words(unelided(question)) if word not in left_out] or words(question)
    stems = chain.from_iterable(without_endings(told, language) for language in stemmed)
    plain_left_out = frozenset(word.translate(_PLAIN) for word in left_out)
    found = chain(
        _terms(unelided(question).translate(_PLAIN), plain_left_out),
        (stem.translate(_PLAIN) for stem in stems if not _UNSPACED.search(stem)),
    )
    return _each_once(found)


def unspaced_pairs(text: str) -> tuple[str, list[str]]:
    """The text without its runs of signs that put no space between words; and of these every two neighbours."""
    return _RUN.sub(" ", text), [pair for run in _RUN.findall(text) for pair in _pairs(run)]


def content_stems(text: str, language: str) -> frozenset[str]:
    """The content words of a text in that language, as they are compared with those of another one: without their
    endings and in plain letters; of an unspaced script every two neighbouring signs.
    """
    left_out = FUNCTION_WORDS.get(language, frozenset())
    spoken = [word for word in words(_RUN.sub(" ", unelided(text))) if word not in left_out]
    stems = (stem.translate(_PLAIN) for stem in without_endings(spoken, language))
    return frozenset(chain(stems, (first + second for run in _RUN.findall(text) for first, second in pairwise(run))))


def asked_stems(question: str, language: str) -> frozenset[str]:
    """The same of a question, without what only asks."""
    pairs = (pair.replace(" ", "") for run in _RUN.findall(question) for pair in _pairs(run) if len(pair) > 1)
    return frozenset(chain(content_stems(_RUN.sub(" ", question), language), pairs))


def typed_words(begun: str) -> list[str]:
    """The words of what is still being typed, as searchable texts have them: compounds in their parts alone."""
    return words(_UNSPACED.sub(r" \g<0> ", begun.translate(_PLAIN)))


def _apart(text: str) -> str:
    """In plain letters, and signs of unspaced scripts apart."""
    return text if text.isascii() else _UNSPACED.sub(r" \g<0> ", text.translate(_PLAIN))


def _terms(plain: str, left_out: frozenset[str]) -> Iterator[str]:
    """The terms of a question in plain letters, without endings taken from them."""
    pairs = [term for run in _RUN.findall(plain) for term in _pairs(run)]
    plain = _RUN.sub(" ", plain)
    whole = [first + second for first, second in _COMPOUND.findall(plain)]
    spoken = [word for word in content_words(plain) if word not in left_out]
    yield from spoken or ([] if pairs else words(plain))
    yield from (word.casefold() for word in whole)
    yield from pairs


def _pairs(run: str) -> list[str]:
    """Every two neighbours in a run of signs, each a phrase of two words, without what only asks."""
    parts = [part for part in _ASKING.split(run) if part]
    if _HIRAGANA.search(run):
        parts = [part for longer in parts for part in _JAPANESE.findall(longer)]
    found = [f"{one} {other}" for part in parts for one, other in pairwise(part)]
    return found or parts or [f"{one} {other}" for one, other in pairwise(run)] or [run]


def _each_once(terms: Iterable[str]) -> list[str]:
    """Without those that are the same word to SQLite's stemmer, which would count twice."""
    found: dict[str, str] = {}
    for term in terms:
        found.setdefault(as_indexed(term), term)
    return list(found.values())
