"""JSON files: lists of articles at the top and under keys, single articles, and what is none of articles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.readers import jsonscan
from index.types import Article, OtherFile, Problem
from tests.index.reading import ONE, THREE, TWO, article_in, found_in, problem_in

MILL = {"id": "mill", "title": "The mill", "text": ONE, "date": "2024-03-05", "source": "Marsh News"}
SCHOOL = {"headline": "The school", "body": f"<p>{TWO}</p>", "publishedAt": "2024-03-06T10:00:00Z"}


def articles_in(path: Path, value: object) -> list[tuple[str, str, str]]:
    """Path, title and text of each; nothing else is said of the file."""
    found = found_in(path, json.dumps(value))
    assert all(isinstance(one, Article) for one in found), found
    return [(one.path, one.title, one.text) for one in found if isinstance(one, Article)]


BOTH = [("a.json#mill", "The mill", ONE), ("a.json#2", "The school", TWO)]


@pytest.mark.parametrize(
    "value",
    [
        [MILL, SCHOOL],
        {"status": "ok", "articles": [MILL, SCHOOL]},
        {"items": [MILL, SCHOOL], "title": "A feed"},
        {"response": {"pages": 2, "results": [MILL, SCHOOL]}},
        {"tags": ["a"], "hits": {"total": 2, "hits": [MILL, SCHOOL]}},
        {"pieces": [MILL, SCHOOL]},
        {"2023": [MILL], "2024": [SCHOOL]},
        {"authors": [{"name": "Ann Lee"}], "articles": [MILL, SCHOOL]},
    ],
)
def test_lists_of_articles(tmp_path: Path, value: object) -> None:
    assert articles_in(tmp_path / "a.json", value) == BOTH


def test_fields_are_those_of_json_lines(tmp_path: Path) -> None:
    mill, school = found_in(tmp_path / "a.json", json.dumps([MILL, SCHOOL]))
    assert isinstance(mill, Article)
    assert isinstance(school, Article)
    assert (mill.date, mill.source, school.date) == ("2024-03-05", "Marsh News", "2024-03-06")


def test_one_article_a_file(tmp_path: Path) -> None:
    value = {**MILL, "images": [{"title": "A picture"}], "tags": ["mills"]}
    assert articles_in(tmp_path / "a.json", value) == [("a.json", "The mill", ONE)]


def test_an_odd_record_costs_only_itself(tmp_path: Path) -> None:
    text = f'[{json.dumps(MILL)}, null, {{"text": bad, "x"}}, {{"id": 4}}, {{"text": "{TWO}", "n": NaN}}]'
    found = found_in(tmp_path / "a.json", text)
    assert [one.path for one in found if isinstance(one, Article)] == ["a.json#mill", "a.json#5"]
    assert [one.path for one in found if isinstance(one, Problem)] == ["a.json#2", "a.json#3", "a.json#4"]


def test_a_file_that_is_cut_off_keeps_what_came_before(tmp_path: Path) -> None:
    article, problem = found_in(tmp_path / "a.json", json.dumps([MILL, SCHOOL])[:-40])
    assert isinstance(article, Article)
    assert isinstance(problem, Problem)
    assert "cut off" in problem.reason


def test_many_values_in_a_file_are_json_lines(tmp_path: Path) -> None:
    lines = "".join(f"{json.dumps(one)}\n" for one in (MILL, SCHOOL))
    assert [one.path for one in found_in(tmp_path / "a.json", lines)] == ["a.json#mill", "a.json#2"]  # type: ignore[union-attr]
    assert [one.path for one in found_in(tmp_path / "a.ndjson", lines)] == ["a.ndjson#mill", "a.ndjson#2"]  # type: ignore[union-attr]


def test_utf_16_and_a_mark_at_the_beginning(tmp_path: Path) -> None:
    text = json.dumps([MILL], ensure_ascii=False)
    assert article_in(tmp_path / "a.json", text.encode("utf-16")).text == ONE
    assert article_in(tmp_path / "b.json", text.encode("utf-8-sig")).text == ONE


@pytest.mark.parametrize("value", [{}, {"name": "footnote", "scripts": {"a": "b"}}, {"features": [{"type": "Point"}]}])
def test_settings_and_maps_are_none_of_articles(tmp_path: Path, value: object) -> None:
    assert found_in(tmp_path / "a.json", json.dumps(value)) == [OtherFile(".json")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("words", "not JSON"),
        ("[]", "no article in its list; skipped"),
        ('[{"id": 1}]', "no article in its list (the first: no text"),
        ('{"articles": [1, 2]', "not valid JSON"),
        ("[" * 100_000, "no article in its list"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str, said: str) -> None:
    assert said in problem_in(tmp_path / "a.json", text).reason


@pytest.mark.parametrize("block", [1, 2, 7, 64])
def test_strings_and_escapes_may_lie_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(jsonscan, "_BLOCK", block)
    text = 'The "mill", {closed} [for good]; a path: C:\\\\mills\\'
    records = [{"text": f"{ONE} {text}"}, {"text": THREE}]
    assert [one.text for one in found_in(tmp_path / "a.json", json.dumps(records))] == [f"{ONE} {text}", THREE]  # type: ignore[union-attr]
