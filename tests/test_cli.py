"""The command line: exit codes, JSON, and one line for everything that goes wrong.

Commands run in this process with a scripted model; what needs a process of its own (signals, closed pipes) gets one.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles, write_jsonl

import index.embed
import qa.cli.common
import qa.cli.index
import qa.start
from index.build import build
from index.schema import FILE_NAME
from index.types import Progress
from qa.cli import main

REPOSITORY = Path(__file__).resolve().parents[1]
CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
UNANSWERED = "Which comet passed Jupiter in 1994?"
COMMANDS = [one.name for one in iter_modules(qa.cli.__path__) if hasattr(import_module(f"qa.cli.{one.name}"), "run")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one command came to."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """The lines on standard error that report a problem."""
        return [line for line in self.err.splitlines() if line.startswith("footnote")]


Run = Callable[..., Outcome]


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Answers every question with `REPLY`."""
    return ScriptedGenerator(*[REPLY] * 9, name="scripted")


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    embedder: HashEmbedder,
    generator: ScriptedGenerator,
) -> Run:
    """Run a command line in this process, without models."""
    for module in (index.embed, qa.start, qa.cli.common, qa.cli.index):
        monkeypatch.setattr(module, "MiniLM", lambda: embedder)
    monkeypatch.setattr(qa.start, "MiniLMReader", WordReader)
    monkeypatch.setattr(qa.start, "quick_copy", lambda file: file)
    monkeypatch.setattr(qa.start, "LlamaGenerator", lambda *_, **__: generator)

    def command(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse: --help, and flags that there are not
            code = left.code if isinstance(left.code, int) else 2
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Outcome(code, out, err)

    return command


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    write_article(folder, "story.md", "Mill shut", f"{CLOSED} {COST}", date="2024-03-05", source="Marsh Gazette")
    write_article(folder, "talks.md", "Talks", prose(7), date="2025-09-15", source="Wire")
    return folder


@pytest.fixture
def library(news: Path, library_dir: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An indexed library, which the environment names."""
    build(library_dir, [news], embedder)
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(library_dir))
    embedder.embedded.clear()
    return library_dir


def _still_answers(run: Run, library: Path) -> None:
    """The library is in order: it answers as if nothing had happened."""
    outcome = run("ask", QUESTION, "--json", "--library", library)
    assert (outcome.code, outcome.err) == (0, "")
    (citation,) = json.loads(outcome.out)["citations"]
    assert citation["quote"] == COST


def _complains(outcome: Outcome, *said: str) -> None:
    """One line on standard error, nothing else, and exit code 2."""
    assert outcome.code == 2
    assert outcome.out == ""
    assert len(outcome.err.splitlines()) == 1, outcome.err
    assert outcome.err.startswith("footnote")
    assert len(outcome.err) < 600
    for words in said:
        assert words in outcome.err


def _skips(outcome: Outcome, *said: str) -> None:
    """`index` names one skipped thing, says how the rest went, and exits with 2."""
    assert outcome.code == 2
    assert outcome.out == ""
    (line,) = outcome.complaints
    assert line.startswith("footnote: skipped ")
    for words in said:
        assert words in line
    assert "articles in" in outcome.err.splitlines()[-1]


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
def test_a_refusal_is_exit_code_1_and_shows_the_closest(run: Run) -> None:
    outcome = run("ask", UNANSWERED)
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.splitlines()[0] == "The articles do not say."
    assert "Closest passages:" in outcome.out
    printed = json.loads(run("ask", UNANSWERED, "--json").out)
    assert printed["abstained"] is True
    assert printed["retrieved"]


@pytest.mark.usefixtures("library")
def test_unsupported_sentences_are_marked(run: Run, generator: ScriptedGenerator) -> None:
    generator.replies[:2] = [f"{REPLY} The mayor ate 300 cows."] * 2
    outcome = run("ask", QUESTION)
    assert outcome.out.splitlines()[0] == f"{REPLY} [1] The mayor ate 300 cows. [unsupported]"
    printed = json.loads(run("ask", QUESTION, "--json").out)
    assert [sentence["supported"] for sentence in printed["sentences"]] == [True, False]


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
    _complains(run("show", "zzz"), "zzz", "footnote search")
    _complains(run("show", ""), "no article")


# --- flags


def test_help_mentions_every_command(run: Run) -> None:
    outcome = run("--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert {"ask", "chat", "index", "search", "show"} <= set(COMMANDS)
    assert all(f"\n    {command} " in outcome.out for command in COMMANDS)
    assert "Exit codes" in outcome.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(run: Run, command: str) -> None:
    outcome = run(command, "--help")
    assert outcome.code == 0
    assert outcome.out.startswith(f"usage: footnote {command}")
    assert "--library" in outcome.out


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
    _complains(run(*arguments))
    _still_answers(run, library)


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
        _complains(run(command, "x"), "libary")
    file.unlink()
    _still_answers(run, library)


# --- the sample


def test_without_a_library_the_sample_is_made_and_said_to_be_it(run: Run, home: Path, embedder: HashEmbedder) -> None:
    first = run("search", "Ever Given refloated Suez Canal", "--json")
    assert first.code == 0
    assert "sample" in first.err
    assert "footnote index" in first.err
    assert len(first.err.splitlines()) == 1
    assert json.loads(first.out)[0]["path"].startswith("ever-given")
    assert (home / ".local" / "share" / "footnote" / "sample" / FILE_NAME).is_file()
    embedded = len(embedder.embedded)
    again = run("search", "Ever Given refloated Suez Canal", "--json")
    assert again.out == first.out
    assert len(embedder.embedded) == embedded + 1  # the question
    asked = run("ask", "When was the Ever Given refloated in the Suez Canal?")
    assert asked.code in (0, 1)
    assert "sample" in asked.err


def test_a_library_of_ones_own_ends_the_sample(run: Run, news: Path) -> None:
    assert "sample" in run("search", "tariff").err
    indexed = run("index", news)
    assert (indexed.code, indexed.out, indexed.complaints) == (0, "", [])
    outcome = run("search", "mill", "--json")
    assert outcome.err == ""
    assert {record["path"] for record in json.loads(outcome.out)} <= {file.name for file in news.iterdir()}


# --- indexing what cannot be read


def test_index_says_what_it_did_and_the_second_time_does_nothing(run: Run, news: Path, library_dir: Path) -> None:
    first = run("index", news, "--library", library_dir)
    assert (first.code, first.out) == (0, "")
    assert "5 articles" in first.err
    assert "5 new or changed" in first.err
    second = run("index", "--library", library_dir)
    assert "nothing new; 0 passages embedded" in second.err
    (news / "story.md").unlink()
    assert "1 removed" in run("index", "--library", library_dir).err
    write_article(news, "story.md", "Mill shut", f"{CLOSED} {COST}", date="2024-03-05", source="Marsh Gazette")
    assert run("index", news, "--library", library_dir, "--rebuild").code == 0
    _still_answers(run, library_dir)


def _nothing(folder: Path) -> Path:
    return folder / "missing"


def _empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def _unknown(folder: Path) -> Path:
    (folder / "picture.png").write_bytes(b"x")
    return folder / "picture.png"


@pytest.mark.parametrize("make", [_nothing, _empty, _unknown])
def test_paths_without_articles_are_one_line(run: Run, library: Path, tmp_path: Path, make: Any) -> None:
    path = make(tmp_path)
    _complains(run("index", path), path.name)
    _still_answers(run, library)


def test_nothing_to_index_yet_is_one_line(run: Run, library_dir: Path) -> None:
    _complains(run("index", "--library", library_dir), "footnote index")
    assert not library_dir.exists()


def _binary(news: Path) -> str:
    (news / "bad.txt").write_bytes(bytes(range(256)) * 20)
    return "bad.txt"


def _no_text(news: Path) -> str:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    pdf.output(str(news / "scan.pdf"))
    return "scan.pdf"


def _broken_pdf(news: Path) -> str:
    (news / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind")
    return "broken.pdf"


def _no_content(news: Path) -> str:
    (news / "nothing.txt").touch()
    return "nothing.txt"


def _loop(news: Path) -> str:
    (news / "again").symlink_to(news)
    return "again"


def _dangling(news: Path) -> str:
    (news / "gone.txt").symlink_to(news / "nowhere")
    return "gone.txt"


def _pipe(news: Path) -> str:
    os.mkfifo(news / "pipe.txt")
    return "pipe.txt"


@pytest.mark.parametrize("spoil", [_binary, _no_text, _broken_pdf, _no_content, _loop, _dangling, _pipe])
def test_what_cannot_be_read_is_one_line_and_the_rest_is_indexed(
    run: Run, news: Path, library_dir: Path, spoil: Callable[[Path], str]
) -> None:
    bad = spoil(news)
    _skips(run("index", news, "--library", library_dir), bad)
    _still_answers(run, library_dir)
    _skips(run("index", "--library", library_dir), bad)


def test_a_line_that_is_no_article_is_named_by_number_and_the_rest_is_indexed(
    run: Run, tmp_path: Path, library_dir: Path
) -> None:
    story = {"id": "7", "title": "Mill shut", "text": f"{CLOSED} {COST}", "date": "2024/03/05"}
    write_jsonl(tmp_path / "news.jsonl", [{"id": "1", "title": "One", "text": prose(1)}, '{"id": "2", "text', story])
    _skips(run("index", tmp_path / "news.jsonl", "--library", library_dir), "news.jsonl:2")
    _still_answers(run, library_dir)
    assert json.loads(run("show", "news.jsonl#7", "--library", library_dir, "--json").out)["date"] == "2024-03-05"


def test_text_that_is_not_utf_8_is_read_all_the_same(run: Run, news: Path, library_dir: Path) -> None:
    text = "Le maire a annoncé la fermeture du café près de la rivière à Noël, malgré les protestations des élèves."
    (news / "old.txt").write_bytes(f"Le café fermé\n\n{text}\n".encode("cp1252"))
    outcome = run("index", news, "--library", library_dir)
    assert (outcome.code, outcome.complaints) == (0, [])
    assert text in json.loads(run("show", "old.txt", "--library", library_dir, "--json").out)["text"]
    _still_answers(run, library_dir)


def test_a_file_that_may_not_be_read_is_one_line(
    run: Run, news: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "1.md" and whole(path, mode))
    _skips(run("index", news, "--library", library_dir), "1.md", "permission")
    _still_answers(run, library_dir)


def test_a_file_that_fails_while_it_is_read_is_one_line(
    run: Run, news: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.read_bytes

    def fails(path: Path) -> bytes:
        if path.name == "1.md":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", fails)
    _skips(run("index", news, "--library", library_dir), "1.md", "permission")
    _still_answers(run, library_dir)


def test_many_problems_do_not_drown_the_summary(run: Run, news: Path, library_dir: Path) -> None:
    for number in range(50):
        (news / f"bad-{number}.txt").touch()
    outcome = run("index", news, "--library", library_dir)
    assert outcome.code == 2
    assert len(outcome.complaints) == 21
    assert outcome.complaints[-1] == "footnote: and 30 more were skipped"
    _still_answers(run, library_dir)


def test_names_cannot_steer_the_terminal(run: Run, news: Path, library_dir: Path) -> None:
    (news / "a\x1b[31m\nb.txt").touch()
    outcome = run("index", news, "--library", library_dir)
    _skips(outcome, "a")
    assert "\x1b" not in outcome.err


# --- questions and libraries that are not what they should be


@pytest.mark.parametrize("question", ["", "   ", "\n", "\x1b\x00"])
def test_an_empty_question_is_one_line(run: Run, library: Path, question: str) -> None:
    _complains(run("ask", question), "question")
    _complains(run("ask", "-", stdin=question.encode()), "question")
    _complains(run("search", question), "question")
    _still_answers(run, library)


def test_an_endless_question_is_one_line(run: Run, library: Path) -> None:
    _complains(run("ask", "x" * 100_000), "100,000", "shorten")
    _complains(run("ask", "-", stdin=b"mill " * 20_000), "shorten")
    _complains(run("search", "mill " * 20_000), "shorten")
    _still_answers(run, library)


def test_no_library_there_is_one_line(run: Run, tmp_path: Path) -> None:
    for command in (["ask", "x"], ["search", "x"], ["show", "x"]):
        _complains(run(*command, "--library", tmp_path / "nowhere"), "nowhere", "footnote index")


def test_a_library_made_with_another_model_is_one_line_until_it_is_rebuilt(
    run: Run, news: Path, library_dir: Path
) -> None:
    build(library_dir, [news], HashEmbedder("another-model"))
    for command in (["ask", QUESTION], ["search", QUESTION], ["index", news]):
        _complains(run(*command, "--library", library_dir), "another-model", "--rebuild")
    assert run("index", news, "--rebuild", "--library", library_dir).code == 0
    _still_answers(run, library_dir)


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_a_damaged_faiss_file_is_made_again_without_embedding(
    run: Run, library: Path, embedder: HashEmbedder, content: bytes | None
) -> None:
    (file,) = library.glob("vectors-*.faiss")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    _still_answers(run, library)
    embedder.embedded.clear()
    outcome = run("index")
    assert (outcome.code, outcome.complaints) == (0, [])
    assert embedder.embedded == []
    assert [path.stat().st_size for path in library.glob("vectors-*.faiss")] == [len(whole)]
    _still_answers(run, library)


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_not_sqlite_is_one_line(run: Run, tmp_path: Path, news: Path, content: bytes) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(content)
    for command in (["ask", "x"], ["search", "x"], ["show", "x"], ["index", news]):
        _complains(run(*command, "--library", folder), str(folder))
    assert (folder / FILE_NAME).read_bytes() == content


def test_another_program_s_database_is_left_alone(run: Run, tmp_path: Path, news: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    for command in (["ask", "x"], ["index", news]):
        _complains(run(*command, "--library", folder), "not a Footnote library")


# --- Ctrl-C, closed pipes: processes of their own

# The command line without models. `embedding` and `writing` are hooks that a test replaces.
_PREAMBLE = """
import sys, threading
sys.path.insert(0, {tests!r})
from fakes import HashEmbedder, ScriptedGenerator, WordReader
import index.embed, qa.start, qa.cli.common, qa.cli.index
from qa.cli import main

def hold(after):
    print("ready", file=sys.stderr, flush=True)
    threading.Event().wait()

class Embedder(HashEmbedder):
    calls = 0
    def embed(self, texts):
        Embedder.calls += 1
        if Embedder.calls == {held_embedding}:
            hold(texts)
        return super().embed(texts)

class Generator(ScriptedGenerator):
    def _pieces(self, pieces):
        for piece in super()._pieces(pieces):
            yield piece
            if {held_answer}:
                hold(piece)

for module in (index.embed, qa.start, qa.cli.common, qa.cli.index):
    module.MiniLM = Embedder
qa.start.MiniLMReader = WordReader
qa.start.quick_copy = lambda file: file
qa.start.LlamaGenerator = lambda *_, **__: Generator({reply!r})
sys.exit(main(sys.argv[1:]))
"""


def _start(arguments: Sequence[object], *, held_embedding: int = 0, held_answer: bool = False, **options: Any) -> Any:
    code = _PREAMBLE.format(
        tests=str(REPOSITORY / "tests"), held_embedding=held_embedding, held_answer=held_answer, reply=REPLY
    )
    # where the tests themselves run in the background of a shell, SIGINT is ignored, and children inherit that
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    options = streams | {"preexec_fn": _hear_interrupts} | options
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, cwd=REPOSITORY, text=True, **options)


def _hear_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _interrupt(process: Any) -> Outcome:
    """Send what Ctrl-C sends, once the process says that it is where the test wants it."""
    assert process.stderr.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    try:
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    return Outcome(process.returncode, out, err)


def test_ctrl_c_while_indexing_loses_nothing_that_was_finished(
    run: Run, news: Path, library_dir: Path, embedder: HashEmbedder
) -> None:
    records = [{"id": str(number), "title": f"Article {number}", "text": prose(number, 1)} for number in range(600)]
    write_jsonl(news / "many.jsonl", records)
    stopped = _interrupt(_start(["index", news, "--library", library_dir], held_embedding=3))
    _complains(stopped, "stopped")
    with sqlite3.connect(library_dir / FILE_NAME) as connection:
        (kept,) = connection.execute("SELECT count(*) FROM embedding").fetchone()
        (articles,) = connection.execute("SELECT count(*) FROM article").fetchone()
    connection.close()
    assert kept > 0
    assert articles == 605

    reported: list[Progress] = []
    summary = build(library_dir, [news], embedder, report=reported.append)
    assert summary.written == 0
    assert summary.embedded == summary.passages - kept
    assert len(embedder.embedded) == summary.embedded
    assert run("index", "--library", library_dir).code == 0
    _still_answers(run, library_dir)


def test_ctrl_c_while_answering_is_one_line(run: Run, library: Path) -> None:
    stopped = _interrupt(_start(["ask", QUESTION], held_answer=True))
    _complains(stopped, "stopped")
    _still_answers(run, library)


@pytest.mark.parametrize("arguments", [["ask", QUESTION, "--json"], ["search", "mill"], ["show", "story.md"]])
def test_a_pipe_that_was_closed_is_one_line(run: Run, library: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = _start(arguments, stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=60)
    _complains(Outcome(process.returncode, "", err), "output")
    _still_answers(run, library)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_is_full_is_one_line(run: Run, library: Path) -> None:
    with Path("/dev/full").open("w") as full:
        process = _start(["ask", QUESTION, "--json"], stdout=full)
        _, err = process.communicate(timeout=60)
    _complains(Outcome(process.returncode, "", err), "No space left")
    _still_answers(run, library)


@pytest.mark.parametrize(("closed", "code"), [(0, 2), (1, 2), (2, 0)])
def test_standard_streams_may_be_closed(run: Run, library: Path, closed: int, code: int) -> None:
    question = [] if closed == 0 else [QUESTION]
    process = _start(["ask", "--json", *question], preexec_fn=lambda: os.close(closed), stdin=None)
    out, err = process.communicate(timeout=60)
    if closed == 2:
        assert process.returncode == code
        assert json.loads(out)["citations"]
    else:
        _complains(Outcome(process.returncode, out, err))
    _still_answers(run, library)
