"""Extractive answers: the articles' own sentences, chosen and put in order as the kind of question wants."""

from __future__ import annotations

from collections.abc import Sequence

from qa.answer.outcome import Outcome
from qa.answer.refusal import refusal
from qa.configuration import Budget, Configuration
from qa.evidence.gather import Gathered, PartEvidence
from qa.evidence.readable import leans_on_somebody
from qa.evidence.select import is_shown
from qa.evidence.sentences import EvidenceSentence
from qa.question.answer_type import AnswerType
from qa.question.kind import SHORT, Kind
from qa.question.understood import Order, Understood
from qa.stages import FOOTNOTE, Stages
from qa.verify.check import Statement, cited

# Told in the order of time.
_IN_TIME = frozenset({Kind.OVERVIEW, Kind.TIMELINE})


def extracted(understood: Understood, gathered: Gathered, stages: Stages = FOOTNOTE) -> Outcome:
    """The answer in the articles' own sentences, or a refusal with the nearest ones."""
    sentences = gathered.sentences
    confidence = sentences[0].score if sentences else 0.0
    chosen: list[EvidenceSentence] = []
    missing: list[str] = []
    sided = any(_is_answered(part, stages.configuration) for part in gathered.parts if part.part.label)
    for part in gathered.parts:
        is_side = sided and part.part.label is not None
        if understood.more or _is_answered(part, stages.configuration, is_side=is_side):
            # what answers one part may have been said for another
            chosen += _chosen(part, understood, len(gathered.parts), chosen, stages)
        elif part.part.label or part.part.missing:
            missing.append(part.part.missing or f"the same of {part.part.label}")
    if not chosen:
        return refusal(sentences, confidence, understood.shown, understood.unmentioned)
    ordered = _each_once(_clear([alone(one, understood, stages) for one in _ordered(chosen, understood.kind)]))
    is_of_times = understood.kind in _IN_TIME and len({one.hit.article.date for one in ordered}) > 1
    is_of_day = understood.order == "latest" or (understood.order == "first" and understood.kind in SHORT)
    dated = is_of_times or is_of_day
    statements = [
        Statement(one.text, one.as_quote(), one.hit.article.date if dated else None, one.label) for one in ordered
    ]
    return Outcome(cited(statements, understood.kind, missing), confidence, missing=tuple(missing))


def _is_answered(part: PartEvidence, limits: Configuration, *, is_side: bool = False) -> bool:
    """Whether its best sentence is likely enough. Where one side of a comparison is answered, less will do for another:
    that it is on the subject is known.
    """
    best = part.sentences[0].score if part.sentences else 0.0
    if is_side:
        return best >= limits.least_sentence
    return best >= (limits.sure_short if part.part.kind in SHORT else limits.sure_sentence)


def _chosen(
    part: PartEvidence, understood: Understood, parts: int, said: Sequence[EvidenceSentence], stages: Stages
) -> list[EvidenceSentence]:
    """The sentences for one part of the question."""
    limits = stages.configuration
    if understood.more:
        return stages.select(of_shown(part, understood), limits.more, least=0.0, shown=understood.shown)
    sentences = _beside(_in_time(part.sentences, understood.order, limits), limits)
    kind = understood.kind if parts == 1 else part.part.kind
    is_open = understood.language == "en" and kind is Kind.FACT and AnswerType.of(part.part.question) is None
    whole = limits.open_fact if is_open else limits.budgets[kind]
    most = max(1, limits.budgets[Kind.OVERVIEW].most // parts)
    budget = Budget(min(whole.sure, most), min(whole.most, most), limits.beside * part.sentences[0].score)
    return stages.select(sentences, budget, least=limits.least_sentence, said=said, shown=understood.shown)


def _beside(sentences: Sequence[EvidenceSentence], limits: Configuration) -> list[EvidenceSentence]:
    """Without sentences of other articles than the best one's that are far less likely than it."""
    best = max(sentences, key=lambda one: one.score, default=None)
    return [
        one
        for one in sentences
        if best is not None
        and (one.hit.article.id == best.hit.article.id or one.score >= limits.elsewhere * best.score)
    ]


def _in_time(sentences: Sequence[EvidenceSentence], order: Order, limits: Configuration) -> list[EvidenceSentence]:
    """Where the latest or the first is asked for, of the sentences that are nearly as likely only those of that day."""
    if order == "relevance" or not sentences:
        return list(sentences)
    least = limits.as_good * sentences[0].score
    near = [one for one in sentences if one.score >= least and one.hit.article.date]
    days = {one.hit.article.date or "" for one in near}
    if not days:
        return list(sentences)
    day = max(days) if order == "latest" else min(days)
    return [one for one in near if one.hit.article.date == day]


def of_shown(part: PartEvidence, understood: Understood) -> list[EvidenceSentence]:
    """The sentences of the articles that the conversation has shown, where it has; likeliest first."""
    articles = {article for article, _, _ in understood.shown}
    return [one for one in part.sentences if one.hit.article.id in articles] or list(part.sentences)


def alone(one: EvidenceSentence, understood: Understood, stages: Stages) -> EvidenceSentence:
    """The sentence as it can be read alone; as it is, where what it leans on has just been shown."""
    whole = stages.readable(one)
    return one if is_shown(whole, understood.shown) else whole


def _clear(sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Without sentences of somebody whom nothing close by names, if others remain: "he said" would be taken for whoever
    was named last.
    """
    return [one for one in sentences if not leans_on_somebody(one.text)] or list(sentences)


def _each_once(sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """Without those that another one brings with it, since it leans on them."""
    return [one for one in sentences if not any(_is_within(one, other) for other in sentences)]


def _is_within(one: EvidenceSentence, other: EvidenceSentence) -> bool:
    if one is other or one.hit.article.id != other.hit.article.id:
        return False
    return other.start <= one.start and one.end <= other.end and (one.start, one.end) != (other.start, other.end)


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
