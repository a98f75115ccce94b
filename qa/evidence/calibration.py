"""How likely a passage is to hold the answer, and some words of it to be the answer: what order and refusal rest on.

Logistic regressions by scripts/fit_chances.py on questions that nothing was trained on: a third of realtimeqa
2022-2023, and more that were written for this project, of which a passage answers one half and only seems to answer the
other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a passage, or of a span in it: `relevance` and `span` are the pair reader's logits, `rank` is
    the passage's place in the search from 0, `similarity` its cosine to the question. `opinion` is the language
    model's: the logarithm of how much likelier it is to write these words than that no passage answers. `is_of_kind`:
    whether they are of the kind that is asked for, None where the question does not tell.

    How much the sentence around a span belongs in a good answer was tried, and tells nothing that these do not.
    """

    relevance: float
    span: float
    rank: int
    similarity: float
    opinion: float = 0.0
    is_of_kind: bool | None = None

    def features(self) -> tuple[float, ...]:
        """As they are weighed: the rank by its logarithm, as in rank fusion; an opinion no further than it is sure."""
        opinion = max(-_SURE, min(_SURE, self.opinion))
        return (self.relevance, self.span, math.log(10 + self.rank), self.similarity, opinion)


@dataclass(frozen=True, slots=True)
class SentenceSignals:
    """What is known of a sentence: the reader's logits of its belonging in the answer, of its passage's being relevant
    and of the likeliest words in it, how far its passage's cosine to the question lies below that of the nearest
    passage (0 or less), and the share (0..1) of the question's content words in it.

    The passage's place in the search is left out: it tells which article the labels were made for, since what other
    articles say was not judged, and with it answers draw on one article where several would do better.
    """

    belongs: float
    relevance: float
    span: float
    behind: float
    shared: float

    def features(self) -> tuple[float, ...]:
        """As they are weighed."""
        return (self.belongs, self.relevance, self.span, self.behind, self.shared)

    def probability(self) -> float:
        """How likely it is to belong in the answer, 0..1."""
        weighed = sum(weight * value for weight, value in zip(_SENTENCE, self.features(), strict=True))
        return probability(_SENTENCE_INTERCEPT + weighed)


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over the features of `Signals`, and what their kind adds."""

    intercept: float
    features: tuple[float, ...]

    def logit(self, seen: Signals) -> float:
        weighed = sum(weight * value for weight, value in zip(self.features, seen.features(), strict=False))
        return self.intercept + weighed + _KIND[seen.is_of_kind]


_SURE = 12.0
# Fitted by scripts/fit_kinds.py with the rest held fast, on an eighth of SQuAD 2.0 that nothing was trained on.
_KIND = {True: 0.27, False: -0.51, None: 0.0}

# Fitted by scripts/fit_sentences.py on open questions about articles that nothing was trained on, save that `behind`,
# fitted at 7.4, has about half of that: only the articles that a question was written for were judged, and at its full
# weight answers draw on too few passages.
_SENTENCE_INTERCEPT = -1.07
_SENTENCE = (0.60, -0.04, 0.03, 4.0, 1.08)

PASSAGE = Weights(3.29, (0.14, 0.15, -2.02, 2.98))
# An option before the language model was asked, and after. Its passage's place in the search has no say: with it the
# likeliest words were right no more often.
ANSWER_ALONE = Weights(-1.78, (-0.17, 0.25, 0.0, 2.46))
ANSWER = Weights(-0.15, (-0.05, 0.17, 0.0, 1.95, 0.27))


def probability(logit: float) -> float:
    """0..1."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))
