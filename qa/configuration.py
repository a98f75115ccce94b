"""The refusal threshold, and every other number that was chosen for the way from a question to an answer.

How much is read, when is refused, how many sentences are said: no settings of the user's, which are in `qa.settings`.
What was fitted stands in `qa.evidence.calibration`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from qa.question.kind import Kind


@dataclass(frozen=True, slots=True)
class Depth:
    """How many passages are retrieved and read, and how many of one article. `further`: where none of the first is
    likely to answer, those among so many are read that stand in the nearest articles. What they say in other words than
    the question's may be found further down.
    """

    passages: int
    per_article: int | None = None
    further: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of an answer a kind of question wants. `most` sentences; beyond `sure` many, only those that are at
    least `likely` (0..1) to belong.
    """

    sure: int
    most: int
    likely: float = 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """What decides between answer and refusal where a model writes, in probabilities of 0..1.

    Evidence from `strong` on is believed: the model is not offered to refuse, and if it does, the evidence speaks.
    Below `weak`, an answer that nothing supports is a refusal. The others are shares of how likely the likeliest
    evidence is to belong. From `readable` on, evidence is given to the model, `least_read` sentences in any case: a
    small one takes up what it should leave. From `quotable` on, evidence is said where the model's own sentence on it
    fails. From `covering` on, it is added where the model left it out, `most_added` sentences at most.
    """

    strong: float = 0.15
    weak: float = 0.1
    readable: float = 0.25
    least_read: int = 4
    quotable: float = 0.3
    covering: float = 0.5
    most_added: int = 2


_DEPTHS: Mapping[Kind, Depth] = {Kind.FACT: Depth(6, further=20), Kind.COUNT: Depth(6, further=20)}
_BUDGETS: Mapping[Kind, Budget] = {
    Kind.FACT: Budget(1, 1),
    Kind.COUNT: Budget(1, 1),
    Kind.YES_NO: Budget(1, 3),
    Kind.DEFINITION: Budget(2, 4),
    Kind.WHY: Budget(2, 4),
    Kind.HOW: Budget(2, 5),
    Kind.OPINION: Budget(2, 5),
    Kind.COMPARISON: Budget(3, 6),
    Kind.LIST: Budget(3, 6),
    Kind.OVERVIEW: Budget(4, 6),
    Kind.TIMELINE: Budget(4, 6),
}
# What one sentence answers needs a sure one; of an overview or a list, each sentence is a little of the answer and less
# sure to belong. Chosen on open questions over news, a tenth of which the articles do not answer.
_OF_ONE, _OF_MANY = Limits(strong=0.3, weak=0.2), Limits(strong=0.06, weak=0.04)
_LIMITS: Mapping[Kind, Limits] = {
    Kind.FACT: _OF_ONE,
    Kind.COUNT: _OF_ONE,
    Kind.YES_NO: Limits(),
    Kind.DEFINITION: Limits(),
    Kind.WHY: Limits(),
    Kind.HOW: Limits(),
    Kind.OPINION: Limits(),
    Kind.COMPARISON: _OF_MANY,
    Kind.LIST: _OF_MANY,
    Kind.OVERVIEW: _OF_MANY,
    Kind.TIMELINE: _OF_MANY,
}


@dataclass(frozen=True, slots=True)
class Configuration:
    """What ships, by default. Probabilities are 0..1."""

    # How deep a question of one part is read, by its kind: the others, and those in other languages than English, as
    # `deep`. Of several parts, each has a ranking of its own, as `of_parts`.
    depths: Mapping[Kind, Depth] = field(default_factory=lambda: _DEPTHS)
    deep: Depth = Depth(20)
    of_parts: Depth = Depth(10)
    # The articles of so many passages are the nearest. Those of others, read as well, were right for two questions of
    # realtimeqa 2024 and wrong for eleven.
    nearest: int = 3
    # Where the best passage is less likely than this to hold the answer, no words of it are given. Below it are about
    # .15 of the answerable questions among those that the weights were fitted on, and .6 of those that look so.
    threshold: float = 0.2
    # An open question is answered where its best sentence is at least this likely to belong; beside it, no sentence
    # that is less likely than the other.
    sure_sentence: float = 0.05
    least_sentence: float = 0.05
    # Where few words answer, it has to be a surer one.
    sure_short: float = 0.17
    # Beside what the best sentence says, others are worth saying from this share of its probability on: those of its
    # article, which is on the subject, and those of other articles.
    beside: float = 0.2
    elsewhere: float = 0.4
    # From this share of the best one's probability on, a sentence may be the latest or the first that is asked for.
    as_good: float = 0.3
    # When a model's draft is believed, mended or refused, by the kind of question.
    limits: Mapping[Kind, Limits] = field(default_factory=lambda: _LIMITS)
    # How many sentences are said, by the kind of question.
    budgets: Mapping[Kind, Budget] = field(default_factory=lambda: _BUDGETS)
    # "What did she find wrong?" may want several sentences, unlike when, who and how many.
    open_fact: Budget = Budget(1, 3)
    # What more of the same is: the likeliest sentences not yet shown, however unlikely.
    more: Budget = Budget(3, 3, 0.0)

    def as_json(self) -> dict[str, Any]:
        """All of it by name, as `footnote eval --json` prints it."""
        return asdict(self)


SHIPPED = Configuration()
