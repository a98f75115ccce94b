"""Links in a terminal: where they are taken, and what they look like."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qa.cli.answers import answer_text
from qa.cli.ask import _address
from qa.cli.links import linked, takes_links
from qa.cli.style import Style
from qa.types import Answer, Citation, Sentence
from tests.fakes import hit_of
from tests.qa.cli.command_line import COST, QUESTION, Run


@pytest.mark.parametrize(
    ("environment", "taken"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM": "footless"}, False),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4205"}, False),
        ({"VTE_VERSION": "x"}, False),
        ({"WT_SESSION": ""}, True),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, False),
    ],
)
def test_where_links_are_taken(environment: dict[str, str], taken: bool) -> None:
    assert takes_links(environment) is taken


def test_each_line_is_a_link_without_its_indentation() -> None:
    first, second = linked("One two\n    three", "https://example.org/").split("\n")
    assert first.startswith("\x1b]8;id=")
    assert first.endswith(";https://example.org/\x1b\\One two\x1b]8;;\x1b\\")
    assert second.startswith("    \x1b]8;id=")
    assert first.partition(";https")[0] == second.strip().partition(";https")[0]


def test_the_title_of_a_footnote_is_a_link() -> None:
    article = hit_of(COST, title="Mill shut").article
    cited = Citation(1, article, COST, 0, len(COST))
    said = Answer("?", "?", "Yes. [1]", False, 1.0, (Sentence("Yes.", (1,), True),), (cited,), (), "scripted")
    plain = Style(80, colour=False)
    told = answer_text(said, replace(plain, address_of=lambda one: f"file:///{one.path}"))
    assert linked("Mill shut", "file:///1.md") in told
    assert "\x1b" not in answer_text(said, plain)
    assert "\x1b" not in answer_text(said, replace(plain, address_of=lambda _: ""))


@pytest.mark.usefixtures("library")
def test_nothing_is_a_link_in_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_HYPERLINK", "1")
    assert "\x1b" not in run("ask", QUESTION).out
    assert _address.__doc__


@pytest.mark.usefixtures("library")
def test_formats(run: Run) -> None:
    text = run("ask", QUESTION).out
    assert run("ask", QUESTION, "--format", "text").out == text
    markdown = run("ask", QUESTION, "--format", "md")
    assert (markdown.code, markdown.err) == (0, "")
    assert markdown.out.rstrip().endswith("— Mill shut, Marsh Gazette, 2024-03-05, story.md")
    assert "[^1]: “" in markdown.out
    forms = [run("ask", QUESTION, *flags).out.partition('"timings_ms"')[0] for flags in (["--json"], ["--format=json"])]
    assert forms[0] == forms[1]
    assert forms[0].startswith('{"question"')
    assert run("ask", QUESTION, "--json", "--format", "md").code == 2
