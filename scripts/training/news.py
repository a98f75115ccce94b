"""News questions over a library, with the passages that the search really returns for them."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

from index.library import Library
from index.types import Hit
from index.facts import stems
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


def realtimeqa_groups(questions: Path, library: Library, *, held_out: bool) -> Iterator[Group]:
    """RealtimeQA questions of one side of the split. A passage is relevant if it stands in a supporting article and
    holds a gold answer; one that holds the answer elsewhere is left out, for nobody knows.
    """
    for line in questions.read_text("utf-8").splitlines():
        row = json.loads(line)
        # the out-of-scope questions are the same ones in every year: to train on them would be to train on the test
        if row["type"] == "out_of_scope" or is_held_out(row["id"]) != held_out:
            continue
        candidates = list(_labelled(row, library.search(row["question"], _SEARCHED)))
        good = [one for one in candidates if one.relevant][:_POSITIVES]
        bad = [one for one in candidates if not one.relevant][:_NEGATIVES]
        if bad and (good or not row["answers"]):
            answer = row["answers"][0] if row["answers"] else ""
            yield Group(row["id"], "realtimeqa", row["question"], answer, (*good, *bad))


def _labelled(row: dict[str, Any], hits: list[Hit]) -> Iterator[Candidate]:
    for hit in hits:
        spans = [span for answer in row["answers"] for span in occurrences(hit.passage.text, answer)]
        if not spans:
            yield Candidate(hit.article.title, hit.passage.text)
        elif hit.article.path.rpartition("#")[2] in row["supporting_articles"]:
            best = _likeliest(hit.passage.text, spans, row["question"])
            yield Candidate(hit.article.title, hit.passage.text, (best,), True)


def _likeliest(text: str, spans: list[Span], question: str) -> Span:
    """Of several places that hold the answer, the one amid most words of the question."""
    asked = stems(question)
    return max(spans, key=lambda span: (len(asked & stems(text[max(0, span[0] - 150) : span[1] + 150])), -span[0]))


def unanswerable_groups(
    file: Path, library: Library, *, count: int, without: Set[str], seed: int = 1
) -> Iterator[Group]:
    """NewsQuizQA: questions on the news of other years, with what the search returns and nothing that answers.

    `without` are the questions of the test sets, some of which were drawn from here.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["question"].strip() not in without]
    rows = random.Random(seed).sample(rows, count)
    for number, row in enumerate(rows):
        hits = library.search(row["question"], 4)
        free = [hit for hit in hits if not occurrences(hit.passage.text, row["answer"])]
        candidates = tuple(Candidate(hit.article.title, hit.passage.text) for hit in free[:2])
        if candidates:
            yield Group(f"newsquiz-{number}", "newsquizqa", row["question"], "", candidates)
