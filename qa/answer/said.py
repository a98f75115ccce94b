"""The sentences that an answer is to say, with the evidence that each rests on: each once, the best, footnoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.facts import facts, stems
from index.repeats import also_in
from qa.answer.layout import text_of
from qa.evidence.sentences import EvidenceSentence
from qa.question.kind import Kind
from qa.types import Citation, Sentence
from qa.verify.check import Checked

# The share of one sentence's content words that stand in another, from which on they say the same.
_SAME = 0.8


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer and the evidence it rests on, as places in it; nothing where it is unsupported."""

    text: str
    places: tuple[int, ...] = ()
    is_quoted: bool = False
    is_added: bool = False


def quoted(place: int, evidence: Sequence[EvidenceSentence]) -> Said:
    """The evidence at that place, word for word."""
    return Said(" ".join(evidence[place].text.split()), (place,), is_quoted=True)


def once(said: Sequence[Said]) -> list[Said]:
    """Without sentences that say what another one does. The model's own wording stays before a quote."""
    kept: list[Said] = []
    for one in sorted(said, key=lambda one: one.is_quoted):
        is_cited = one.is_quoted and any(one.places[0] in other.places for other in kept)
        if not is_cited and not any(same_said(one.text, other.text) for other in kept):
            kept.append(one)
    return [one for one in said if any(one is other for other in kept)]


def likeliest(said: Sequence[Said], most: int, evidence: Sequence[EvidenceSentence]) -> list[Said]:
    """So many sentences at most, those on the likeliest evidence, in their order: small models copy all they read."""
    first = sorted(said, key=lambda one: -max((evidence[place].score for place in one.places), default=0.0))[:most]
    return [one for one in said if any(one is other for other in first)]


def same_said(one: str, other: str) -> bool:
    """Whether two sentences say the same: nearly all words of the shorter one, and its figures, are in the longer."""
    ours, theirs = stems(one), stems(other)
    shared, least = len(ours & theirs), min(len(ours), len(theirs))
    if not least or shared < _SAME * least:
        return False
    first, second = facts(one), facts(other)
    return first.negated == second.negated and (first.numbers <= second.numbers or second.numbers <= first.numbers)


def footnoted(kind: Kind, said: Sequence[Said], evidence: Sequence[EvidenceSentence]) -> Checked:
    """The answer, its footnotes numbered in the order in which the sentences need them."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for one in said:
        marks = []
        for quote in (evidence[place] for place in one.places):
            key = (quote.hit.article.id, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                others = also_in(quote.quote, quote.hit.versions)
                citations.append(Citation(numbers[key], quote.hit.article, quote.quote, quote.start, quote.end, others))
            marks.append(numbers[key])
        labels = {evidence[place].label for place in one.places}
        label = labels.pop() if len(labels) == 1 else None
        sentences.append(Sentence(one.text, tuple(dict.fromkeys(marks)), bool(marks), label=label))
    return Checked(text_of(kind, sentences), False, tuple(sentences), tuple(citations))
