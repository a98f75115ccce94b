"""Short answers, the embedded default for facts: the likeliest words, in the opinion of both models that come with
Footnote.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from qa.answer.compose import best_quote, composed, contradicted, is_out
from qa.answer.drafting import Drafting, ShouldStop, draft
from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.fit import fit
from qa.answer.opinion import Draft, weighed
from qa.answer.outcome import Outcome
from qa.answer.prompts import OPENING
from qa.clock import Clock
from qa.evidence.candidates import Found, options
from qa.evidence.gather import PartEvidence
from qa.llm.generator import Generator
from qa.question.understood import Order
from qa.verify.attribute import Similarity
from qa.verify.check import checked
from qa.verify.quotes import gather

# Passages that the embedded language model reads: it was trained on this many.
READ = 3
# The longest draft, in tokens.
DRAFT_TOKENS = 96
# Where the latest or the first is asked for, passages this likely to answer, as a share of the best one's chance, are
# read in the order of time.
_AS_GOOD = 0.5


@dataclass(frozen=True, slots=True)
class Model:
    """The adapted language model and what drafting needs beside it."""

    generator: Generator
    similarity: Similarity
    clock: Clock
    should_stop: ShouldStop


def short_answer(question: str, part: PartEvidence, order: Order, model: Model) -> Drafting[Outcome | None]:
    """The answer in the likeliest words of the passages; None where no quote holds any."""
    found = _in_time(part.found, order)
    best = options(found)
    evidence = gather([one.hit for one in found])
    read = worth_reading(found, READ)
    # where it is still being loaded, it is waited for here; what is refused does without it
    _ = model.generator.context
    model.clock.lap("waiting for the language model")
    prompt, count = fit(question, [excerpt(one) for one in read], model.generator, DRAFT_TOKENS)
    text, stopped = yield from draft(prompt, model.generator, DRAFT_TOKENS, model.clock, model.should_stop, OPENING)
    if stopped:
        said = text.partition("]")[2]
        result = checked(
            said,
            question,
            evidence,
            model.similarity,
            instead=best_quote(best, evidence),
            contradicted=contradicted(best),
            stopped=True,
        )
        return Outcome(result, part.answers, stopped=True)
    best = weighed(
        prompt, best, read[:count], Draft.of(text), model.generator, is_out=partial(is_out, evidence=evidence)
    )
    model.clock.lap("weighing the options")
    answer = composed(question, best, evidence, order)
    return Outcome(answer.result, part.answers, answer.short_answer) if answer else None


def _in_time(found: Sequence[Found], order: Order) -> list[Found]:
    """The passages, those that may answer as well in the order of time that is asked for."""
    if order == "relevance" or not found:
        return list(found)
    good = [one for one in found if one.hit.score >= _AS_GOOD * found[0].hit.score]
    dated = sorted(good, key=lambda one: one.hit.article.date or "", reverse=order == "latest")
    return [*dated, *found[len(good) :]]
