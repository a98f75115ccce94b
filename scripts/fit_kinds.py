#!/usr/bin/env python
"""Fit what it adds to the chance of words (qa/evidence/calibration.py) that they are of the kind that is asked for.

    python -m scripts.fit_kinds HELD_OUT.jsonl

HELD_OUT.jsonl is what scripts/make_training_data.py keeps from training, of which SQuAD 2.0's questions are used.
Of those that ask when, who, where or how many, all options of both models are weighed as for an answer; with these
logits held fast, a logistic regression finds what the kind adds, with an intercept of its own, since the questions are
of another sort than those that the logits were fitted on.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from index.embed import Embedder
from index.types import Article, Hit, Passage
from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.opinion import Draft, weighed
from qa.answer.prompts import OPENING, reading
from qa.answer.short import DRAFT_TOKENS, READ
from qa.evaluation.squad import f1, holds
from qa.evidence.calibration import ANSWER
from qa.evidence.candidates import Option, options, read_all
from qa.question.answer_type import AnswerType
from scripts.training.groups import Group, read_groups
from scripts.trials.asking import Models

_ORIGIN = "dev_half"
_RIGHT = 0.6
# More than there are, so that what is asked does not hang on the weights that are to be fitted.
_ASKED = 99
_LONGEST = 3  # times as long as the answer that it holds


def main(file: Path) -> None:
    """Print the weights, and how many questions they answer rightly."""
    models = Models.embedded()
    asked = [
        group
        for group in read_groups(file)
        if group.origin == _ORIGIN and group.answer and AnswerType.of(group.question)
    ]
    seen = [(group, weighed_options(group, models)) for group in asked]
    logits, of_kind, right = np.array([line for group, found in seen for line in _lines(group, found)], float).T
    print(f"{len(seen)} questions, {len(logits)} options, {right.sum():.0f} right, {of_kind.mean():.2f} of the kind")

    def loss(weights: np.ndarray) -> float:
        chance = np.clip(expit(logits + weights[0] + weights[1] * of_kind), 1e-9, 1 - 1e-9)
        return -float(np.sum(right * np.log(chance) + (1 - right) * np.log(1 - chance)))

    added = minimize(loss, np.zeros(2)).x[1]
    share = of_kind.mean()
    print(f"of the kind {added * (1 - share):+.2f}, not of it {-added * share:+.2f}: the mean option stays what it was")
    for weight in (0.0, added, 2 * added):
        print(f"with {weight:.2f} between them, {sum(_is_right(*one, weight) for one in seen)} are answered rightly")


def weighed_options(group: Group, models: Models) -> list[Option]:
    """All options of a question over its passages."""
    found = read_all(group.question, _hits(group, models.embedder), models.reader)
    read = worth_reading(found, READ)
    prompt = reading(group.question, [excerpt(one) for one in read])
    draft = Draft.of("".join(models.generator.generate(prompt, DRAFT_TOKENS, OPENING)))
    return weighed(prompt, options(found), read, draft, models.generator, _ASKED)


def _hits(group: Group, embedder: Embedder) -> list[Hit]:
    question, *passages = embedder.embed([group.question, *(one.text for one in group.candidates)])
    hits = []
    for number, (one, vector) in enumerate(zip(group.candidates, passages, strict=True)):
        article = Article(str(number), "", one.title, one.text)
        passage = Passage(number, article.id, 0, len(one.text), one.text)
        hits.append(Hit(passage, article, 0.0, float(vector @ question)))
    return sorted(hits, key=lambda hit: -hit.similarity)


def _lines(group: Group, found: list[Option]) -> Iterator[tuple[float, bool, bool]]:
    for option in found:
        logit = ANSWER.logit(replace(option.signals, is_of_kind=None))
        yield logit, bool(option.signals.is_of_kind), _answers(option, group)


def _is_right(group: Group, found: list[Option], weight: float) -> bool:
    lines = [(logit + weight * of_kind, right) for logit, of_kind, right in _lines(group, found)]
    return max(lines)[1] if lines else False


def _answers(option: Option, group: Group) -> bool:
    short = len(option.text) <= _LONGEST * len(group.answer)
    return f1(option.text, [group.answer]) >= _RIGHT or (short and holds(option.text, group.answer))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
