"""A question, understood: the one place where all that this package finds in its wording comes together."""

from __future__ import annotations

from collections.abc import Sequence

from qa.question.about_library import library_question
from qa.question.kind import Kind
from qa.question.kinds import kind_of
from qa.question.parts import parts_of
from qa.question.period import order_of, period_of
from qa.question.small_talk import small_talk
from qa.question.understood import Part, Place, Understood


def understand(
    question: str,
    standalone: str,
    forms: Sequence[str],
    newest: str | None,
    *,
    follows: bool = False,
    shown: frozenset[Place] = frozenset(),
) -> Understood:
    """What a question asks.

    `standalone` and `forms` are what the conversation makes of it: the question as it is understood alone, and what is
    searched for. `newest` is the ISO date of the newest article that may answer. `follows` says whether a turn was
    before, `shown` what is not to be repeated. Small talk and questions about the library are known by the words typed.
    """
    forms = tuple(forms) or (standalone,)
    kind = _typed_kind(question, follows)
    if kind is not None:
        return Understood(question, standalone, kind, forms, (Part(standalone, kind),), shown=shown)
    kind = kind_of(standalone)
    return Understood(
        question=question,
        standalone=standalone,
        kind=kind,
        forms=forms,
        parts=parts_of(standalone, kind),
        period=period_of(standalone, newest),
        order=order_of(standalone),
        shown=shown,
    )


def _typed_kind(question: str, follows: bool) -> Kind | None:
    if small_talk(question, follows) is not None:
        return Kind.SMALL_TALK
    return Kind.LIBRARY if library_question(question) is not None else None
