"""A question as its conversation makes it understood.

Apart from `followup`, since a question without a conversation needs nothing of that.
"""

from __future__ import annotations

from dataclasses import dataclass

from qa.question.plain import without_idiom
from qa.question.understood import Place, in_context


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a question means in its conversation.

    `head` is the question in full words as far as that is sure, and `context` earlier questions that it leans on for
    the rest: they say what it is about, and not what it asks. `forms` is what is searched for, best first, and ends
    with the question as typed, idioms aside, unless that says nothing. `shown` are the places of sentences that are no
    answer to it, since the conversation has just shown them; `more` says that it asks for more of the same.
    """

    head: str
    forms: tuple[str, ...]
    shown: frozenset[Place] = frozenset()
    more: bool = False
    context: tuple[str, ...] = ()

    @property
    def standalone(self) -> str:
        """The question as it can be understood alone, for people and for the models that read."""
        return in_context(self.head, self.context)

    @classmethod
    def alone(cls, question: str) -> Resolved:
        """A question without a conversation before it."""
        clear = without_idiom(question)
        return cls(clear, (clear,))
