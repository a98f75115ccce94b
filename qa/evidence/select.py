"""Choosing the sentences that together cover a question, without saying anything twice."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from index.facts import stems
from qa.configuration import Budget
from qa.evidence.sentences import EvidenceSentence
from qa.question.understood import Place

# From this share of common words on, two sentences say the same.
_SAME = 0.7
# How far the words that are already said lower what a sentence is worth.
_REPETITION = 0.25


def select(
    sentences: Sequence[EvidenceSentence],
    budget: Budget,
    *,
    least: float,
    said: Sequence[EvidenceSentence] = (),
    shown: Collection[Place] = (),
) -> list[EvidenceSentence]:
    """The chosen ones, best first; each at least `least` likely to belong (0..1).

    What is in `said` or among the `shown` places is not said again. Greedy: at each step the sentence that is worth
    most, its probability lowered by the share of its words that have been said. Source: Carbonell and Goldstein 1998,
    maximal marginal relevance.
    """
    chosen: list[EvidenceSentence] = []
    taken = [stems(one.text) for one in said]
    left = {
        number: (one, stems(one.text))
        for number, one in enumerate(sentences)
        if one.score >= least and not is_shown(one, shown)
    }
    while left and len(chosen) < budget.most:
        worth = {number: one.score * (1 - _REPETITION * _said(words, taken)) for number, (one, words) in left.items()}
        best = max(worth, key=lambda number: (worth[number], -number))
        one, words = left.pop(best)
        if _said(words, taken) >= _SAME:
            continue
        if len(chosen) >= budget.sure and worth[best] < budget.likely:
            break
        chosen.append(one)
        taken.append(words)
    return chosen


def _said(words: frozenset[str], taken: Sequence[frozenset[str]]) -> float:
    """The largest share of a sentence's words that one sentence has said already, 0..1."""
    return max((len(words & one) / max(1, min(len(words), len(one))) for one in taken), default=0.0)


def is_shown(one: EvidenceSentence, shown: Collection[Place]) -> bool:
    """Whether any of it is among the places."""
    return any(article == one.hit.article.id and start < one.end and one.start < end for article, start, end in shown)
