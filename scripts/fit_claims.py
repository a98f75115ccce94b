#!/usr/bin/env python
"""Fit how a claim is judged from the reader's logit and the rules that it breaks: the weights in qa/verify/faithful.py.

    python -m scripts.fit_claims EVAL_FOLDER [--weights FOLDER]

Uses the tenth of the claims written for this project that is kept for it (scripts/training/claims.py), and reports on
the tenth that is kept for measuring: rules alone, the reader alone, and both.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from qa.evidence.reader import MiniLMReader
from qa.verify.faithful import BROKEN, departures
from scripts.make_training_data import CLAIMS, news_of
from scripts.training.authored import placed_claims, rows_of
from scripts.training.claims import FITTED, MEASURED, PARTS, part_of


def main() -> None:
    """Fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, help="the folder of the reader's files (default: those that ship)")
    arguments = parser.parse_args()
    rows = [*rows_of(arguments.data / "authored" / "claims.jsonl"), *placed_claims(CLAIMS, news_of(arguments.data))]
    parts = {part: [row for row in rows if part_of(row) == part] for part in range(PARTS)}
    # no rule was trained on any of them
    ruled = [judged(row) for part, some in parts.items() if part != MEASURED for row in some]
    weights = rule_weights([one for some in ruled for one in some])
    print("rules:", {name: round(weight, 2) for name, weight in weights.items()})
    reader = MiniLMReader(arguments.weights)
    fitted, measured = (
        features([one for row in parts[part] for one in judged(row)], reader) for part in (FITTED, MEASURED)
    )
    for name, columns in (("the reader", [0]), ("the rules, as they ship", [1]), ("both", [0, 1])):
        model = LogisticRegression(C=10.0).fit(fitted[0][:, columns], fitted[1])
        chances = model.predict_proba(measured[0][:, columns])[:, 1]
        figures = f1_score(measured[1], chances >= 0.5), roc_auc_score(measured[1], chances)
        told = f"intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 2).tolist()}"
        print(f"{name}: {told}, of {len(chances)} f1 {figures[0]:.3f}, auc {figures[1]:.3f}")


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim beside its quote, the rules that it breaks, and whether it is supported."""

    claim: str
    quote: str
    broken: frozenset[str]
    is_supported: bool


def judged(row: dict[str, Any]) -> list[Judged]:
    """The claims of a row."""
    return [
        Judged(one["claim"], row["quote"], frozenset(departures(one["claim"], [row["quote"]])), name == "supported")
        for name in ("supported", "unsupported")
        for one in row[name]
    ]


def rule_weights(claims: Sequence[Judged]) -> dict[str, float]:
    """What each rule that is broken counts, nothing where it tells nothing."""
    table = np.array([[name in one.broken for name in BROKEN] for one in claims], float)
    model = LogisticRegression().fit(table, np.array([one.is_supported for one in claims]))
    return dict(zip(BROKEN, np.minimum(model.coef_[0], 0).tolist(), strict=True))


def features(claims: Sequence[Judged], reader: MiniLMReader) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each claim the reader's logit and what the broken rules count; and its label."""
    support = reader.support([(one.claim, one.quote) for one in claims])
    rules = [sum(BROKEN[name] for name in one.broken) for one in claims]
    return np.column_stack([support, rules]), np.array([one.is_supported for one in claims])


if __name__ == "__main__":
    main()
