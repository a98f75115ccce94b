"""Words that no article has, taken for the word of the articles that was meant: "Brackwatr" for "Brackwater"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

# In shorter words one letter makes another word; and figures are no slips.
_SHORTEST = 5
# How alike two words must be, as difflib counts it: one letter left out, added, or changed with its neighbour, or one
# in eight that is another.
_ALIKE = 0.86
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Verbs, adverbs and what is made of them: "summarise", "disagreements". A library may lack these, and still answer.
_DERIVED = re.compile(
    r"(?:i[sz](?:e[ds]?|ing|ation)|ify|ing|ed|ly|tions?|sions?|ments?|ness|[ai]ble|ous|ive|al|ers?|ors?|ies|ity|ful|less|"
    r"ish|isms?|ists?|ants?|ents?|ances?|ences?)$"
)


def may_be_misspelt(question: str) -> list[str]:
    """The words of a question that are long enough to be looked up."""
    return [word for word in _WORD.findall(question) if len(_bare(word)) >= _SHORTEST]


def names_in(question: str) -> list[str]:
    """Those of them that have a capital, and are not the first word of the question, which has one anyway."""
    return [word for word in may_be_misspelt(" ".join(question.split()[1:])) if word[0].isupper()]


def may_be_names(question: str) -> list[str]:
    """The same; where nothing has a capital, every word but the first that does not end as words of the language do."""
    if question[1:] != question[1:].lower():
        return names_in(question)
    return [word for word in may_be_misspelt(" ".join(question.split()[1:])) if not _DERIVED.search(_bare(word))]


def respelt(question: str, unknown: Collection[str], texts: Iterable[str]) -> str:
    """The question, each of its `unknown` words as the most alike word of the texts is written, where one is alike."""
    vocabulary: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text):
            vocabulary.setdefault(_bare(word).casefold(), _bare(word))

    def written(match: re.Match[str]) -> str:
        word = match.group()
        return _meant(word, vocabulary) + word[len(_bare(word)) :] if word in unknown else word

    return _WORD.sub(written, question)


def _bare(word: str) -> str:
    """A word without a possessive 's."""
    return re.sub(r"['’]s$", "", word)


def _meant(word: str, vocabulary: dict[str, str]) -> str:
    bare = _bare(word)
    typed, best, most = bare.casefold(), bare, _ALIKE
    matcher = SequenceMatcher(b=typed, autojunk=False)
    for folded, as_written in vocabulary.items():
        # whoever mistypes a word seldom begins with another letter
        if folded[0] != typed[0] or abs(len(folded) - len(typed)) > 2:
            continue
        matcher.set_seq1(folded)
        if matcher.real_quick_ratio() >= most and matcher.quick_ratio() >= most and matcher.ratio() >= most:
            best, most = as_written, matcher.ratio()
    return best
