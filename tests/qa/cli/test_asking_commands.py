"""ask, search and show: what they print, their exit codes and flags, and questions that cannot be asked."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import qa.cli
from qa.engine import Engine
from qa.question.kind import Kind
from qa.types import Answer, Citation, Sentence
from tests.fakes import ScriptedGenerator, hit_of
from tests.qa.cli.command_line import CLOSED, COST, QUESTION, REPLY, UNANSWERED, Run, complains, still_answers

COMMANDS = [one.name for one in iter_modules(qa.cli.__path__) if hasattr(import_module(f"qa.cli.{one.name}"), "run")]


# --- answers


@pytest.mark.usefixtures("library")
def test_an_answer_with_its_footnote(run: Run) -> None:
    outcome = run("ask", QUESTION)
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[0] == f"{REPLY} [1]"
    assert "[1] Mill shut" in lines
    assert "Marsh Gazette · 2024-03-05 · story.md" in outcome.out
    assert "".join(COST.split()) in "".join(outcome.out.split())
    assert "\x1b" not in outcome.out
    assert run("ask", *QUESTION.split()).out == outcome.out


@pytest.mark.usefixtures("library")
def test_a_refusal_is_exit_code_1(run: Run) -> None:
    outcome = run("ask", UNANSWERED)
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.splitlines()[0] == "The articles do not say."
    printed = json.loads(run("ask", UNANSWERED, "--json").out)
    assert printed["abstained"] is True
    assert printed["retrieved"]


@pytest.mark.parametrize("kind", [Kind.SMALL_TALK, Kind.LIBRARY])
@pytest.mark.usefixtures("library")
def test_small_talk_and_the_library_s_own_answers_are_exit_code_0(
    run: Run, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = Answer("hi", "hi", "Hello.", False, 1.0, (Sentence("Hello."),), (), (), "scripted", kind=kind)
    monkeypatch.setattr(Engine, "answer", lambda *_, **__: said)
    outcome = run("ask", "hi")
    assert (outcome.code, outcome.out, outcome.err) == (0, "Hello.\n", "")


@pytest.mark.usefixtures("library")
def test_what_is_nearest_to_a_refused_question_is_shown(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    article = hit_of(f"{CLOSED} {COST}").article
    nearest = (Citation(1, article, COST, len(CLOSED) + 1, len(article.text)),)
    said = Answer("Why?", "Why?", "Not said.", True, 0.0, (), (), (), "scripted", nearest=nearest)
    monkeypatch.setattr(Engine, "answer", lambda *_, **__: said)
    outcome = run("ask", "Why?")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.startswith(f"Not said.\n\nNearest:\n  [1] “{COST}”\n")


@pytest.mark.usefixtures("library")
def test_what_a_model_makes_up_is_left_out(run: Run, generator: ScriptedGenerator) -> None:
    generator.replies[:2] = [f"{REPLY} The mayor ate 300 cows."] * 2
    outcome = run("ask", QUESTION)
    assert outcome.out.splitlines()[0] == f"{REPLY} [1]"
    assert "cows" not in outcome.out
    printed = json.loads(run("ask", QUESTION, "--json").out)
    assert [(one["text"], one["supported"]) for one in printed["sentences"]] == [(REPLY, True)]


@pytest.mark.usefixtures("library")
def test_the_embedded_model_gives_a_short_answer(run: Run, generator: ScriptedGenerator) -> None:
    generator.is_adapted = True
    generator.replies[:] = ["1] 4.5 million euros"]
    printed = json.loads(run("ask", QUESTION, "--json").out)
    assert (printed["answer"], printed["short_answer"]) == ("4.5 million euros [1]", "4.5 million euros")
    assert (printed["kind"], printed["missing"], printed["nearest"]) == ("fact", [], [])
    assert printed["citations"][0]["quote"] == COST


@pytest.mark.parametrize("layers", ["-2", "all", "1.5", ""])
def test_layers_that_are_no_number_of_layers_are_one_line(run: Run, layers: str) -> None:
    complains(run("ask", QUESTION, f"--gpu-layers={layers}"), "--gpu-layers", "not a number from -1 to")
    complains(run("chat", f"--gpu-layers={layers}"), "--gpu-layers", "not a number from -1 to")


@pytest.mark.usefixtures("library")
def test_layers_of_the_model_can_go_to_the_gpu(run: Run) -> None:
    assert run("ask", QUESTION, "--gpu-layers", "-1").code == 0


@pytest.mark.usefixtures("library")
def test_json_is_one_object_whose_offsets_count_characters_of_what_show_prints(run: Run) -> None:
    outcome = run("ask", QUESTION, "--json")
    assert len(outcome.out.splitlines()) == 1
    printed = json.loads(outcome.out)
    (citation,) = printed["citations"]
    assert printed["answer"] == f"{REPLY} [1]"
    assert printed["model"] == "scripted"
    assert citation["path"] == "story.md"
    shown = json.loads(run("show", citation["article_id"], "--json").out)
    assert shown["text"][citation["start"] : citation["end"]] == citation["quote"] == COST
    for record in printed["retrieved"]:
        text = json.loads(run("show", record["article_id"], "--json").out)["text"]
        assert 0 <= record["start"] < record["end"] <= len(text)


@pytest.mark.parametrize("arguments", [("-",), ()])
@pytest.mark.usefixtures("library")
def test_the_question_may_come_from_standard_input(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run("ask", *arguments, "--json", stdin=f"{QUESTION}\n".encode())
    assert outcome.code == 0
    assert json.loads(outcome.out)["question"] == QUESTION


@pytest.mark.usefixtures("library")
def test_standard_input_need_not_be_utf_8(run: Run) -> None:
    assert run("ask", "-", stdin=QUESTION.encode() + b" \xff\xfe").code == 0


@pytest.mark.parametrize(
    ("flags", "paths"),
    [
        (["--since", "2025"], {"talks.md"}),
        (["--until", "2024-12-31"], {"story.md"}),
        (["--since", "2024-03-05", "--until", "2024-03-05"], {"story.md"}),
        (["--source", "gazette"], {"story.md"}),
        (["--source", "nobody"], set()),
    ],
)
@pytest.mark.usefixtures("library")
def test_filters(run: Run, flags: list[str], paths: set[str]) -> None:
    outcome = run("search", "mill talks", "--json", *flags)
    assert {record["path"] for record in json.loads(outcome.out)} == paths
    assert outcome.code == (0 if paths else 1)
    asked = json.loads(run("ask", QUESTION, "--json", *flags).out)
    assert asked["abstained"] is ("story.md" not in paths)


@pytest.mark.usefixtures("library")
def test_articles_that_bounds_leave_out_for_want_of_a_date_are_counted(run: Run, news: Path) -> None:
    for command in (["ask", QUESTION], ["search", "mill"]):
        outcome = run(*command, "--since", "2024")
        assert outcome.err == "footnote: 3 articles without a date are left out by --since and --until\n"
        assert "without a date" not in run(*command).err
    for name in ("1.md", "2.md"):
        (news / name).unlink()
    assert run("index").code == 0
    assert "1 article without a date is left out" in run("ask", QUESTION, "--until", "2025").err


@pytest.mark.parametrize("mode", ["fused", "dense", "bm25"])
@pytest.mark.usefixtures("library")
def test_search_prints_passages_best_first(run: Run, mode: str) -> None:
    outcome = run("search", "wheel", "house", "repairs", "--json", "-k", 2, "--mode", mode)
    found = json.loads(outcome.out)
    assert (outcome.code, outcome.err) == (0, "")
    assert len(found) == (1 if mode == "bm25" else 2)
    assert found[0]["text"] == f"{CLOSED} {COST}"
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)
    read = run("search", "wheel house repairs", "--mode", mode)
    assert read.out.startswith(" 1. Mill shut\n")


@pytest.mark.usefixtures("library")
def test_search_that_finds_nothing_is_exit_code_1(run: Run) -> None:
    outcome = run("search", "xylophone", "--mode", "bm25")
    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")
    assert json.loads(run("search", "xylophone", "--mode", "bm25", "--json").out) == []


@pytest.mark.usefixtures("library")
def test_show_takes_the_beginning_of_an_id_or_a_path(run: Run) -> None:
    whole = json.loads(run("show", "story.md", "--json").out)
    assert whole["text"] == f"{CLOSED} {COST}"
    assert json.loads(run("show", whole["article_id"][:6], "--json").out) == whole
    read = run("show", whole["article_id"])
    assert read.out.startswith("Mill shut\nMarsh Gazette · 2024-03-05 · story.md")


@pytest.mark.usefixtures("library")
def test_show_of_nothing_is_one_line(run: Run) -> None:
    complains(run("show", "zzz"), "zzz", "footnote search")
    complains(run("show", ""), "no article")


# --- flags


def test_help_mentions_every_command(run: Run) -> None:
    outcome = run("--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert {"ask", "chat", "index", "search", "show"} <= set(COMMANDS)
    assert set(COMMANDS) <= set(re.findall(r"^    (\w+)", outcome.out, re.MULTILINE))
    assert "Exit codes" in outcome.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(f"usage: footnote {command}")
    assert ("--library" in outcome.out) == (command not in ("models", "completion"))


def test_the_help_of_ask_shows_what_can_be_asked(run: Run) -> None:
    printed = run("ask", "--help").out
    examples = [line for line in printed.splitlines() if line.startswith('  footnote ask "')]
    assert len(examples) >= 5
    assert max(map(len, printed.splitlines())) <= 80


def test_the_version(run: Run) -> None:
    outcome = run("--version")
    assert outcome.code == 0
    assert outcome.out.startswith("footnote ")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["bogus"],
        ["ask", "x", "--bogus"],
        ["search"],
        ["search", "x", "-k", "0"],
        ["search", "x", "-k", "-1"],
        ["search", "x", "-k", "1001"],
        ["search", "x", "-k", "many"],
        ["search", "x", "--mode", "guess"],
        ["search", "x", "--since", "soon"],
        ["ask", "x", "--until", "2024-13-45"],
        ["show"],
        ["ask", "x", "--model", "gpt-9"],
        ["ask", "x", "--model", "missing.gguf"],
    ],
)
def test_wrong_flags_are_one_line(run: Run, library: Path, arguments: list[str]) -> None:
    complains(run(*arguments))
    still_answers(run, library)


@pytest.mark.parametrize("count", [1, 1000])
@pytest.mark.usefixtures("library")
def test_the_bounds_of_k(run: Run, count: int) -> None:
    found = json.loads(run("search", "mill", "--json", "-k", count).out)
    assert len(found) == 1 if count == 1 else len(found) > 1


@pytest.mark.usefixtures("library")
def test_the_chat_without_a_terminal_takes_questions_from_standard_input(run: Run) -> None:
    outcome = run("chat", stdin=f"{QUESTION}\n".encode())
    assert (outcome.code, outcome.complaints) == (0, [])
    assert outcome.out.startswith(f"{REPLY} [1]\n")


def test_a_broken_configuration_is_one_line(run: Run, library: Path, home: Path) -> None:
    file = home / ".config" / "footnote" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("libary = 1")
    for command in ("ask", "search", "show", "index"):
        complains(run(command, "x"), "libary")
    file.unlink()
    still_answers(run, library)


# --- questions that cannot be asked


@pytest.mark.parametrize("question", ["", "   ", "\n", "\x1b\x00"])
def test_an_empty_question_is_one_line(run: Run, library: Path, question: str) -> None:
    complains(run("ask", question), "question")
    complains(run("ask", "-", stdin=question.encode()), "question")
    complains(run("search", question), "question")
    still_answers(run, library)


def test_an_endless_question_is_one_line(run: Run, library: Path) -> None:
    complains(run("ask", "x" * 100_000), "100,000", "shorten")
    complains(run("ask", "-", stdin=b"mill " * 20_000), "shorten")
    complains(run("search", "mill " * 20_000), "shorten")
    still_answers(run, library)


@pytest.mark.usefixtures("library")
def test_timings_go_to_standard_error(run: Run) -> None:
    plain = run("ask", "When did the mill close?")
    timed = run("ask", "When did the mill close?", "--timings")
    assert (timed.code, timed.out) == (plain.code, plain.out)
    stages = [line.split("  ")[0] for line in timed.err.splitlines()]
    assert stages[0] == "loading"
    assert stages[-1] == "all"
    assert {"embedding the question", "words (BM25)", "pair reader", "reading the prompt"} <= set(stages)


@pytest.mark.usefixtures("library")
def test_show_takes_the_path_of_a_file_from_here_or_whole(
    run: Run, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for path in (news / "story.md", "news/story.md", "./news/../news/story.md", "story.md"):
        assert CLOSED in "".join(run("show", path).out.replace("\n", " "))
    (tmp_path / "story.md").write_text("Not in the library.")
    assert CLOSED in "".join(run("show", "story.md").out.replace("\n", " "))
    complains(run("show", tmp_path / "story.md"), "no article")
