"""Reading question files: both formats, and one line for each thing that is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.errors import FootnoteError
from qa.evaluation.questions import read_questions
from qa.types import Turn
from tests.qa.evaluation.invented import write_questions

GOOD = {"id": "a", "type": "answerable", "question": "Who won?", "answers": ["Ada"], "supporting_articles": ["7"]}


def test_the_three_kinds(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {**GOOD, "date": "2031/02/03"},
        {"id": "b", "type": "near_miss", "question": "Who lost?", "answers": [], "supporting_articles": []},
        {"id": "c", "type": "out_of_scope", "question": " Who\tsang? "},
    ]
    first, second, third = read_questions(write_questions(tmp_path / "q.jsonl", records))
    assert (first.id, first.kind, first.text) == ("a", "answerable", "Who won?")
    assert (first.answers, first.supporting, first.history, first.needs_all) == (("Ada",), ("7",), (), False)
    assert (second.kind, second.answers, second.golds) == ("near_miss", (), ())
    assert (third.kind, third.text) == ("out_of_scope", "Who sang?")


def test_the_other_names_of_fields_and_types(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"id": "a", "type": "follow_up", "history": ["Who won?"], "question": "When?", "answers": ["May"]},
        {"id": "b", "type": "unanswerable", "question": "Why?", "answers": [], "articles": []},
        {"type": "answerable", "question": "Who?", "answers": ["Ada", "Ben"], "all": True, "articles": ["1.txt"]},
        {**GOOD, "id": 4, "history": [{"question": "Who ran?", "answer": "Cora."}, {"question": "Where?"}]},
    ]
    follow_up, unanswerable, both, told = read_questions(write_questions(tmp_path / "q.jsonl", records))
    assert (follow_up.kind, follow_up.history) == ("answerable", (Turn("Who won?", ""),))
    assert unanswerable.kind == "near_miss"
    assert (both.id, both.supporting, both.golds) == ("3", ("1.txt",), ("Ada and Ben",))
    assert (told.id, told.history) == ("4", (Turn("Who ran?", "Cora."), Turn("Where?", "")))


def test_blank_lines_byte_order_mark_and_odd_characters(tmp_path: Path) -> None:
    line = '{"type": "answerable", "question": "Who\u2028won \\ud800?", "answers": ["Ada"]}'
    file = write_questions(tmp_path / "q.jsonl", ["\ufeff", "", line])
    (only,) = read_questions(file)
    assert (only.id, only.text) == ("3", "Who won ??")


def test_the_limit_reads_no_further(tmp_path: Path) -> None:
    file = write_questions(tmp_path / "q.jsonl", [GOOD, "broken"])
    assert len(read_questions(file, 1)) == 1
    with pytest.raises(FootnoteError, match=r"q\.jsonl:2: not valid JSON"):
        read_questions(file, 2)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ("[]", "not a JSON object"),
        ({**GOOD, "type": "maybe"}, 'unknown `type` "maybe": the types are answerable, near_miss, out_of_scope'),
        ({**GOOD, "type": ["near_miss"]}, "unknown `type`"),
        ({"question": "Who?"}, "unknown `type` null"),
        ({**GOOD, "question": None}, "`question` is missing"),
        ({**GOOD, "question": " "}, "the question is empty"),
        ({**GOOD, "question": "x" * 9999}, "shorten"),
        ({**GOOD, "answers": []}, "without `answers`"),
        ({**GOOD, "answers": "Ada"}, "`answers` is not a list"),
        ({**GOOD, "answers": [1]}, "`answers` is missing or holds what is not text"),
        ({**GOOD, "answers": ["Ada", " "]}, "`answers` holds an empty text"),
        ({**GOOD, "supporting_articles": {"7": 1}}, "`supporting_articles` is not a list"),
        ({**GOOD, "history": [5]}, "`history` is missing or holds what is not text"),
        ({**GOOD, "history": [{"answer": "x"}]}, "`question` is missing"),
        ({**GOOD, "id": []}, "`id` is missing or holds what is not text"),
        (GOOD, "the id 'a' is that of line 1"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: dict[str, Any] | str, said: str) -> None:
    file = write_questions(tmp_path / "q.jsonl", [GOOD, line])
    with pytest.raises(FootnoteError) as error:
        read_questions(file)
    assert str(error.value).startswith(f"{file}:2: ")
    assert said in str(error.value)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match="does not exist"):
        read_questions(tmp_path / "none.jsonl")
    with pytest.raises(FootnoteError, match="cannot read"):
        read_questions(tmp_path)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FootnoteError, match="UTF-8"):
        read_questions(tmp_path / "binary")
    with pytest.raises(FootnoteError, match="no questions in"):
        read_questions(write_questions(tmp_path / "empty.jsonl", ["", " "]))
