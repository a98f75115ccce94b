"""News questions with passages that a search returns for them."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any

from index.facts import stems
from scripts.training.articles import Articles, Piece
from scripts.training.groups import Candidate, Group, Span, occurrences, part

# Passages looked at for a question, and how many of each kind are kept.
_SEARCHED = 20
_POSITIVES = 3
_NEGATIVES = 5
# One question of three is kept for calibration and never trained on.
_PARTS = 3


def is_held_out(question_id: str) -> bool:
    """Whether a question belongs to the third on which thresholds are set."""
    return part(question_id, _PARTS) == 0


def realtimeqa_groups(questions: Path, articles: Articles, *, held_out: bool) -> Iterator[Group]:
    """RealtimeQA questions of one side of the split. A passage is relevant if it stands in a supporting article and
    holds a gold answer; one that holds the answer elsewhere is left out, for nobody knows.
    """
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    # the out-of-scope questions are the same ones in every year: to train on them would be to train on the test
    rows = [row for row in rows if row["type"] != "out_of_scope" and is_held_out(row["id"]) == held_out]
    found = articles.search([row["question"] for row in rows], _SEARCHED)
    for row, pieces in zip(rows, found, strict=True):
        candidates = list(_labelled(row, pieces))
        good = [one for one in candidates if one.relevant][:_POSITIVES]
        bad = [one for one in candidates if not one.relevant][:_NEGATIVES]
        if bad and (good or not row["answers"]):
            answer = row["answers"][0] if row["answers"] else ""
            yield Group(row["id"], "realtimeqa", row["question"], answer, (*good, *bad))


def _labelled(row: dict[str, Any], pieces: Sequence[Piece]) -> Iterator[Candidate]:
    for piece in pieces:
        spans = [span for answer in row["answers"] for span in occurrences(piece.text, answer)]
        if not spans:
            yield Candidate(piece.title, piece.text)
        elif piece.article_id in row["supporting_articles"]:
            best = _likeliest(piece.text, spans, row["question"])
            yield Candidate(piece.title, piece.text, (best,), True)


def _likeliest(text: str, spans: list[Span], question: str) -> Span:
    """Of several places that hold the answer, the one amid most words of the question."""
    asked = stems(question)
    return max(spans, key=lambda span: (len(asked & stems(text[max(0, span[0] - 150) : span[1] + 150])), -span[0]))


def unanswerable_groups(
    file: Path, articles: Articles, *, count: int, without: Set[str], seed: int = 1
) -> Iterator[Group]:
    """NewsQuizQA: questions on the news of other years, with what the search returns and nothing that answers.

    `without` are the questions of the test sets, some of which were drawn from here.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["question"].strip() not in without]
    rows = random.Random(seed).sample(rows, count)
    found = articles.search([row["question"] for row in rows], 4)
    for number, (row, pieces) in enumerate(zip(rows, found, strict=True)):
        free = [piece for piece in pieces if not occurrences(piece.text, row["answer"])]
        candidates = tuple(Candidate(piece.title, piece.text) for piece in free[:2])
        if candidates:
            yield Group(f"newsquiz-{number}", "newsquizqa", row["question"], "", candidates)
