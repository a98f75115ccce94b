#!/usr/bin/env python
"""Fit how likely a sentence is to belong in an answer (qa/evidence/calibration.py), and when to refuse a question.

    python -m scripts.fit_sentences EVAL_FOLDER LIBRARY

EVAL_FOLDER holds authored/ and realtimeqa/, as for make_training_data.py; of the open questions only those that were
kept from training are asked. LIBRARY holds the articles of RealtimeQA 2022-2023 that they are about, among others.
Prints the weights, the mean average precision of the sentences that belong among those of the passages read, in 5-fold
cross-validation by question, precision and recall from several probabilities on, and what thresholds refuse.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.embed import MiniLM
from index.library import Library
from qa.configuration import SHIPPED
from qa.evidence.candidates import read_all
from qa.evidence.reader import MiniLMReader
from qa.evidence.sentences import EvidenceSentence, sentences_of
from scripts.make_training_data import OPEN_QUESTIONS
from scripts.training.authored import Row, is_held_out, placed_rows, rows_of

_LIKELY = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence that was read for a question, by number, and whether it belongs in the answer."""

    question: int
    sentence: EvidenceSentence
    belongs: bool


def main(data: Path, library: Path) -> None:
    """Ask, fit and print."""
    rows = held_out(data)
    answerable = np.array([bool(row["gold"]) for row in rows])
    seen = list(_read(rows, library))
    table = np.array([one.sentence.signals.features() for one in seen if one.sentence.signals])
    belongs = np.array([one.belongs for one in seen])
    questions = np.array([one.question for one in seen])
    print(
        f"{len(rows)} questions, {int(answerable.sum())} answerable; {len(seen)} sentences, {belongs.mean():.3f} belong"
    )
    model = LogisticRegression(C=10.0, max_iter=1000)
    likely = cross_val_predict(model, table, belongs, groups=questions, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(table, belongs)
    print(f"intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 3).tolist()}")
    for name, values in (("fitted", likely), ("the reader's logit alone", table[:, 0])):
        print(f"average precision, {name}: {_average_precision(questions, belongs, values):.3f}")
    for line in (*_thresholds(likely, belongs, len(rows)), *_refusals(questions, likely, answerable)):
        print(line)


def held_out(data: Path) -> list[Row]:
    """The open questions, of both files, about articles that nothing was trained on."""
    news = data / "realtimeqa" / "train_2022_2023" / "articles.jsonl.gz"
    rows = [*rows_of(data / "authored" / "evidence.jsonl"), *placed_rows(OPEN_QUESTIONS, news)]
    return [row for row in rows if any(is_held_out(one["article_id"]) for one in (*row["gold"], *row["near"]))]


def _read(rows: Sequence[Row], library: Path) -> Iterator[Seen]:
    embedder, reader = MiniLM(), MiniLMReader()
    with Library.open(library, embedder) as opened:
        for number, row in enumerate(rows):
            hits = opened.search(row["question"], SHIPPED.deep.passages, per_article=SHIPPED.deep.per_article)
            gold = [(one["article_id"], " ".join(one["sentence"].split())) for one in row["gold"]]
            for one in sentences_of(row["question"], read_all(row["question"], hits, reader)):
                article = one.hit.article.path.rpartition("#")[2]
                yield Seen(number, one, any(article == name and one.text in text for name, text in gold))


def _average_precision(questions: NDArray[Any], belongs: NDArray[Any], values: NDArray[Any]) -> float:
    """The mean over the questions with any sentence that belongs among those read."""
    each = []
    for number in np.unique(questions):
        mine = questions == number
        if belongs[mine].any():
            each.append(average_precision_score(belongs[mine], values[mine]))
    return float(np.mean(each))


def _thresholds(likely: NDArray[Any], belongs: NDArray[Any], questions: int) -> Iterator[str]:
    for least in _LIKELY:
        taken = likely >= least
        precision, recall = belongs[taken].mean(), belongs[taken].sum() / belongs.sum()
        each = taken.sum() / questions
        yield f"from {least:.2f} on: precision {precision:.2f}, recall {recall:.2f}, {each:.1f} a question"


def _refusals(questions: NDArray[Any], likely: NDArray[Any], answerable: NDArray[Any]) -> Iterator[str]:
    best = np.array([likely[questions == number].max(initial=0.0) for number in range(len(answerable))])
    yield f"told whether a question is answered, by its best sentence: AUC {roc_auc_score(answerable, best):.3f}"
    for share in (0.02, 0.05, 0.08, 0.1, 0.15):
        threshold = float(np.quantile(best[answerable], share))
        others = np.mean(best[~answerable] < threshold)
        yield f"below {threshold:.3f}: {share:.2f} of the answerable, {others:.2f} of the others"


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
