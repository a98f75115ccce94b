"""Filters as SQL."""

from __future__ import annotations

from index.types import Filters


def conditions(filters: Filters) -> tuple[str, list[str]]:
    """The filters as an SQL condition on `article`, with its values. An article without a date fails any date bound."""
    parts, values = [], []
    for condition, value in (
        ("article.date >= ?", filters.since),
        ("article.date <= ?", filters.until),
        ("instr(casefold(article.source), casefold(?)) > 0", filters.source),
    ):
        if value is not None:
            parts.append(condition)
            values.append(value)
    return " AND ".join(parts), values
