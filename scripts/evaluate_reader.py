#!/usr/bin/env python
"""Measure the pair reader on questions that it was not trained on, and fit what its sentence scores mean.

    python -m scripts.evaluate_reader HELD_OUT.jsonl [--weights FOLDER] [--cosine]

HELD_OUT.jsonl is what make_training_data.py keeps from training. Prints one JSON object: average precision of the
sentences that belong in an answer among those judged and among all, by their own score, by the best span in each, and
with --cosine by the embedder; F1 of the best span and whether a passage answers, over the passage alone; and for
sentences of passages that a search returned, the logistic map from score to probability, with precision and recall at
several thresholds.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from index.embed import MiniLM
from qa.evaluation.squad import exact_match, f1
from qa.evidence.reader import MiniLMReader, Reading
from scripts.training.crossencoder import belongs
from scripts.training.groups import Candidate, Group, read_groups

_THRESHOLDS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence that was read: how much it belongs in the answer (None where nobody said), and scores by name."""

    belongs: float | None
    scores: dict[str, float]


def main() -> None:
    """Read all, then print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("held_out", type=Path)
    parser.add_argument("--weights", type=Path, help="the folder of the reader's files (default: those that ship)")
    parser.add_argument("--cosine", action="store_true", help="compare with the embedder's nearest sentences")
    arguments = parser.parse_args()
    groups = list(read_groups(arguments.held_out))
    reader, embedder = MiniLMReader(arguments.weights), MiniLM() if arguments.cosine else None

    def sentences(origin: str, embedder: MiniLM | None = None) -> list[list[Judged]]:
        return [list(_judged(group, reader, embedder)) for group in groups if group.origin == origin]

    print(
        json.dumps(
            {
                "evidence": evidence(sentences("evidence", embedder)),
                "sentences of a search": calibration(sentences("evidence_search")),
                "answerability": answers([group for group in groups if group.origin == "answerability"], reader),
                "squad2": answers([group for group in groups if group.origin == "dev_half"], reader),
            },
            indent=1,
        )
    )


def _judged(group: Group, reader: MiniLMReader, embedder: MiniLM | None) -> Iterator[Judged]:
    passages = [(candidate.title, candidate.text) for candidate in group.candidates]
    for candidate, reading in zip(group.candidates, reader.read(group.question, passages), strict=True):
        for one in reading.sentences:
            scores = {"sentence": one.score, "span": _span(reading, one.start, one.end)}
            if embedder:
                pair = embedder.embed([group.question, candidate.text[one.start : one.end]])
                scores["cosine"] = float(pair[0] @ pair[1])
            yield Judged(belongs(candidate, (one.start, one.end)), scores)


def _span(reading: Reading, start: int, end: int) -> float:
    """The score of the best span in a sentence, or one below all where it has none of the likeliest."""
    return max((one.score for one in reading.spans if start <= one.start and one.end <= end), default=-99.0)


def evidence(questions: Sequence[Sequence[Judged]]) -> dict[str, object]:
    """Mean average precision over the questions that have an answer: among sentences judged, and among all."""
    answered = [sentences for sentences in questions if any(one.belongs for one in sentences)]
    found: dict[str, object] = {"questions": len(answered)}
    for name in answered[0][0].scores:
        found[name] = {
            "ap_judged": _precision([[one for one in every if one.belongs is not None] for every in answered], name),
            "ap_all": _precision(answered, name),
        }
    return found


def _precision(questions: Sequence[Sequence[Judged]], name: str) -> float:
    return _round(
        np.mean(
            [
                average_precision_score([bool(one.belongs) for one in every], [one.scores[name] for one in every])
                for every in questions
            ]
        )
    )


def calibration(questions: Sequence[Sequence[Judged]]) -> dict[str, object]:
    """Weight and intercept of the logistic map, and what thresholds of the probability keep; sentences that nobody
    judged count as not belonging.
    """
    everything = [one for sentences in questions for one in sentences]
    right = np.array([bool(one.belongs) for one in everything])
    scores = np.array([one.scores["sentence"] for one in everything])
    fitted = LogisticRegression(C=1e6).fit(scores[:, None], right)
    chances = fitted.predict_proba(scores[:, None])[:, 1]
    table = {}
    for threshold in _THRESHOLDS:
        kept = chances >= threshold
        table[threshold] = {
            "precision": _round((right & kept).sum() / max(kept.sum(), 1)),
            "recall": _round((right & kept).sum() / right.sum()),
            "sentences a question": _round(kept.sum() / len(questions)),
        }
    best = [max((one.scores["sentence"] for one in every), default=-99.0) for every in questions]
    return {
        "sentences": len(everything),
        "belong": int(right.sum()),
        "auc": _round(roc_auc_score(right, scores)),
        "weight": _round(fitted.coef_[0, 0]),
        "intercept": _round(fitted.intercept_[0]),
        "thresholds": table,
        "auc of the best sentence, whether any belongs": _round(
            roc_auc_score([any(one.belongs for one in every) for every in questions], best)
        ),
    }


def answers(groups: Sequence[Group], reader: MiniLMReader) -> dict[str, object]:
    """Over the passage that was asked about alone: the best span against the answer, and whether there is one."""
    readings = [_read(group.question, group.candidates[0], reader) for group in groups]
    answered = [bool(group.answer) for group in groups]
    guesses = [
        (group.candidates[0].text[one.spans[0].start : one.spans[0].end], group.answer)
        for group, one in zip(groups, readings, strict=True)
        if group.answer
    ]
    return {
        "questions": len(groups),
        "answerable": sum(answered),
        "f1": _round(np.mean([f1(guess, [answer]) for guess, answer in guesses])),
        "em": _round(np.mean([exact_match(guess, [answer]) for guess, answer in guesses])),
        "auc_relevance": _round(roc_auc_score(answered, [one.relevance for one in readings])),
        "auc_span": _round(roc_auc_score(answered, [one.spans[0].score for one in readings])),
        "auc_sentence": _round(
            roc_auc_score(answered, [max(sentence.score for sentence in one.sentences) for one in readings])
        ),
    }


def _read(question: str, candidate: Candidate, reader: MiniLMReader) -> Reading:
    return reader.read(question, [(candidate.title, candidate.text)])[0]


def _round(value: float) -> float:
    return round(float(value), 3)


if __name__ == "__main__":
    main()
