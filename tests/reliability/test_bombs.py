"""Files made to take a reader's time or memory, small: whatever comes of them is said, and is clean."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.clean import without_invisible
from index.readers.bounded import BoundedReader, Bounds
from index.readers.jsonl import HOPELESS, HOPELESS_TIMES, MOST_NAMED
from index.sentences import sentence_spans
from index.types import Article, Problem
from scripts.trials.bomb import Bomb
from scripts.trials.bombs import bombs
from scripts.trials.cleanliness import SimpleCounter, wrong_with
from tests.fakes import prose

SIZE = 5_000


@pytest.fixture(scope="module")
def reader() -> Iterator[BoundedReader]:
    with BoundedReader(Bounds(cpu_seconds=30, memory=1 << 29)) as reader:
        yield reader


@pytest.mark.parametrize("bomb", bombs(), ids=str)
def test_bombs(tmp_path: Path, reader: BoundedReader, bomb: Bomb) -> None:
    path = tmp_path / f"bomb{bomb.suffix}"
    path.write_bytes(bomb.make(SIZE))
    found = list(reader.read(path, path.name))
    assert found
    assert [wrong_with(one, SimpleCounter()) for one in found] == [None] * len(found)
    assert not any("its reader broke" in str(one) for one in found)


def read_all(path: Path) -> tuple[list[Article], list[str]]:
    with BoundedReader() as reader:
        found = list(reader.read(path, path.name))
    return [one for one in found if isinstance(one, Article)], [one.reason for one in found if isinstance(one, Problem)]


def test_a_gzip_file_out_of_which_too_much_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.jsonl.LONGEST_LINE", 10_000)
    lines = [json.dumps({"id": number, "text": prose(number)}) for number in range(3)]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n" * 1_000_000))
    articles, problems = read_all(path)
    assert [article.path for article in articles] == [f"a.jsonl.gz#{number}" for number in range(3)]
    assert problems == ["unpacks to more than 100 times its size; the rest is skipped"]


def test_a_line_that_is_too_long_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.jsonl.LONGEST_LINE", 200)
    path = tmp_path / "a.jsonl"
    path.write_text("x" * 1000 + "\n" + json.dumps({"text": "Words that are an article."}) + "\n")
    with BoundedReader() as reader:
        problem, article = reader.read(path, path.name)
    assert isinstance(problem, Problem)
    assert isinstance(article, Article)
    assert problem.path == "a.jsonl:1"
    assert article.path == "a.jsonl#2"


def test_a_file_of_hardly_any_articles_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    articles = [json.dumps({"id": str(number), "text": prose(number)}) for number in (1, 2)]
    path.write_text(articles[0] + "\nx" * (HOPELESS + 234) + "\n" + articles[1])
    found, problems = read_all(path)
    assert [article.path for article in found] == ["bad.jsonl#1"]
    assert problems[-1] == f"{HOPELESS:,} lines give no article, 1 do; the rest is skipped"


def test_a_file_with_many_articles_and_many_bad_lines_is_read_to_its_end(tmp_path: Path) -> None:
    path, count = tmp_path / "bad.jsonl", HOPELESS // HOPELESS_TIMES + 9
    articles = [json.dumps({"id": str(number), "text": "A mill burned down."}) for number in range(count)]
    path.write_text("\n".join(articles[:-1]) + "\nx" * (HOPELESS + 234) + "\n" + articles[-1])
    assert len(read_all(path)[0]) == count


def test_lines_without_an_article_are_counted_beyond_some(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "one", "text": prose(1)}) + "\nx" * (MOST_NAMED + 234))
    articles, problems = read_all(path)
    assert [article.path for article in articles] == ["a.jsonl#one"]
    assert len(problems) == MOST_NAMED + 1
    assert problems[-1] == "234 more lines give no article; skipped"


def test_an_article_that_is_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.MOST_CHARACTERS", 500)
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": prose(1, 50)}) + "\n" + json.dumps({"text": prose(2)}))
    articles, problems = read_all(path)
    assert [article.path for article in articles] == ["a.jsonl#2"]
    assert problems == ["an article of more than 500 characters; split it"]


def test_long_paragraphs_are_cut_into_the_same_sentences() -> None:
    text = prose(7, 1000)
    spans = sentence_spans(text)
    assert len(text) > 40_000
    assert [text[start:end] for start, end in spans] == [f"{one}." for one in text.removesuffix(".").split(". ")]


def test_sentences_behind_an_open_quote_cover_a_long_paragraph() -> None:
    text = "“He said. " * 5_000
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


def test_a_letter_keeps_its_accents_but_not_thousands() -> None:
    few, many = "x" + "\u0323\u0301" * 5, "x" + "\u0323\u0301" * 5_000
    assert without_invisible(few) == unicodedata.normalize("NFC", few)
    assert len(without_invisible(many)) <= 30
    assert without_invisible(without_invisible(many)) == without_invisible(many)


def test_joiners_stay_between_letters_and_signs_that_need_them() -> None:
    assert without_invisible("\u0915\u094d\u200d\u0937 a\u200db \u200d") == "\u0915\u094d\u200d\u0937 ab "
