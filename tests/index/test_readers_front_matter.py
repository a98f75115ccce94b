"""Front matter and headings that are none, or ask for too much: the text is read all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.clean import LONGEST_TITLE, clean_title
from index.readers.matter import front_matter
from index.types import Article, Problem
from tests.index.reading import ONE, TWO, article_in, found_in


def test_two_rules_in_the_text_are_no_front_matter(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.md", f"{ONE}\n\n---\n\n{TWO}\n\n---\n\nThe end of it.\n")
    assert article.text == f"{ONE}\n\n{TWO}\n\nThe end of it."


def test_prose_between_two_rules_at_the_top_is_text(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.md", f"---\n\n{ONE}\n\n---\n\n{TWO}\n")
    assert article.text == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize(
    "prose", ["Remember: the vote is on: Monday.\n\nThe mayor said so.", "All is well today.\n" * 2_000]
)
def test_prose_that_is_no_yaml_is_text(tmp_path: Path, prose: str) -> None:
    article = article_in(tmp_path / "a.md", f"---\n{prose}\n---\n\n{TWO}\n")
    assert article.text.startswith(prose[:12])
    assert article.text.endswith(TWO)


def test_blank_lines_before_it_and_longer_rules() -> None:
    assert front_matter("\n\n----\ntitle: The mill\n----  \nText") == ({"title": "The mill"}, "Text")


def test_it_may_be_empty() -> None:
    assert front_matter("---\n---\nText") == ({}, "Text")


MERGES = "a0: &a0 {k: v}\n" + "".join(
    f"a{level}: &a{level} {{<<: [*a{level - 1}, *a{level - 1}]}}\n" for level in range(1, 40)
)


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ("a: " + "[" * 10_000, "nested too deeply"),
        ("- " * 8_000, "nested too deeply"),
        ("a: b\n" * 10_000, "longer than 16,384 characters"),
        (MERGES, "too many aliases"),
        ("title: 0x" + "f" * 5_000, "4300 digits"),
        ("date: 2024-99-99", "month must be in 1..12"),
    ],
)
def test_what_asks_for_too_much_is_said_and_the_text_is_read(tmp_path: Path, matter: str, said: str) -> None:
    problem, article = found_in(tmp_path / "a.md", f"---\n{matter}\n---\n\n{ONE}\n")
    assert isinstance(problem, Problem)
    assert said in problem.reason
    assert isinstance(article, Article)
    assert article.text == ONE


def test_a_heading_that_is_too_long_for_a_title_is_text(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.md", f"# {'word ' * 500}\n\n{ONE}\n")
    assert article.text == f"{'word ' * 500}".strip() + f"\n\n{ONE}"
    assert len(article.title) < 100


def test_site_names_behind_a_title_come_off_and_a_title_has_an_end() -> None:
    assert clean_title("The mill - CNN | News") == "The mill"
    assert len(clean_title("The mill" + " - CNN" * 100_000)) <= LONGEST_TITLE + 1


def test_toml_between_plus_signs(tmp_path: Path) -> None:
    head = 'title = "The mill"\ndate = 2025-03-14T09:00:00+01:00\ntags = ["a"]\n[params]\nsource = "Courier"\n'
    article = article_in(tmp_path / "a.md", f"+++\n{head}+++\n\n{ONE}\n")
    assert (article.title, article.date, article.source, article.text) == ("The mill", "2025-03-14", "Courier", ONE)


@pytest.mark.parametrize("matter", ["title = ", 'a = "' + "x" * 20_000 + '"', "a = " + "[" * 5_000])
def test_bad_toml_is_said_and_the_text_is_read(tmp_path: Path, matter: str) -> None:
    problem, article = found_in(tmp_path / "a.md", f"+++\n{matter}\n+++\n\n{ONE}\n")
    assert isinstance(problem, Problem)
    assert "front matter is" in problem.reason
    assert isinstance(article, Article)
    assert article.text == ONE


def test_a_colon_in_a_title_costs_nothing(tmp_path: Path) -> None:
    head = "title: The mill: it closes\ntags:\n  - a\ndate: 2025-03-14\nsource: 'Courier'"
    article = article_in(tmp_path / "a.md", f"---\n{head}\n---\n\n{ONE}\n")
    assert (article.title, article.date, article.source) == ("The mill: it closes", "2025-03-14", "Courier")


def test_what_web_clippers_write(tmp_path: Path) -> None:
    head = 'source: "https://www.courier.example/mill"\nauthor:\n  - "[[Ann Lee]]"\n'
    head += "published: 2025-03-14\ncreated: 2026-01-02"
    article = article_in(tmp_path / "The mill.md", f"---\n{head}\n---\n\n{ONE}\n")
    assert (article.url, article.source) == ("https://www.courier.example/mill", "courier.example")
    assert article.date == "2025-03-14"


def test_a_date_in_the_name_of_a_file_serves_where_there_is_no_other(tmp_path: Path) -> None:
    assert article_in(tmp_path / "2025-03-14-the-mill.md", ONE).date == "2025-03-14"
    assert article_in(tmp_path / "mill_20250314.txt", ONE).date == "2025-03-14"
    assert article_in(tmp_path / "2025-03-14.md", f"---\ndate: 2024-01-02\n---\n{ONE}").date == "2024-01-02"
    assert article_in(tmp_path / "2025-03-14 to 2025-03-16.md", ONE).date is None


def test_a_title_may_be_a_number(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.md", f"---\ntitle: 1984\nsource: 2600\n---\n\n{ONE}\n")
    assert (article.title, article.source) == ("1984", "2600")
