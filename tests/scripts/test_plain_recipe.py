"""The parts of the plain recipe that need no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FootnoteError
from index.types import Article
from scripts.benchmarks import plain_recipe as benchmark
from tests.fakes import hit_of, write_article, write_jsonl


def test_paragraphs_are_split_at_blank_lines() -> None:
    article = Article("a", "a.md", "Title", "  One line\nand another. \n \t\n\nTwo.\n\n\n3\n")
    found = benchmark.paragraphs(article)
    assert [one.text for one in found] == ["One line\nand another.", "Two.", "3"]
    assert all(article.text[one.start : one.end] == one.text for one in found)
    assert [one.id for one in found] == [1, 2, 3]
    assert benchmark.paragraphs(Article("b", "b.md", "Title", " \n ")) == []


def test_the_prompt_numbers_the_paragraphs() -> None:
    (message,) = benchmark.prompt("Who?", [hit_of("First."), hit_of("x" * 9999, 2)])
    assert message["role"] == "user"
    assert message["content"].startswith(f"{benchmark.ASKING}\n\n[1] First.\n\n[2] xxx")
    assert message["content"].endswith("x\n\nQuestion: Who?")
    assert len(message["content"]) < benchmark.LONGEST + 200


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        ("Ada won. [1]", [("Ada won.", (1,))]),
        ("Ada won [2]. Ben lost.", [("Ada won.", (2,)), ("Ben lost.", ())]),
        ("Ada won. [1] [2] Ben lost [1, 2].", [("Ada won.", (1, 2)), ("Ben lost.", (1, 2))]),
        ("Ada won [7].", [("Ada won.", ())]),
        ("Ada won.\n\n[2] Ben lost.", [("Ada won.", ()), ("Ben lost.", (2,))]),
    ],
)
def test_numbers_become_citations(reply: str, wanted: list[tuple[str, tuple[int, ...]]]) -> None:
    hits = [hit_of("First paragraph.", before="x"), hit_of("Second paragraph.", 2)]
    sentences, citations = benchmark.cited(reply, hits)
    assert [(one.text, one.citations) for one in sentences] == wanted
    assert all(one.supported is bool(one.citations) for one in sentences)
    assert {one.number for one in citations} == {number for _, numbers in wanted for number in numbers}
    for one in citations:
        assert one.article.text[one.start : one.end] == one.quote == hits[one.number - 1].passage.text


@pytest.mark.parametrize(
    ("reply", "refuses"),
    [
        ("The passages do not say.", True),
        ("Unfortunately, the passages don't explicitly mention it.", True),
        ("The text does not provide an answer.", True),
        ("Ada did not say.", False),
        ("The articles of law say so.", False),
    ],
)
def test_refusals_are_read_from_the_words(reply: str, refuses: bool) -> None:
    assert bool(benchmark._REFUSING.search(reply)) is refuses


def test_articles_are_read_as_footnote_reads_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_article(tmp_path, "one.md", "One", "A first paragraph of words.")
    write_jsonl(tmp_path / "more.jsonl", [{"id": "7", "title": "Seven", "text": "A second one of words."}, "broken"])
    articles = benchmark.read_articles(tmp_path)
    assert {article.path for article in articles.values()} == {"one.md", "more.jsonl#7"}
    assert all(name == article.id for name, article in articles.items())
    assert "more.jsonl:2" in capsys.readouterr().err
    with pytest.raises(FootnoteError, match="no articles"):
        benchmark.read_articles(tmp_path / "none")
