#!/usr/bin/env python
"""Fit how a claim is judged from the reader's logit and the rules that it breaks: the weights in qa/verify/faithful.py.

    python -m scripts.fit_claims EVAL_FOLDER [--weights FOLDER]

Uses the tenth of the claims written for this project that is kept for it (scripts/training/claims.py), and reports on
the tenth that is kept for measuring: rules alone, the reader alone, and both.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from qa.evidence.reader import MiniLMReader
from qa.verify.faithful import departures
from scripts.make_training_data import CLAIMS, news_of
from scripts.training.authored import placed_claims, rows_of
from scripts.training.claims import FITTED, MEASURED, claim_groups, part_of

_MOST_BROKEN = 3


def main() -> None:
    """Fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--weights", type=Path, help="the folder of the reader's files (default: those that ship)")
    arguments = parser.parse_args()
    reader = MiniLMReader(arguments.weights)
    rows = [*rows_of(arguments.data / "authored" / "claims.jsonl"), *placed_claims(CLAIMS, news_of(arguments.data))]
    fitted, measured = (features([row for row in rows if part_of(row) == part], reader) for part in (FITTED, MEASURED))
    for name, columns in (("rules", (1, 2, 3)), ("reader", (0,)), ("both", (0, 1, 2, 3))):
        model = LogisticRegression(C=10.0).fit(fitted[0][:, columns], fitted[1])
        chances = model.predict_proba(measured[0][:, columns])[:, 1]
        figures = f1_score(measured[1], chances >= 0.5), roc_auc_score(measured[1], chances)
        weights = f"intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 2).tolist()}"
        print(f"{name}: {weights}, of {len(chances)} f1 {figures[0]:.3f}, auc {figures[1]:.3f}")


def features(rows: Sequence[dict[str, object]], reader: MiniLMReader) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """For each claim the reader's logit, missing figures, missing names, other rules that it breaks; and its label."""
    table, labels = [], []
    for group, _ in claim_groups(rows):
        (candidate,) = group.candidates
        broken = set(departures(group.question, [candidate.text]))
        (support,) = reader.support([(group.question, candidate.text)])
        others = min(len(broken - {"figures", "names"}), _MOST_BROKEN)
        table.append((support, "figures" in broken, "names" in broken, others))
        labels.append(bool(candidate.supports))
    return np.array(table, float), np.array(labels)


if __name__ == "__main__":
    main()
