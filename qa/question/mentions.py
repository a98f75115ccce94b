"""What a conversation is about: what was said in it, and the words that it keeps coming back to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from index.facts import stems
from index.sentences import sentence_spans
from index.words import content_words
from qa.phrases import PHRASES
from qa.question.understood import Place
from qa.types import Sentence, Turn

# What a turn weighs, as against the one after it. The figures hardly move between .65 and 1.
DECAY = 0.8
# Fewer words are not taken for a sentence.
_SENTENCE = 5
# A question or an answer is read up to here, in characters.
_LONGEST = 2000
_REFUSALS = frozenset(phrases.refused for phrases in PHRASES.values())


def topic(heard: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The content words of a conversation by weight, as {stem: the word as it was said last}.

    `heard` are its questions and the first sentence of each answer. A word weighs one for each of them that holds it;
    less by `DECAY` for every turn since. Of equal ones the later come first, those of a question before those of its
    answer.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    words: dict[str, str] = {}
    for age, turn in enumerate(reversed(heard)):
        for text in turn:
            for stem, word in _stemmed(text).items():
                weights[stem] += DECAY**age
                words.setdefault(stem, word)
    return {stem: words[stem] for stem in sorted(weights, key=lambda stem: -weights[stem])}


def said(turn: Turn) -> str:
    """The first sentence of the answer that is supported, empty where there is none: nothing else may be carried on.

    A history that comes with texts alone has no sentences: its answers' first ones are taken as they are.
    """
    if turn.refused:
        return ""
    return next((one.text for one in _sentences(turn) if one.supported), "")


def quoted(turn: Turn) -> str:
    """What was just said, as a whole sentence: where the answer is a few words, the one that it was found in."""
    first = next((one for one in turn.sentences if one.supported), None)
    if turn.refused or first is None:
        return said(turn)
    cited = next((one.quote for one in turn.citations if one.number in first.citations), first.text)
    return cited if len(first.text.split()) < _SENTENCE else first.text


def places(turn: Turn) -> frozenset[Place]:
    """Where in the articles the turn's footnotes point to."""
    return frozenset((one.article.id, one.start, one.end) for one in turn.citations)


def _sentences(turn: Turn) -> Sequence[Sentence]:
    if turn.sentences:
        return turn.sentences
    text = turn.answer[:_LONGEST].strip()
    first = next((text[start:end] for start, end in sentence_spans(text)), "")
    return [Sentence(first, supported=first not in _REFUSALS)]


def _stemmed(text: str) -> dict[str, str]:
    """The content words of a text by their stems, single letters left out."""
    found: dict[str, str] = {}
    for word in content_words(text[:_LONGEST]):
        for stem in stems(word) if len(word) > 1 else ():
            found.setdefault(stem, word)
    return found
