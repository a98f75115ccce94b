#!/usr/bin/env python
"""Score the reader on files of the forms in which this project writes its questions.

    python -m scripts.evaluate answerability FILE.jsonl [--weights FOLDER]
    python -m scripts.evaluate evidence FILE.jsonl [--articles ARTICLES.jsonl.gz] [--weights FOLDER]
    python -m scripts.evaluate claims FILE.jsonl [--weights FOLDER]
    python -m scripts.evaluate held-out HELD_OUT.jsonl [--weights FOLDER]

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
held-out: what make_training_data.py keeps from training.
    `f1`, `em` and `auc` as above, of the questions over single passages and of SQuAD 2.0.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from index.embed import MiniLM
from qa.configuration import SHIPPED
from qa.evaluation.squad import exact_match, f1
from qa.evidence.reader import MiniLMReader, Reading
from qa.verify.faithful import Faithful
from scripts.training.articles import Articles, Piece
from scripts.training.authored import rows_of
from scripts.training.groups import Group, read_groups

Row = dict[str, Any]
# No article but those named is read.
_NONE_BESIDE = 1 << 30


def main() -> None:
    """Score one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=("answerability", "evidence", "claims", "held-out"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--articles", type=Path, help="JSON Lines of the articles that the sentences are from")
    parser.add_argument("--weights", type=Path, help="the folder of the reader's files (default: those that ship)")
    arguments = parser.parse_args()
    reader = MiniLMReader(arguments.weights)
    if arguments.form == "held-out":
        print(json.dumps(held_out(list(read_groups(arguments.file)), reader)))
        return
    rows = rows_of(arguments.file)
    if arguments.form == "answerability":
        print(json.dumps(answerability(rows, reader)))
    elif arguments.form == "evidence":
        print(json.dumps(evidence(rows, reader, _articles(arguments.articles, rows))))
    else:
        print(json.dumps(claims(rows, Faithful(reader))))


# ---- does a passage answer, and in which words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question over one passage; `answer` is "" where the passage does not answer."""

    question: str
    title: str
    passage: str
    answer: str


def answerability(rows: Sequence[Row], reader: MiniLMReader) -> dict[str, object]:
    """Over the passage alone."""
    return answered(
        [
            Asked(one["question"], row["title"], row["passage"], one.get("answer", ""))
            for row in rows
            for one in (*row["answerable"], *row["unanswerable"])
        ],
        reader,
    )


def held_out(groups: Sequence[Group], reader: MiniLMReader) -> dict[str, object]:
    """The same by dataset."""
    return {
        name: answered(
            [
                Asked(group.question, group.candidates[0].title, group.candidates[0].text, group.answer)
                for group in groups
                if group.origin == name
            ],
            reader,
        )
        for name in ("answerability", "dev_half")
    }


def answered(questions: Sequence[Asked], reader: MiniLMReader) -> dict[str, object]:
    """The best span against the answer, and whether there is one."""
    readings = [reader.read(one.question, [(one.title, one.passage)])[0] for one in questions]
    is_answered = [bool(one.answer) for one in questions]
    guesses = [
        (one.passage[reading.spans[0].start : reading.spans[0].end], one.answer)
        for one, reading in zip(questions, readings, strict=True)
        if one.answer
    ]
    return {
        "answerable": sum(is_answered),
        "unanswerable": len(questions) - sum(is_answered),
        "f1": _mean([f1(guess, [answer]) for guess, answer in guesses]),
        "em": _mean([exact_match(guess, [answer]) for guess, answer in guesses]),
        "auc": round(float(roc_auc_score(is_answered, [answers(reading) for reading in readings])), 3),
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
        chosen = 1 / (1 + np.exp(-logits)) >= SHIPPED.sure_sentence
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
