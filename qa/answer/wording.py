"""What an answer says of the words that were found: the words alone, or the sentence they stand in."""

from __future__ import annotations

import re

# Questions that a few words do not answer: reasons, ways, accounts, and those that ask for yes or no.
_WANTS_SENTENCE = re.compile(
    r"^\W*(?:and |but |so )?(?:"
    r"why\b|explain\b|describe\b|tell (?:me|us)\b|"
    r"how (?!many|much|old|long|far|often|big|large|small|tall|high|low|fast|deep|wide|heavy|soon|late|early)\w|"
    r"what (?:happened|happens|is known|was known|led to|caused)\b|"
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)(?:n['’]t)?\b)",
    re.IGNORECASE,
)
# What may stand at the edges of words that were cut out; a hyphen before a figure is its sign.
_EDGES = re.compile(r"^(?:[\s,;:–—]|-(?!\d))+|[\s,;:–—-]+$")


def wants_sentence(question: str) -> bool:
    """Whether the answer should be a whole sentence, since a few words of it would not be understood."""
    return bool(_WANTS_SENTENCE.search(question))


def answer_words(text: str) -> str:
    """Words cut out of a sentence as an answer: on one line, with a capital, without the punctuation around them."""
    words = bare_words(text)
    return words[:1].upper() + words[1:]


def bare_words(text: str) -> str:
    """Words cut out of a sentence, on one line and without the punctuation that held them there."""
    words = _EDGES.sub("", " ".join(text.split()))
    for opening, closing in (("“", "”"), ("(", ")"), ("‘", "’")):
        if words.startswith(opening) and words.count(opening) == words.count(closing) == 1 and words.endswith(closing):
            words = words[1:-1]
        elif words.count(opening) != words.count(closing):
            words = words.strip(opening + closing)
    if words.count('"') == 1 or (words.count('"') == 2 and words[:1] == words[-1:] == '"'):
        words = words.strip('"')
    return _EDGES.sub("", words.removesuffix("'s").removesuffix("’s"))
