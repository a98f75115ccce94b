"""Generative answers, any GGUF: the evidence is chosen, a model writes from it, and what it wrote is verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa.answer.drafting import Drafting, timed
from qa.answer.extractive import alone, extracted, of_shown
from qa.answer.generative import generate
from qa.answer.outcome import Outcome
from qa.answer.refusal import refusal
from qa.answer.short import Model
from qa.configuration import Budget
from qa.evidence.gather import Gathered
from qa.evidence.sentences import EvidenceSentence
from qa.question.understood import Understood
from qa.stages import FOOTNOTE, Stages
from qa.verify.faithful import ClaimReader, Faithful

# Sentences that the model is given, and the least probability (0..1) of one among them.
_GIVEN = 12
_LEAST = 0.03


def written(
    understood: Understood, gathered: Gathered, model: Model, reader: ClaimReader, stages: Stages = FOOTNOTE
) -> Drafting[Outcome]:
    """The answer in the model's words, each sentence checked; or a refusal with the nearest sentences.

    It refuses when the model and the evidence agree that nothing answers, not before the model has read.
    """
    sentences = gathered.sentences
    confidence = sentences[0].score if sentences else 0.0
    made = yield from timed(
        generate(
            understood.standalone,
            understood.kind,
            _given(understood, gathered, stages),
            model.generator,
            Faithful(reader),
            limits=stages.configuration.limits[understood.kind],
            answerable=confidence,
            should_stop=model.should_stop,
            lap=model.clock.lap,
        ),
        model.clock,
    )
    if made.is_extractive and not (own := extracted(understood, gathered, stages)).result.abstained:
        return replace(own, stopped=made.stopped)
    if made.result.abstained:
        return refusal(sentences, confidence, understood.shown, understood.unmentioned)
    return Outcome(made.result, confidence, stopped=made.stopped)


def _given(understood: Understood, gathered: Gathered, stages: Stages) -> Sequence[EvidenceSentence]:
    """Sentences of all parts in turn, each once, the best first. More of what was shown may be less likely."""
    each = -(-_GIVEN // max(1, len(gathered.parts)))
    budget = Budget(each, each, 0.0)
    given: list[EvidenceSentence] = []
    for part in gathered.parts:
        sentences, least = (of_shown(part, understood), 0.0) if understood.more else (part.sentences, _LEAST)
        given += stages.select(sentences, budget, least=least, said=given, shown=understood.shown)
    return [alone(one, understood, stages) for one in given]
