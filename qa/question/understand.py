"""A question, understood: the one place where all that this package finds in its wording comes together."""

from __future__ import annotations

from typing import Protocol

from index.functionwords import spoken_language
from qa.question.about_library import asked_of_library
from qa.question.asking import kind_in
from qa.question.kind import SHORT, Kind
from qa.question.kinds import kind_of
from qa.question.parts import parts_of
from qa.question.period import order_of, period_of
from qa.question.placed import placed
from qa.question.request import asks_nothing
from qa.question.small_talk import small_talk
from qa.question.understood import Part, Place, Understood


class InConversation(Protocol):
    """What a conversation makes of a question: what it asks, the questions it leans on, both as one, as it is searched
    for, what was shown, and whether it asks for more of the same.
    """

    @property
    def head(self) -> str: ...
    @property
    def context(self) -> tuple[str, ...]: ...
    @property
    def standalone(self) -> str: ...
    @property
    def forms(self) -> tuple[str, ...]: ...
    @property
    def shown(self) -> frozenset[Place]: ...
    @property
    def more(self) -> bool: ...


def understand(question: str, resolved: InConversation, newest: str | None) -> Understood:
    """What a question asks. `newest` is the ISO date of the newest article that may answer.

    Small talk and questions about the library are known by the words typed, all others by those of its head; the
    subject of one about the library by those that stand alone, where it has a pronoun in its place. What a question
    leans on has its say where the head has none: "and in Tokyo?" asks what was asked before, of the time named then.
    """
    alone, forms = resolved.standalone, resolved.forms or (resolved.standalone,)
    kind = _aside(question, alone)
    if kind is not None:
        return Understood(question, alone, kind, forms, (Part(alone, kind),), language=spoken_language(question))
    language = spoken_language(question)
    if language != "en":
        kind = kind_in(language, alone)
        return Understood(
            question,
            alone,
            kind,
            forms,
            (Part(alone, kind),),
            shown=resolved.shown,
            more=resolved.more,
            language=language,
        )
    head, context = resolved.head, resolved.context
    asking = _asking(head, context)
    kind = kind_of(asking)
    if resolved.more and kind in SHORT:
        # more of what a few words answered is told in sentences
        kind = Kind.OVERVIEW
    return Understood(
        question=question,
        standalone=alone,
        kind=kind,
        forms=forms,
        parts=placed(parts_of(head, kind), head, context),
        period=next((found for one in (head, *reversed(context)) if (found := period_of(one, newest))), None),
        order=next((order for one in (head, asking) if (order := order_of(one)) != "relevance"), "relevance"),
        shown=resolved.shown,
        more=resolved.more,
    )


def _asking(head: str, context: tuple[str, ...]) -> str:
    """Whichever says what is asked: the head, or else the latest question it leans on that says it."""
    return next((one for one in (head, *reversed(context)) if not asks_nothing(one)), head) if context else head


def _aside(question: str, alone: str) -> Kind | None:
    """The kind of a line that asks nothing of what the articles say."""
    if small_talk(question, follows=False) is not None:
        return Kind.SMALL_TALK
    return Kind.LIBRARY if asked_of_library(question, alone) is not None else None
