"""footnote libraries, and libraries that are named on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.qa.cli.command_line import CLOSED, QUESTION, Run, complains


def test_without_any_it_says_how_to_make_one(run: Run) -> None:
    came = run("libraries")
    assert (came.code, came.out) == (1, "")
    assert "footnote index FOLDER" in came.err


def test_a_library_is_made_asked_and_listed_by_its_name(run: Run, news: Path, home: Path) -> None:
    run("index", news, "--library", "mills")
    run("index", news / "talks.md")
    assert run("ask", QUESTION, "--library", "mills").code == 0
    assert "5 articles" in run("doctor", "--library", "mills").out
    came = run("libraries")
    assert came.code == 0
    heading, default, mills = came.out.splitlines()
    assert heading.split() == ["name", "articles", "size", "changed"]
    assert default.split()[:3] == ["*", "default", "1"]
    assert mills.split()[:2] == ["mills", "5"]
    assert [(one["name"], one["is_default"]) for one in json.loads(run("libraries", "--json").out)] == [
        ("default", True),
        ("mills", False),
    ]
    assert (home / ".local/share/footnote/libraries/mills").stat().st_mode & 0o777 == 0o700


def test_the_environment_names_one_as_well(run: Run, news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_LIBRARY", "mills")
    run("index", news)
    assert CLOSED[:20] in run("search", "oldest mill").out
    assert [one["is_default"] for one in json.loads(run("libraries", "--json").out)] == [True]


@pytest.mark.parametrize("command", [("ask", QUESTION), ("search", "mill"), ("show", "x"), ("chat", "--plain")])
def test_a_wrong_name_is_one_line_with_the_nearest(run: Run, news: Path, command: tuple[str, ...]) -> None:
    run("index", news, "--library", "mills")
    complains(run(*command, "--library", "mill"), "no library 'mill'", "did you mean 'mills'?")


def test_doctor_says_so_too(run: Run) -> None:
    came = run("doctor", "--library", "nowhere", "--repair")
    assert came.code == 1
    assert "! library     there is no library 'nowhere'" in came.out


def test_the_sample_is_not_indexed_into(run: Run, news: Path) -> None:
    complains(run("index", news, "--library", "sample"), "choose another name")
