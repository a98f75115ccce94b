"""Evidence in another language than English, which the trained reader does not read: weighed by its words alone.

A sentence answers where all that the question says stands in it, in its article's title or in the sentences just before
it; anything less is near, and shown below a refusal. Words are compared without their endings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.functionwords import spoken_language
from index.sentences import sentence_spans
from index.terms import asked_stems, content_stems
from index.types import Hit
from qa.evidence.calibration import SentenceSignals
from qa.evidence.candidates import NO_SPAN, Found
from qa.evidence.sentences import EvidenceSentence, is_whole
from qa.question.asking import has_what_is_asked

# Of a question's words more than this share has to be found: one may be missing of six, none of five.
_MOST_WORDS = 0.8
# Two neighbouring signs need not be a word, and those that are none are seldom in the answer.
_MOST_SIGNS = 0.75
_UNSPACED = frozenset({"zh", "ja", "ko"})
# What a sentence counts for where something is missing: less than any answer needs, whatever the question.
_NEAR = 0.03
# The same where a figure is asked for and the sentence has none; it may be written in words.
_NO_FIGURE = 0.5
# So many sentences before one may say what its pronouns stand for.
_BEFORE = 2
# From this length of their common beginning on, as a share of the longer one, two stems are forms of one word
# ("entdeckt", "entdeck"); shorter beginnings than this say nothing.
_ALIKE, _SHORTEST = 0.7, 5


def by_words(
    language: str, question: str, found: Sequence[Found], sentences: Sequence[EvidenceSentence]
) -> tuple[list[Found], list[EvidenceSentence]]:
    """The passages and sentences, likeliest first: those in the question's language as their words say, English ones as
    the reader does, and none in a third language.
    """
    theirs = {one.hit.passage.id for one in found if _is_in(language, one.hit)}
    english = {one.hit.passage.id for one in found if _is_in("en", one.hit)}
    asked = _Asked(language, question, asked_stems(question, language))
    told = [one for passage in found if passage.hit.passage.id in theirs for one in _sentences(asked, passage.hit)]
    best: dict[int, float] = {}
    for one in told:
        best[one.hit.passage.id] = max(best.get(one.hit.passage.id, 0.0), one.score)
    weighed = [
        one
        if one.hit.passage.id in english
        else replace(one, hit=replace(one.hit, score=best.get(one.hit.passage.id, 0.0)))
        for one in found
    ]
    others = [one for one in sentences if one.hit.passage.id in english]
    return (
        sorted(weighed, key=lambda one: -one.hit.score),
        sorted([*told, *others], key=lambda one: -one.score),
    )


def _is_in(language: str, hit: Hit) -> bool:
    """Whether its article is in that language; where that was not noted, its words have to tell."""
    return (hit.article.language or spoken_language(hit.passage.text)) == language


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question and the stems of its content words."""

    language: str
    question: str
    stems: frozenset[str]

    def found_in(self, stems: frozenset[str]) -> frozenset[str]:
        """Those of its words that are among the stems, in the same or nearly the same form."""
        return frozenset(one for one in self.stems if one in stems or any(_are_alike(one, other) for other in stems))

    def share(self, found: frozenset[str]) -> float:
        return len(found) / len(self.stems) if self.stems else 0.0

    def is_answered(self, found: frozenset[str]) -> bool:
        """Whether enough of its words are found."""
        share = self.share(found)
        return share >= _MOST_SIGNS if self.language in _UNSPACED else share > _MOST_WORDS


def _sentences(asked: _Asked, hit: Hit) -> Iterator[EvidenceSentence]:
    text = hit.passage.text
    titled = asked.found_in(content_stems(hit.article.title, asked.language))
    before: list[frozenset[str]] = []
    for start, end in sentence_spans(text, asked.language):
        said = " ".join(text[start:end].split())
        own = asked.found_in(content_stems(said, asked.language))
        covered = own.union(titled, *before[-_BEFORE:])
        before.append(own)
        if is_whole(text[start:end]):
            score = _score(asked, said, own, own - titled if covered - titled else own, covered)
            signals = SentenceSignals(0.0, 0.0, NO_SPAN, 0.0, asked.share(covered))
            first = hit.passage.start
            yield EvidenceSentence(hit, first + start, first + end, said, score, signals=signals, by_words=True)


def _score(asked: _Asked, said: str, own: frozenset[str], beyond: frozenset[str], covered: frozenset[str]) -> float:
    """0..1. `beyond` are those of the question's words that the sentence says and the title does not, or all that it
    says where nothing beyond the title is said.
    """
    if not (beyond and asked.is_answered(covered)):
        return _NEAR * asked.share(covered)
    figures = 1.0 if has_what_is_asked(asked.language, asked.question, said) else _NO_FIGURE
    return figures * (1 + asked.share(own)) / 2


def _are_alike(one: str, other: str) -> bool:
    common = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        common += 1
    return common >= _SHORTEST and common >= _ALIKE * max(len(one), len(other))
