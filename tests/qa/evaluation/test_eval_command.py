"""`footnote eval` from end to end over invented articles, without models; and what goes wrong in one line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import index.chosen
import index.embed
import qa.cli.common
import qa.cli.index
import qa.evaluation.extras
import qa.start
from qa.cli import main
from qa.configuration import SHIPPED
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, write_article, write_articles
from tests.qa.evaluation.invented import COST, write_questions

QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
RECORDS: list[dict[str, Any]] = [
    {
        "id": "cost",
        "type": "answerable",
        "question": QUESTION,
        "answers": ["4.5 million euros"],
        "supporting_articles": ["story.md"],
    },
    {"id": "comet", "type": "out_of_scope", "question": "Which comet passed Jupiter in 1994?"},
]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], embedder: HashEmbedder) -> Run:
    """Run a command line in this process, without models."""
    for module in (index.embed, index.chosen, qa.cli.common):
        monkeypatch.setattr(module, "MiniLM", lambda: embedder)
    monkeypatch.setattr(qa.start, "MiniLMReader", WordReader)
    monkeypatch.setattr(qa.start, "quick_copy", lambda model: model)
    monkeypatch.setattr(qa.start, "LlamaGenerator", lambda *_, **__: ScriptedGenerator(*[REPLY] * 9))

    def command(*arguments: object) -> Outcome:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 2
        return Outcome(code, *capsys.readouterr())

    return command


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    write_article(folder, "story.md", "Mill shut", COST)
    return folder


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    return write_questions(tmp_path / "questions.jsonl", RECORDS)


def _complains(outcome: Outcome, *said: str) -> None:
    assert (outcome.code, outcome.out) == (2, "")
    (line,) = outcome.err.splitlines()
    assert line.startswith("footnote")
    for words in said:
        assert words in line


def test_from_questions_to_figures(run: Run, news: Path, questions: Path, tmp_path: Path) -> None:
    rows, plot = tmp_path / "rows.jsonl", tmp_path / "curve.svg"
    outcome = run("eval", questions, "--articles", news, "--json", "--rows", rows, "--plot", plot)
    assert outcome.code == 0
    (line,) = outcome.err.splitlines()
    assert "4 articles in" in line
    (printed,) = map(json.loads, outcome.out.splitlines())
    assert printed["model"] == "scripted"
    assert printed["counts"]["questions"] == 2
    assert printed["configuration"]["depths"]["fact"] == {"passages": 6, "per_article": None, "further": 20}
    assert printed["configuration"]["threshold"] == SHIPPED.threshold
    assert printed["configuration"]["limits"]["fact"]["strong"] == 0.3
    assert [printed["configuration"][name] for name in ("beside", "elsewhere", "as_good")] == [0.2, 0.4, 0.3]
    assert printed["configuration"] == json.loads(json.dumps(SHIPPED.as_json()))
    for group, name in (("retrieval", "hit@1"), ("answers", "correct"), ("citations", "cited_correctly")):
        assert printed[group][name] == {"value": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert printed["refusals"]["out_of_scope"]["value"] == 1.0
    assert printed["risk_coverage"]["coverage"]["value"] == 0.5
    assert printed["citations"]["validity"]["value"] == 1.0
    assert plot.read_bytes().startswith(b"<?xml")
    written = [json.loads(one) for one in rows.read_text("utf-8").splitlines()]
    assert [one["id"] for one in written] == ["cost", "comet"]
    assert written[0]["citations"][0]["quote"] == COST


def test_the_library_of_some_articles_is_used_again(
    run: Run, news: Path, questions: Path, home: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("eval", questions, "--articles", news, "--limit", 1)
    monkeypatch.chdir(news.parent)
    embedder.embedded.clear()
    outcome = run("eval", questions, "--articles", "news", "--limit", 1)
    assert outcome.code == 0
    assert "nothing new; 0 passages embedded" in outcome.err
    (library,) = (home / ".cache" / "footnote" / "eval").iterdir()
    assert str(library) in outcome.err
    assert outcome.out.startswith("1 question (1 answerable,")
    run("eval", questions, "--articles", news / "story.md", "--limit", 1)
    assert len(list(library.parent.iterdir())) == 2


def test_a_library_that_is_there(run: Run, news: Path, questions: Path, library_dir: Path, home: Path) -> None:
    outcome = run("eval", questions, "--articles", news, "--library", library_dir, "--limit", 1)
    assert (outcome.code, library_dir.is_dir()) == (0, True)
    again = run("eval", questions, "--library", library_dir)
    assert (again.code, again.err) == (0, "")
    assert again.out.splitlines()[0].endswith("1 answered by scripted")
    assert not (home / ".cache" / "footnote" / "eval").exists()


def test_what_is_wrong_is_said_before_anything_runs(run: Run, questions: Path, tmp_path: Path, home: Path) -> None:
    bad = write_questions(tmp_path / "bad.jsonl", [{"type": "maybe", "question": "Who?"}])
    _complains(run("eval", bad), "bad.jsonl:1", "maybe", "near_miss")
    _complains(run("eval", tmp_path / "none.jsonl"), "none.jsonl", "does not exist")
    _complains(run("eval", questions, "--plot", "curve.pdf"), "curve.pdf", ".svg")
    _complains(run("eval", questions, "--rows", questions), "another file")
    _complains(run("eval", questions, "--rows", tmp_path / "no" / "rows.jsonl"), "does not exist")
    _complains(run("eval", questions, "--articles", tmp_path / "no"), "does not exist")
    _complains(run("eval", questions, "--library", tmp_path / "no"), "footnote index")
    _complains(run("eval", questions, "--limit", "0"), "not a number from 1")
    _complains(run("eval"), "FILE.jsonl")
    assert not (home / ".local" / "share" / "footnote").exists()
    assert questions.read_text("utf-8").count("\n") == len(RECORDS)


def test_missing_libraries_are_one_line(run: Run, questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def others(name: str) -> object:
        return None if name == "matplotlib" else find_spec(name)

    monkeypatch.setattr(qa.evaluation.extras, "find_spec", others)
    _complains(run("eval", questions, "--plot", "curve.svg"), "matplotlib", 'pip install -e ".[eval]"')
    monkeypatch.setattr(qa.evaluation.extras, "find_spec", lambda _: None)
    _complains(run("eval", questions), "ir-measures and scipy", 'pip install -e ".[eval]"')


def test_other_commands_do_without_evaluation(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.startswith(("qa.evaluation", "qa.cli.eval"))]:
        monkeypatch.delitem(sys.modules, name)
    run("ask", "Who?", "--library", tmp_path / "none")
    assert not [name for name in sys.modules if name.startswith(("qa.evaluation", "qa.cli.eval"))]
