"""The table for people."""

from __future__ import annotations

import pytest

from qa.evaluation.report import report
from qa.evaluation.table import share_text, table
from qa.types import Timings
from tests.qa.evaluation.invented import answer, refusal, row


@pytest.mark.parametrize(("value", "text"), [(0.0, ".00"), (0.844, ".84"), (0.999, "1.00"), (1.0, "1.00")])
def test_shares(value: float, text: str) -> None:
    assert share_text(value) == text


def test_the_columns_line_up() -> None:
    slow = answer(timings=Timings(0, 1, 2, 12_345.6))
    lines = table(report([row(), row(slow), row(refusal())])).splitlines()
    assert lines[0] == "3 questions (3 answerable, 0 near miss, 0 out of scope), 2 answered by scripted"
    figures = [line for line in lines[2:] if line.startswith("  ")]
    assert len(figures) == 26
    assert len({line.index("]") for line in figures if "]" in line}) == 1
    by_label = {line[2:].split("  ")[0]: line.split() for line in figures}
    assert by_label["correct"][1:] == [".67", "[.00", "1.00]", "3", "questions"]
    assert by_label["out of scope"][3:] == ["–", "0", "questions"]
    assert by_label["facts in quotes"][-4:] == ["2", "sentences,", "0", "violations"]
    assert by_label["whole answer, p90"][3:6] == ["11,115", "[40", "12,346]"]


def test_headings_may_be_set_off() -> None:
    lines = table(report([row()]), str.upper).splitlines()
    assert "RETRIEVAL" in lines
    assert lines[0].startswith("1 question (")
    assert max(map(len, lines)) <= 80
