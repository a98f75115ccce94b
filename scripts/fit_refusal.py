#!/usr/bin/env python
"""Fit the weights of qa/refuse.py: when do the passages found hold an answer?

    python scripts/fit_refusal.py QUESTIONS.jsonl LIBRARY

QUESTIONS.jsonl has one question a line, {"question", "type"}, with type "answerable" or anything else; LIBRARY is a
library of their articles. Prints intercept and weights of a logistic regression (each kind of question weighing the
same), its AUC in 5-fold cross-validation, and, for the thresholds that refuse 2, 5 and 10% of the answerable
questions, what they refuse of the others.
"""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict

from index.embed import MiniLM
from index.library import Library
from qa.attribute import gather
from qa.engine import READ, RETRIEVED
from qa.extract import key_sentence
from qa.refuse import Signals, signals


def main(questions: Path, library: Path) -> None:
    """Fit and report."""
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    embedder = MiniLM()
    with Library.open(library, embedder) as opened:
        seen = np.array([astuple(_signals(row["question"], opened, embedder)) for row in rows])
    kinds = np.array([row["type"] for row in rows])
    answerable = kinds == "answerable"
    model = LogisticRegression(C=10.0, class_weight="balanced")
    held_out = cross_val_predict(model, seen, answerable, cv=5, method="predict_proba")[:, 1]
    model.fit(seen, answerable)
    print(f"{len(rows)} questions: {dict(Counter(kinds.tolist()))}")
    print(f"intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 2).tolist()}")
    print(f"AUC, 5-fold: {roc_auc_score(answerable, held_out):.3f}")
    for share in (0.02, 0.05, 0.10):
        threshold = np.quantile(held_out[answerable], share)
        refused = {kind: round(float(np.mean(held_out[kinds == kind] < threshold)), 2) for kind in set(kinds.tolist())}
        print(f"threshold {threshold:.3f} refuses {refused}")


def _signals(question: str, library: Library, embedder: MiniLM) -> Signals:
    read = library.search(question, RETRIEVED)[:READ]

    def similarity(text: str, others: Sequence[str]) -> list[float]:
        vectors = embedder.embed([text, *others])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    return signals(question, read, key_sentence(question, gather(read), similarity))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
