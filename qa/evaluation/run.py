"""Asking all the questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from index.types import Progress
from qa.evaluation.questions import Question
from qa.evaluation.row import Row, row_json
from qa.evaluation.scoring import ArticleText, score
from qa.types import Answer, Turn


class Answers(Protocol):
    """Whatever answers questions: `qa.Engine`, or what it is compared with."""

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...


def evaluate(
    engine: Answers,
    questions: Sequence[Question],
    article_text: ArticleText,
    *,
    rows_file: Path | None = None,
    report: Callable[[Progress], None] = lambda _: None,
) -> list[Row]:
    """Answer and score every question. `report` hears how far it is; `rows_file` gets a line for each as it is done."""
    rows: list[Row] = []
    with ExitStack() as stack:
        # line buffered: what was done before Ctrl-C stays
        file = stack.enter_context(rows_file.open("w", 1, "utf-8")) if rows_file else None
        report(Progress("answering", 0, len(questions)))
        for row in _rows(engine, questions, article_text):
            rows.append(row)
            if file:
                file.write(json.dumps(row_json(row), ensure_ascii=False) + "\n")
            report(Progress("answering", len(rows), len(questions)))
    return rows


def _rows(engine: Answers, questions: Sequence[Question], article_text: ArticleText) -> Iterator[Row]:
    for question in questions:
        answer = engine.answer(question.text, _history(engine, question))
        yield score(question, answer, article_text)


def _history(engine: Answers, question: Question) -> list[Turn]:
    """The turns before the question. Earlier questions without an answer are asked first, as in a conversation."""
    turns: list[Turn] = []
    for turn in question.history:
        turns.append(turn if turn.answer else Turn.of(engine.answer(turn.question, turns)))
    return turns
