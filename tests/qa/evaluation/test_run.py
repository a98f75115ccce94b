"""Asking all the questions: conversations, progress, and rows that are written as they come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.types import Progress
from qa.evaluation import evaluate
from qa.types import Answer, Turn
from tests.qa.evaluation.invented import answer, question, text_of


class Scripted:
    """Answers everything alike; `asked` is what it was asked, and after how many turns."""

    def __init__(self, fails_at: int = 99) -> None:
        self.asked: list[tuple[str, list[Turn]]] = []
        self._fails_at = fails_at

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, list(history)))
        if len(self.asked) == self._fails_at:
            raise KeyboardInterrupt
        return answer()


def test_earlier_questions_are_asked_first_unless_their_answers_are_given() -> None:
    given = question(history=(Turn("Who ran?", "Cora."), Turn("Who won?", "")))
    engine = Scripted()
    evaluate(engine, [given], text_of)
    ran, won = Turn("Who ran?", "Cora."), Turn.of(answer())
    assert engine.asked == [("Who won?", [ran]), ("Who opened the bridge?", [ran, won])]


def test_progress_is_reported() -> None:
    heard: list[Progress] = []
    rows = evaluate(Scripted(), [question(), question(id="r")], text_of, report=heard.append)
    assert [one.question.id for one in rows] == ["q", "r"]
    assert heard == [Progress("answering", done, 2) for done in range(3)]


def test_rows_that_were_finished_survive_an_interruption(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    with pytest.raises(KeyboardInterrupt):
        evaluate(Scripted(fails_at=2), [question(), question(id="r")], text_of, rows_file=file)
    assert [json.loads(line)["id"] for line in file.read_text("utf-8").splitlines()] == ["q"]
