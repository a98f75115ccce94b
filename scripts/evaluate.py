#!/usr/bin/env python
"""Score the reader on files of the forms in which this project writes its questions.

    python -m scripts.evaluate answerability FILE.jsonl [--weights FOLDER]
    python -m scripts.evaluate evidence FILE.jsonl [--articles ARTICLES.jsonl.gz] [--weights FOLDER]
    python -m scripts.evaluate claims FILE.jsonl [--weights FOLDER]

Prints one JSON object.

answerability: a passage a line, with questions that it answers and questions that it only seems to.
    {"title", "passage", "answerable": [{"question", "answer"}], "unanswerable": [{"question"}]}
    `f1` and `em` of the best span over the passage alone, `auc` of answerable against unanswerable.
evidence: an open question a line, with sentences that belong in its answer and others that seem to.
    {"question", "gold": [{"article_id", "sentence"}], "near": [{"article_id", "sentence"}]}
    `ap`: mean average precision of gold sentences among gold and near; `f1` of those that are likely enough to be
    said. Each sentence is read in its passage where --articles has its article, else by itself.
claims: a quote a line, with claims that it supports and claims that it does not.
    {"quote", "supported": [{"claim"}], "unsupported": [{"claim", "kind"}]}
    `precision`, `recall` and `f1` of "supported", and the share of false claims `passed`, by kind.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from index.embed import MiniLM
from qa.evaluation.squad import exact_match, f1
from qa.evidence.calibration import SURE_SENTENCE
from qa.evidence.reader import MiniLMReader, Reading
from qa.verify.faithful import Faithful
from scripts.training.articles import Articles, Piece
from scripts.training.authored import rows_of

Row = dict[str, Any]
# No article but those named is read.
_NONE_BESIDE = 1 << 30


def main() -> None:
    """Score one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=("answerability", "evidence", "claims"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=Path, help="JSON Lines of the articles that the sentences are from")
    parser.add_argument("--weights", type=Path, help="the folder of the reader's files (default: those that ship)")
    arguments = parser.parse_args()
    rows, reader = rows_of(arguments.file), MiniLMReader(arguments.weights)
    if arguments.form == "answerability":
        print(json.dumps(answerability(rows, reader)))
    elif arguments.form == "evidence":
        print(json.dumps(evidence(rows, reader, _articles(arguments.articles, rows))))
    else:
        print(json.dumps(claims(rows, Faithful(reader))))


# ---- does a passage answer, and in which words


def answerability(rows: Sequence[Row], reader: MiniLMReader) -> dict[str, object]:
    """Over the passage alone."""
    answered: list[bool] = []
    scores: list[float] = []
    exact: list[bool] = []
    shared: list[float] = []
    for row in rows:
        for one in (*row["answerable"], *row["unanswerable"]):
            reading = reader.read(one["question"], [(row["title"], row["passage"])])[0]
            answered.append("answer" in one)
            scores.append(answers(reading))
            if "answer" in one:
                best = reading.spans[0]
                words = row["passage"][best.start : best.end]
                exact.append(exact_match(words, [one["answer"]]))
                shared.append(f1(words, [one["answer"]]))
    return {
        "answerable": sum(answered),
        "unanswerable": len(answered) - sum(answered),
        "f1": _mean(shared),
        "em": _mean(exact),
        "auc": round(float(roc_auc_score(answered, scores)), 3),
    }


def answers(reading: Reading) -> float:
    """How much a passage seems to answer: what all heads say of it."""
    best = max((one.score for one in reading.sentences), default=-10.0)
    return reading.relevance + best + (reading.spans[0].score if reading.spans else -15.0) / 3


# ---- which sentences belong


def evidence(rows: Sequence[Row], reader: MiniLMReader, articles: Articles | None) -> dict[str, object]:
    """Gold sentences among gold and near ones."""
    precisions, shares = [], []
    for row in rows:
        scores = [
            (_belongs(row["question"], one, reader, articles), name == "gold")
            for name in ("gold", "near")
            for one in row[name]
        ]
        gold = [is_gold for _, is_gold in scores]
        if not any(gold):
            continue
        logits = np.array([score for score, _ in scores])
        chosen = 1 / (1 + np.exp(-logits)) >= SURE_SENTENCE
        right = int((chosen & np.array(gold)).sum())
        precisions.append(average_precision_score(gold, logits))
        shares.append(2 * right / (int(chosen.sum()) + sum(gold)))
    return {"questions": len(precisions), "ap": _mean(precisions), "f1": _mean(shares)}


def _belongs(question: str, one: Mapping[str, str], reader: MiniLMReader, articles: Articles | None) -> float:
    """The reader's logit of a sentence."""
    found = articles and _passage(one, articles)
    title, text = (found.title, found.text) if found else ("", one["sentence"])
    start = text.find(one["sentence"])
    end = start + len(one["sentence"])
    reading = reader.read(question, [(title, text)])[0]
    return max((each.score for each in reading.sentences if each.start < end and start < each.end), default=-15.0)


def _passage(one: Mapping[str, str], articles: Articles) -> Piece | None:
    if one["article_id"] not in articles.texts:
        return None
    return next((piece for piece in articles.passages(one["article_id"]) if one["sentence"] in piece.text), None)


def _articles(file: Path | None, rows: Sequence[Row]) -> Articles | None:
    if file is None:
        return None
    named = {one["article_id"] for row in rows for one in (*row["gold"], *row["near"])}
    return Articles.read([file], named, _NONE_BESIDE, MiniLM().count_tokens)


# ---- does a quote support a claim


def claims(rows: Sequence[Row], faithful: Faithful) -> dict[str, object]:
    """Claims that pass the check, against those that are supported."""
    passed = [(kind, faithful(claim, [quote])) for quote, claim, kind in _claims(rows)]
    true = [is_passed for kind, is_passed in passed if not kind]
    false = defaultdict(list)
    for kind, is_passed in passed:
        if kind:
            false[kind].append(is_passed)
    wrong = sum(map(sum, false.values()))
    right = sum(true)
    precision, recall = right / max(right + wrong, 1), right / max(len(true), 1)
    return {
        "supported": len(true),
        "unsupported": len(passed) - len(true),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 3),
        "passed": {kind: _mean(each) for kind, each in sorted(false.items())},
    }


def _claims(rows: Sequence[Row]) -> Iterator[tuple[str, str, str]]:
    """Each quote, claim and kind of error, "" for none."""
    for row in rows:
        for one in row["supported"]:
            yield row["quote"], one["claim"], ""
        for one in row["unsupported"]:
            yield row["quote"], one["claim"], one["kind"]


def _mean(values: Sequence[float] | Sequence[bool]) -> float:
    return round(float(np.mean(values)), 3)


if __name__ == "__main__":
    main()
