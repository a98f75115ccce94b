#!/usr/bin/env python
"""Fit the weights of qa/chance.py: which passage holds the answer, which words are it, and when to refuse.

    python -m scripts.fit_chances QUESTIONS.jsonl LIBRARY ROWS.jsonl

QUESTIONS.jsonl are RealtimeQA's of 2022-2023, of which only the third is used that nothing was trained on
(scripts/training/news.py); LIBRARY holds their articles. What the models say of each
question is kept in ROWS.jsonl, so that a second run only fits. Prints the weights, the share of right answers and
the AUC of refusal in 5-fold cross-validation by question, and what thresholds refuse.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.embed import MiniLM
from index.library import Library
from index.types import Hit
from qa.engine import CANDIDATES, READ_ADAPTED, REPLY_TOKENS
from qa.evaluation.squad import f1, holds
from qa.found import Found, options, read_all
from qa.generator import Generator, LlamaGenerator
from qa.models import find_model
from qa.opinion import Draft, weighed
from qa.pairreader import MiniLMReader
from qa.prompts import OPENING, reading
from qa.requantize import quick_copy
from scripts.training.groups import part
from scripts.training.news import is_held_out

_RIGHT = 0.6


def main(questions: Path, library: Path, rows_file: Path) -> None:
    """Gather what is not there yet, then fit and report."""
    if not rows_file.exists():
        _gather(questions, library, rows_file)
    read = [json.loads(line) for line in rows_file.read_text("utf-8").splitlines()]
    rows = [row for row in read if row["options"]]
    kinds = np.array([row["type"] for row in rows])
    print(f"{len(rows)} questions: { {kind: int((kinds == kind).sum()) for kind in sorted(set(kinds.tolist()))} }")
    _fit("PASSAGE", rows, kinds, "passages", 4)
    _fit("ANSWER_ALONE", rows, kinds, "options", 4)
    _fit("ANSWER", rows, kinds, "options", 5)
    drafts = np.array([row["draft"][2] for row in rows])
    print(f"\nthe language model's own draft is right: {drafts[kinds == 'answerable'].mean():.3f}")


def _gather(questions: Path, library: Path, rows_file: Path) -> None:
    embedder, reader = MiniLM(), MiniLMReader()
    model = find_model(None)
    generator = LlamaGenerator(quick_copy(model.file), adapter=model.adapter)
    asked = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    # in an order that has nothing to do with their kinds: what was gathered before an interruption is a fair sample
    asked = sorted((row for row in asked if is_held_out(row["id"])), key=lambda row: part(row["id"], 1 << 30))
    partial = rows_file.with_suffix(".partial")
    with Library.open(library, embedder) as opened, partial.open("w", encoding="utf-8") as lines:
        for row in asked:
            found = read_all(row["question"], opened.search(row["question"], CANDIDATES), reader)
            lines.write(json.dumps(_seen(row, found, generator)) + "\n")
    partial.replace(rows_file)


def _seen(row: dict[str, Any], found: Sequence[Found], generator: Generator) -> dict[str, Any]:
    """Features and labels of every passage, and of every option in those that the language model reads."""
    read = found[:READ_ADAPTED]
    prompt = reading(row["question"], [one.hit for one in read])
    draft = Draft.of("".join(generator.generate(prompt, REPLY_TOKENS, OPENING)))
    return {
        "type": row["type"],
        "draft": [draft.number, draft.answer, _is_right(draft.answer, row["answers"])],
        "passages": [
            [*one.signals(one.reading.spans[0] if one.reading.spans else None).features(), _supports(one.hit, row)]
            for one in found
        ],
        "options": [
            [
                *option.signals.features(),
                _is_right(option.text, row["answers"]) and _is_supporting(option.hit, row),
                _is_right(option.text, row["answers"]),
            ]
            for option in weighed(row["question"], options(found), read, draft, generator)
        ],
    }


def _is_right(text: str, golds: Sequence[str]) -> bool:
    return any(holds(text, gold) for gold in golds) or f1(text, golds) >= _RIGHT


def _is_supporting(hit: Hit, row: dict[str, Any]) -> bool:
    return hit.article.path.rpartition("#")[2] in row["supporting_articles"]


def _supports(hit: Hit, row: dict[str, Any]) -> bool:
    return _is_supporting(hit, row) and any(holds(hit.passage.text, gold) for gold in row["answers"])


def _fit(name: str, rows: Sequence[dict[str, Any]], kinds: NDArray[np.str_], of: str, width: int) -> None:
    """Fit on the first `width` features of every passage or option; the label stands behind all features."""
    label = 5
    table = np.array([line[:width] for row in rows for line in row[of]], float)
    right = np.array([line[label] for row in rows for line in row[of]], bool)
    groups = np.array([number for number, row in enumerate(rows) for _ in row[of]])
    model = LogisticRegression(C=10.0, max_iter=1000)
    chances = cross_val_predict(model, table, right, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(table, right)
    print(f"\n{name}: intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 2).tolist()}")
    best = np.array(
        [np.flatnonzero(groups == number)[chances[groups == number].argmax()] for number in range(len(rows))]
    )
    if of == "passages":
        print(f"best passage holds the answer: {right[best][kinds == 'answerable'].mean():.3f}")
    else:
        correct = np.array(
            [rows[groups[place]][of][place - np.flatnonzero(groups == groups[place])[0]][6] for place in best]
        )
        print(f"best answer is right: {correct[kinds == 'answerable'].mean():.3f}")
    for line in _refusals(chances[best], kinds):
        print(line)


def _refusals(chances: NDArray[np.float64], kinds: NDArray[np.str_]) -> Iterator[str]:
    answerable = chances[kinds == "answerable"]
    for kind in ("near_miss", "out_of_scope"):
        other = chances[kinds == kind]
        labels = np.r_[np.ones(len(answerable)), np.zeros(len(other))]
        yield f"AUC against {kind}: {roc_auc_score(labels, np.r_[answerable, other]):.3f}"
    for share in (0.05, 0.10, 0.15, 0.20):
        threshold = float(np.quantile(answerable, share))
        refused = {
            kind: round(float(np.mean(chances[kinds == kind] < threshold)), 2) for kind in sorted(set(kinds.tolist()))
        }
        yield f"threshold {threshold:.3f} refuses {refused}"


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
