"""A report as a table for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qa.evaluation.bootstrap import Figure
from qa.evaluation.report import Report

_NOTHING = "–"

_HEADINGS = {
    "retrieval": "Retrieval",
    "answers": "Answers to answerable questions",
    "citations": "Citations",
    "refusals": "Refused",
    "risk_coverage": "Risk and coverage",
    "latency_ms": "Latency in ms",
}
_LABELS = {
    "mrr": "MRR",
    "f1": "F1",
    "risk": "risk (answered wrongly)",
    "coverage": "coverage (answered)",
    "aurc": "AURC (lower is better)",
    "total_median": "whole answer, median",
    "total_p90": "whole answer, p90",
    "first_token_median": "first token, median",
    "first_token_p90": "first token, p90",
    "retrieve_median": "retrieval, median",
    "retrieve_p90": "retrieval, p90",
}
# what a figure's n counts, where that is not questions
_UNITS = {"validity": "citation", "precision": "citation", "facts_in_quotes": "sentence"}

_Row = tuple[str, str, str, str, str]


def table(done: Report, heading: Callable[[str], str] = str) -> str:
    """The report in aligned columns: figure, value, 95% interval, n. `heading` may make a heading bold."""
    groups = [(group, [_row(done, group, name) for name in figures]) for group, figures in done.groups.items()]
    columns = list(zip(("", "", "", "", ""), *(row for _, rows in groups for row in rows), strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = [_title(done), "Each value with its bootstrap 95% interval over questions."]
    for group, rows in groups:
        lines += ["", heading(_HEADINGS[group]), *_aligned(rows, widths)]
    return "\n".join(lines)


def share_text(value: float) -> str:
    """Two decimals, without the leading zero: .84, 1.00."""
    return f"{value:.2f}".removeprefix("0")


def _title(done: Report) -> str:
    kinds = ", ".join(f"{done.counts[kind]:,} {_label(kind)}" for kind in done.groups["refusals"])
    asked = f"{done.counts['questions']:,} {_counted(done.counts['questions'], 'question')} ({kinds})"
    return f"{asked}, {done.counts['answered']:,} answered by {done.model}"


def _row(done: Report, group: str, name: str) -> _Row:
    figure = done.groups[group][name]
    text = _milliseconds if group == "latency_ms" else share_text
    unit = _counted(figure.n, _UNITS.get(name, "question"))
    if name == "facts_in_quotes":
        violations = done.counts["violations"]
        unit += f", {violations:,} {_counted(violations, 'violation')}"
    return (_label(name), *_value_and_interval(figure, text), f"{figure.n:,}", unit)


def _value_and_interval(figure: Figure, text: Callable[[float], str]) -> tuple[str, str]:
    if figure.value is None or figure.low is None or figure.high is None:
        return _NOTHING, ""
    return text(figure.value), f"[{text(figure.low)} {text(figure.high)}]"


def _aligned(rows: list[_Row], widths: list[int]) -> Iterator[str]:
    for label, value, bounds, n, unit in rows:
        columns = (label.ljust(widths[0]), value.rjust(widths[1]), bounds.rjust(widths[2]), n.rjust(widths[3]))
        yield f"  {'  '.join(columns)} {unit}"


def _milliseconds(value: float) -> str:
    return f"{value:,.0f}"


def _counted(n: int, noun: str) -> str:
    return noun if n == 1 else f"{noun}s"


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " "))
