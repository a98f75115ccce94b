"""Extractive answers: the articles' own sentences, chosen and put in order as the kind of question wants."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer.outcome import Outcome
from qa.answer.refusal import refusal
from qa.evidence.calibration import LEAST_SENTENCE, SURE_SENTENCE, SURE_SHORT
from qa.evidence.gather import Gathered, PartEvidence
from qa.evidence.readable import readable
from qa.evidence.select import BUDGETS, Budget, select
from qa.evidence.sentences import EvidenceSentence
from qa.question.kind import SHORT, Kind
from qa.question.understood import Understood
from qa.verify.check import Statement, cited

# Told in the order of time.
_IN_TIME = frozenset({Kind.OVERVIEW, Kind.TIMELINE})
# Beside what the best sentence says, others are worth saying from this share of its probability on.
_BESIDE = 0.5


def extracted(understood: Understood, gathered: Gathered) -> Outcome:
    """The answer in the articles' own sentences, or a refusal with the nearest ones."""
    sentences = gathered.sentences
    confidence = sentences[0].score if sentences else 0.0
    chosen: list[EvidenceSentence] = []
    missing: list[str] = []
    for part in gathered.parts:
        found = _chosen(part, understood, len(gathered.parts), chosen)
        if not found and part.part.missing:
            missing.append(part.part.missing)
        chosen += found
    if not chosen:
        return refusal(sentences, confidence)
    ordered = _ordered(chosen, understood.kind)
    dated = understood.kind in _IN_TIME and len({one.hit.article.date for one in ordered}) > 1
    statements = [
        Statement(one.text, one.as_quote(), one.hit.article.date if dated else None, one.label)
        for one in map(readable, ordered)
    ]
    return Outcome(cited(statements, understood.kind, missing), confidence, missing=tuple(missing))


def _chosen(
    part: PartEvidence, understood: Understood, parts: int, said: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """The sentences for one part of the question; none where it is not answered."""
    best = part.sentences[0].score if part.sentences else 0.0
    if best < (SURE_SHORT if part.part.kind in SHORT else SURE_SENTENCE):
        return []
    whole = BUDGETS[understood.kind if parts == 1 else part.part.kind]
    most = max(1, BUDGETS[Kind.OVERVIEW].most // parts)
    budget = Budget(min(whole.sure, most), min(whole.most, most), _BESIDE * best)
    return select(part.sentences, budget, least=LEAST_SENTENCE, said=said, shown=understood.shown)


def _ordered(chosen: Sequence[EvidenceSentence], kind: Kind) -> list[EvidenceSentence]:
    """In an order that reads well: sides and parts together, then by time where that is asked for, and the sentences of
    one article as they follow there; articles otherwise as they were chosen, the best first.
    """
    labels = list(dict.fromkeys(one.label for one in chosen))
    articles = list(dict.fromkeys(one.hit.article.id for one in chosen))

    def place(one: EvidenceSentence) -> tuple[int, str, int, int]:
        time = (one.hit.article.date or "9") if kind in _IN_TIME else ""
        return labels.index(one.label), time, articles.index(one.hit.article.id), one.start

    return sorted(chosen, key=place)
