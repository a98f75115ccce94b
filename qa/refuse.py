"""How likely the passages found are to hold an answer, from what retrieval alone can see."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from index.types import Hit
from qa.extract import KeySentence
from qa.facts import stems

# Logistic regression by scripts/fit_refusal.py on 320 questions of realtimeqa 2022-2023.
_INTERCEPT = -6.70
_WEIGHTS = (3.74, 3.43)
# Refuses 2% of the answerable ones among them.
THRESHOLD = 0.23


@dataclass(frozen=True, slots=True)
class Signals:
    """What refusal is decided on: how close the best sentence is to the question, see `KeySentence`, and
    `coverage`, the largest share of the question's content words in one passage and its title, 0..1.
    """

    closeness: float
    coverage: float


def signals(question: str, hits: Sequence[Hit], key: KeySentence | None) -> Signals:
    """The signals for a stand-alone question over the passages to be read."""
    asked = stems(question)
    if key is None or not asked:
        return Signals(0.0, 0.0)
    shares = [len(asked & stems(f"{hit.article.title}\n{hit.passage.text}")) / len(asked) for hit in hits]
    return Signals(key.closeness, max(shares))


def confidence(seen: Signals) -> float:
    """0..1: how likely it is that one of the passages answers the question."""
    total = _INTERCEPT + sum(weight * value for weight, value in zip(_WEIGHTS, astuple(seen), strict=True))
    return 1 / (1 + math.exp(-total))
