"""The stages of an answer that can be exchanged. `Stages()` is Footnote; scripts/evaluate_open.py takes away one at a
time, to see what it is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.configuration import SHIPPED, Budget, Configuration
from qa.evidence import readable, select
from qa.evidence.sentences import EvidenceSentence
from qa.evidence.subject import Subject
from qa.question.understand import InConversation, understand
from qa.question.understood import Place, Understood


class Select(Protocol):
    """Chooses among sentences, as `qa.evidence.select.select` does."""

    def __call__(
        self,
        sentences: Sequence[EvidenceSentence],
        budget: Budget,
        *,
        least: float,
        said: Sequence[EvidenceSentence] = (),
        shown: Collection[Place] = (),
    ) -> list[EvidenceSentence]: ...


@dataclass(frozen=True, slots=True)
class Stages:
    """How a question is understood, what it is about, which sentences are chosen, what a sentence brings along to be
    read alone, and the numbers that all of them go by.
    """

    understand: Callable[[str, InConversation, str | None], Understood] = understand
    subject: Callable[[str, Collection[str]], Subject] = Subject.of
    select: Select = select.select
    readable: Callable[[EvidenceSentence], EvidenceSentence] = readable.readable
    configuration: Configuration = SHIPPED


FOOTNOTE = Stages()
