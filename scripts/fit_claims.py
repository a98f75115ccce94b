#!/usr/bin/env python
"""Fit how a claim is judged from the reader's logit and the rules that it breaks: the weights in qa/verify/faithful.py.

    python -m scripts.fit_claims EVAL_FOLDER [--weights FOLDER]

Uses the tenth of the claims written for this project that is kept for it (scripts/training/claims.py), and reports on
the tenth that is kept for measuring: the reader alone, the rules alone, both, and what ships.
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
from qa.verify.faithful import BROKEN, departures, weighed
from scripts.make_training_data import CLAIMS, news_of
from scripts.training.authored import placed_claims, rows_of
from scripts.training.claims import FITTED, MEASURED, part_of


def main() -> None:
    """Fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, help="the folder of the reader's files (default: those that ship)")
    arguments = parser.parse_args()
    rows = [*rows_of(arguments.data / "authored" / "claims.jsonl"), *placed_claims(CLAIMS, news_of(arguments.data))]
    reader = MiniLMReader(arguments.weights)
    fitted, measured = (
        features([one for row in rows if part_of(row) == part for one in judged(row)], reader)
        for part in (FITTED, MEASURED)
    )
    every = list(range(1 + len(BROKEN)))
    for name, columns in (("the reader", every[:1]), ("the rules", every[1:]), ("both", every)):
        model = LogisticRegression().fit(fitted[0][:, columns], fitted[1])
        print(f"{name}: intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 2).tolist()}")
        print(told(model.decision_function(measured[0][:, columns]), measured[1]))
    print("as they ship:", ", ".join(BROKEN))
    print(told(np.array([weighed(line[0], _broken(line[1:])) for line in measured[0]]), measured[1]))


def told(logits: NDArray[np.float64], is_supported: NDArray[np.bool_]) -> str:
    """What logits of support are worth."""
    f1, auc = f1_score(is_supported, logits >= 0), roc_auc_score(is_supported, logits)
    kept, passed = np.mean(logits[is_supported] >= 0), np.mean(logits[~is_supported] >= 0)
    return f"  of {len(logits)} f1 {f1:.3f}, auc {auc:.3f}; kept of the true {kept:.2f}, of the false {passed:.2f}"


def _broken(marks: NDArray[np.float64]) -> set[str]:
    return {name for name, mark in zip(BROKEN, marks, strict=True) if mark}


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


def features(claims: Sequence[Judged], reader: MiniLMReader) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each claim the reader's logit and which rules it breaks, in the order of BROKEN; and its label."""
    support = reader.support([(one.claim, one.quote) for one in claims])
    broken = [[float(name in one.broken) for name in BROKEN] for one in claims]
    return np.column_stack([support, broken]), np.array([one.is_supported for one in claims])


if __name__ == "__main__":
    main()
