"""Means over open questions, as a line of a table or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from scripts.openquestions.scoring import Score

Figure = float | None

# Over answerable questions, refused ones among them: key, heading of its column, and what is averaged.
_FIGURES: tuple[tuple[str, str, Callable[[Score], Figure]], ...] = (
    ("vital", "vital", lambda one: one.vital),
    ("all", "all", lambda one: one.all),
    ("full", "full", lambda one: one.full),
    ("vital_cited", "cited", lambda one: one.vital_cited),
    ("precision", "precise", lambda one: one.precision),
    ("sentences", "sentences", lambda one: one.sentences),
    ("words", "words", lambda one: one.words),
    ("unsupported", "unsupp.", lambda one: one.unsupported),
    ("refused", "refused", lambda one: one.refused),
    ("milliseconds", "ms", lambda one: one.milliseconds),
)
_UNANSWERABLE = "unans."
_WIDTH = 10


def figures(scores: Sequence[Score]) -> dict[str, Any]:
    """What `--json` prints of one run: means over the answerable questions, the share of the others that was refused,
    and for each kind of question the vital nuggets covered and how many questions it has.
    """
    answerable = [one for one in scores if one.question.is_answerable]
    others = [one for one in scores if not one.question.is_answerable]
    kinds = sorted({one.question.kind for one in answerable})
    of_kind = {kind: [one for one in answerable if one.question.kind == kind] for kind in kinds}
    return {
        "n": len(scores),
        "answerable": {
            **{key: mean(of(one) for one in answerable) for key, _, of in _FIGURES},
            "n": len(answerable),
        },
        "unanswerable_refused": mean(float(one.refused) for one in others),
        "kinds": {
            kind: {"vital": mean(one.vital for one in group), "n": len(group)} for kind, group in of_kind.items()
        },
    }


def mean(values: Iterable[Figure]) -> Figure:
    """The mean of those that are known, None if there are none."""
    known = [float(value) for value in values if value is not None]
    return round(sum(known) / len(known), 3) if known else None


def heading() -> str:
    """The first line of the table."""
    names = [name for _, name, _ in _FIGURES]
    return "without".ljust(_WIDTH) + "".join(name.rjust(_WIDTH) for name in (*names, _UNANSWERABLE))


def row(part: str, found: dict[str, Any]) -> str:
    """The table's line for Footnote without that part."""
    values = [*(found["answerable"][key] for key, _, _ in _FIGURES), found["unanswerable_refused"]]
    return part.ljust(_WIDTH) + "".join(_cell(value).rjust(_WIDTH) for value in values)


def kinds_line(found: dict[str, Any]) -> str:
    """The vital nuggets covered, by kind of question."""
    return ", ".join(f"{kind} {_cell(one['vital'])} ({one['n']})" for kind, one in found["kinds"].items())


def _cell(value: Figure) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"
