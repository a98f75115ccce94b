"""footnote chat --plain: line by line, saved as it goes. In this process with a scripted model; kills and signals, and
what must not be imported, have processes of their own.
"""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles

import index.embed
import qa.cli.common
import qa.cli.index
import qa.start
from index.build import build
from index.errors import FootnoteError
from qa.cli import main
from qa.cli.plain import _HELP
from qa.conversation_file import FILE_NAME
from qa.conversations import Conversations
from qa.saved import Conversation

REPOSITORY = Path(__file__).resolve().parents[1]
CLOSED = "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night."
COST = "Engineers found cracks in the wheel house and said repairs would cost 4.5 million euros."
QUESTION = "How much would repairs of the wheel house cost?"
REPLY = "Repairs would cost 4.5 million euros."
SECOND = "Which town closed its oldest mill on Tuesday?"
SECOND_REPLY = "The town of Marsh closed its oldest mill."
UNANSWERED = "Which comet passed Jupiter in 1994?"
NOTE = "Mill shut · Marsh Gazette · 2024-03-05 · story.md · "


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one chat came to."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        return [line for line in self.err.splitlines() if line.startswith("footnote: ")]


Chat = Callable[..., Outcome]


class Interrupting(ScriptedGenerator):
    """Ctrl-C is typed as a reply's piece number `at` is made, `times` in a row."""

    at = 10**6
    times = 1

    def _pieces(self, pieces: Any) -> Iterator[str]:
        for number, piece in enumerate(super()._pieces(pieces)):
            if number + 1 == self.at:
                for _ in range(self.times):
                    signal.raise_signal(signal.SIGINT)
            yield piece


class Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def generator() -> Interrupting:
    return Interrupting(*[REPLY] * 9, name="scripted")


@pytest.fixture
def chat(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    embedder: HashEmbedder,
    generator: Interrupting,
) -> Chat:
    """Chat in this process, without models; the arguments are the lines typed."""
    for module in (index.embed, qa.start, qa.cli.common, qa.cli.index):
        monkeypatch.setattr(module, "MiniLM", lambda: embedder)
    monkeypatch.setattr(qa.start, "MiniLMReader", WordReader)
    monkeypatch.setattr(qa.start, "quick_copy", lambda file: file)
    monkeypatch.setattr(qa.start, "LlamaGenerator", lambda *_, **__: generator)

    def talk(*lines: str | bytes, flags: Sequence[object] = (), terminal: bool = False) -> Outcome:
        typed = b"".join(line if isinstance(line, bytes) else f"{line}\n".encode() for line in lines)
        stream = Terminal if terminal else io.TextIOWrapper
        monkeypatch.setattr(sys, "stdin", stream(io.BytesIO(typed), "utf-8"))
        capsys.readouterr()
        code = main(["chat", *map(str, flags)])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "\x1b" not in out + err
        assert "\r" not in out + err
        return Outcome(code, out, err)

    return talk


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    story = f"{CLOSED} {COST}"
    write_article(folder, "story.md", "Mill shut", prose(8), story, prose(9), date="2024-03-05", source="Marsh Gazette")
    return folder


@pytest.fixture(autouse=True)
def library(news: Path, library_dir: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An indexed library, which the environment names."""
    build(library_dir, [news], embedder)
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(library_dir))
    return library_dir


def _saved(library: Path) -> Conversation:
    """The conversation that was used last."""
    with Conversations.open(library) as store:
        key = store.latest()
        assert key is not None
        return store.load(key, lambda _: None)


def _states(library: Path) -> list[tuple[str, str]]:
    return [(turn.question, turn.state) for turn in _saved(library).turns]


# --- questions and answers


def test_questions_from_a_pipe_are_answered_in_their_order(chat: Chat, generator: Interrupting) -> None:
    generator.replies[:2] = [REPLY, SECOND_REPLY]
    outcome = chat(QUESTION, "", SECOND)
    assert (outcome.code, outcome.complaints) == (0, [])
    first, note, second, *_ = outcome.out.split("\n\n")
    assert (first, second) == (f"{REPLY} [1]", f"{SECOND_REPLY} [1]")
    assert note.startswith(f"[1] {NOTE}")
    assert note.endswith(f"“{COST}”")
    assert "\n" not in note
    assert "> " not in outcome.out + outcome.err
    assert "Opening library" in outcome.err


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n", b"\xff\xfe\n"])
def test_the_last_line_and_its_encoding_do_not_matter(chat: Chat, ending: bytes) -> None:
    outcome = chat(QUESTION.encode() + ending, flags=["--plain"])
    assert outcome.code == 0
    assert outcome.out.startswith(f"{REPLY} [1]\n")


def test_a_terminal_gets_a_prompt(chat: Chat) -> None:
    outcome = chat(QUESTION, flags=["--plain"], terminal=True)
    assert outcome.code == 0
    assert outcome.err.endswith("/help lists the commands.\n> > \n")
    assert outcome.out.startswith(REPLY)
    assert "> " not in outcome.out


def test_nothing_typed_is_no_conversation(chat: Chat, library: Path) -> None:
    assert chat().out == chat("", "  ", "/quit", QUESTION).out == ""
    with Conversations.open(library) as store:
        assert store.recent() == []


def test_refusals_and_unsupported_sentences_are_shown_as_ask_shows_them(chat: Chat, generator: Interrupting) -> None:
    generator.replies[0] = f"{REPLY} The mayor ate 300 cows."
    outcome = chat(UNANSWERED, QUESTION)
    assert outcome.out.startswith("The articles do not say.\n\nClosest passages:\n  ")
    assert f"{REPLY} [1] The mayor ate 300 cows. [unsupported]\n" in outcome.out


def test_a_question_that_fails_is_one_line_and_the_chat_goes_on(
    chat: Chat, generator: Interrupting, library: Path
) -> None:
    generator.replies[0] = ["Repairs ", FootnoteError("the model\nis tired: wait")]  # type: ignore[call-overload]
    outcome = chat(QUESTION, QUESTION)
    assert outcome.code == 0
    assert outcome.complaints == ["footnote: the model is tired: wait"]
    assert outcome.out.startswith(REPLY)
    assert _states(library) == [(QUESTION, "failed"), (QUESTION, "answered")]
    assert _saved(library).turns[0].draft == "Repairs "


@pytest.mark.parametrize("line", ["x" * 5000, "x " * 100_000, "\x1b", b"\x00\n"])
def test_what_cannot_be_asked_is_one_line_and_not_saved(chat: Chat, library: Path, line: str | bytes) -> None:
    outcome = chat(line, QUESTION)
    assert outcome.code == 0
    assert len(outcome.complaints) == 1
    assert outcome.out.startswith(REPLY)
    assert _states(library) == [(QUESTION, "answered")]


def test_follow_ups_know_the_conversation(chat: Chat, library: Path) -> None:
    chat(QUESTION, "And of the mill?", "/new", "And of the mill?")
    with Conversations.open(library) as store:
        new, old = (store.load(one.id, lambda _: None).turns for one in store.recent())
    assert [turn.answer.standalone_question for turn in old if turn.answer] == [
        QUESTION,
        f"{QUESTION} And of the mill?",
    ]
    assert [turn.answer.standalone_question for turn in new if turn.answer] == ["And of the mill?"]


# --- commands


def test_help_lists_every_command(chat: Chat) -> None:
    outcome = chat("/help")
    assert outcome.out == f"{_HELP}\n\n"
    for name in "open again edit new list resume rename delete undo export help quit".split():
        assert f"/{name}" in outcome.out
        answered = chat(f"/{name}")
        assert answered.code == 0
        assert "no command" not in answered.err


@pytest.mark.parametrize("line", ["/bogus", "/", "/helpme please", "/etc/passwd \x1b[31m", "/" + "x" * 100_000])
def test_an_unknown_command_is_one_line(chat: Chat, line: str) -> None:
    outcome = chat(line)
    assert outcome.code == 0
    (complaint,) = outcome.complaints
    assert "/help" in complaint
    assert len(complaint) < 200
    assert outcome.out == ""


def test_open_shows_the_quote_in_its_article(chat: Chat) -> None:
    outcome = chat(QUESTION, "/open 1", "/open [1]")
    shown = outcome.out.split(f"“{COST}”\n\n")[1]
    head, before, story, after, *_ = shown.split("\n\n")
    assert head.startswith("Mill shut\nMarsh Gazette · 2024-03-05 · story.md · ")
    assert story == f"{CLOSED} >>>{COST}<<<"
    assert prose(8).endswith(before.removeprefix("… "))
    assert prose(9).startswith(after.removesuffix(" …"))
    assert shown == 2 * shown[: len(shown) // 2]


@pytest.mark.parametrize("number", ["", "0", "2", "-1", "one", "1 2", "x" * 10_000])
def test_open_takes_the_number_of_a_footnote(chat: Chat, number: str) -> None:
    outcome = chat(QUESTION, f"/open {number}")
    (complaint,) = outcome.complaints
    assert "which has 1" in complaint


def test_open_without_footnotes_is_one_line(chat: Chat) -> None:
    outcome = chat("/open 1", UNANSWERED, "/open 1")
    assert ["no footnotes" in complaint for complaint in outcome.complaints] == [True, True]
    assert f">>>{COST}<<<" in chat(QUESTION, UNANSWERED, "/open 1").out


def test_again_and_edit_replace_the_last_turn(chat: Chat, generator: Interrupting, library: Path) -> None:
    generator.replies[:4] = [REPLY, "Nobody knows 77.", SECOND_REPLY, SECOND_REPLY]
    chat(UNANSWERED, QUESTION, "/again")
    assert _states(library) == [(UNANSWERED, "refused"), (QUESTION, "answered")]
    key = _saved(library).id
    outcome = chat(f"/resume {key}", f"/edit {SECOND}", "/edit", f"/edit {'x' * 5000}")
    assert len(outcome.complaints) == 2
    assert _states(library) == [(UNANSWERED, "refused"), (SECOND, "answered")]
    assert _saved(library).id == key
    assert len(chat("/again", "/edit x").complaints) == 2


def test_editing_the_only_question_keeps_the_conversation(chat: Chat, library: Path) -> None:
    outcome = chat(QUESTION, f"/edit {SECOND}", "/list")
    assert outcome.complaints == []
    assert outcome.out.count("1 question  ") == 1
    assert _states(library) == [(SECOND, "answered")]


def test_list_resume_rename_delete_and_undo(chat: Chat, library: Path) -> None:
    chat(QUESTION, UNANSWERED, "/rename  The  mill", "/new", SECOND)
    with Conversations.open(library) as store:
        second, first = (one.id for one in store.recent())
    day = _saved(library).updated[:10]
    assert chat("/list").out.splitlines()[:2] == [
        f"{second}  {day}  1 question  {SECOND}",
        f"{first}  {day}  2 questions  The mill",
    ]
    assert chat("/list wheel rep").out == f"{first}  {day}  2 questions  The mill\n\n"
    assert "No conversation" in chat('/list "xylophone').err
    outcome = chat(f"/resume {first}", f"/delete {first}", "/list", "/undo", "/list", QUESTION)
    assert outcome.complaints == []
    assert outcome.out.count(f"{first}  ") == 1
    with Conversations.open(library) as store:
        assert len(store.recent()) == 3  # what is deleted is not gone on with
    for line in ("/resume", "/resume nosuch", "/delete", "/delete nosuch", "/undo", "/rename x", "/export x.md"):
        (complaint,) = chat(line).complaints
        assert complaint
    assert "There are no conversations" in chat(*[f"/delete {one.id}" for one in _all(library)], "/list").err


def _all(library: Path) -> list[Any]:
    with Conversations.open(library) as store:
        return store.recent()


def test_export(chat: Chat, library: Path, tmp_path: Path) -> None:
    markdown, record = tmp_path / "a chat.md", tmp_path / "chat.json"
    exports = [f"/export {name}" for name in (markdown, record, record, "x.doc", "~none/x.md")]
    outcome = chat(QUESTION, UNANSWERED, *exports)
    assert len(outcome.complaints) == 3
    assert markdown.read_text("utf-8").startswith(f"# {QUESTION}\n\n## {QUESTION}\n\n{REPLY}[^1]\n")
    written = json.loads(record.read_text("utf-8"))
    assert written["id"] == _saved(library).id
    assert [turn["state"] for turn in written["turns"]] == ["answered", "refused"]
    (citation,) = written["turns"][0]["answer"]["citations"]
    assert citation["quote"] == COST


# --- resuming


def test_resume_shows_the_conversation_and_goes_on_with_it(chat: Chat, library: Path) -> None:
    before = chat(QUESTION, UNANSWERED)
    key = _saved(library).id
    chat(SECOND)
    outcome = chat("And of the mill?", "/open 1", flags=["--resume", key])
    shown = f"You asked: {QUESTION}\n\n{REPLY} [1]\n"
    assert outcome.out.startswith(shown)
    assert before.out.split("\n\n")[1] in outcome.out
    assert f"You asked: {UNANSWERED}\n\nThe articles do not say." in outcome.out
    saved = _saved(library)
    assert saved.id == key
    answer = saved.turns[2].answer
    assert answer is not None
    assert answer.standalone_question == f"{UNANSWERED} And of the mill?"
    assert chat(flags=["--plain", "--resume"]).out.startswith(shown)
    assert f">>>{COST}<<<" in chat(f"/resume {key}", "/open 1").out


def test_a_quote_is_shown_though_its_article_is_gone(
    chat: Chat, news: Path, library: Path, embedder: HashEmbedder
) -> None:
    chat(QUESTION)
    (news / "story.md").unlink()
    build(library, [news], embedder)
    outcome = chat("/open 1", flags=["--resume"])
    assert f"“{COST}”" in outcome.out
    assert outcome.out.endswith(f"\n\n>>>{COST}<<<\n\n")


def test_nothing_to_resume_is_an_error(chat: Chat) -> None:
    for flags in (["--resume"], ["--resume", "nosuch"]):
        outcome = chat(QUESTION, flags=flags)
        assert (outcome.code, outcome.out) == (2, "")
        assert len(outcome.complaints) == 1


def test_the_full_screen_chat_says_first_that_there_is_nothing_to_resume(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    nothing = chat(flags=["--resume"], terminal=True)
    chat(QUESTION, flags=["--plain"])
    unknown = chat(flags=["--resume", "nosuch"], terminal=True)
    assert (nothing.code, unknown.code) == (2, 2)
    assert "there is no conversation to resume yet" in nothing.err
    assert "there is no conversation 'nosuch'" in unknown.err
    assert len(nothing.complaints) == len(unknown.complaints) == 1


# --- Ctrl-C


def test_ctrl_c_stops_an_answer_and_keeps_the_part(chat: Chat, generator: Interrupting, library: Path) -> None:
    generator.replies[0] = f"{REPLY} Sixty workers were sent home."
    generator.at = 7
    outcome = chat(QUESTION, UNANSWERED)
    assert outcome.code == 0
    assert outcome.out.startswith(f"{REPLY} [1] Sixty [unsupported]\n")
    assert "\n\n(stopped)\n\nThe articles do not say." in outcome.out
    assert _states(library) == [(QUESTION, "stopped"), (UNANSWERED, "refused")]
    assert "(stopped)" in chat(flags=["--resume"]).out


def test_ctrl_c_twice_gives_the_answer_up(chat: Chat, generator: Interrupting, library: Path) -> None:
    generator.at, generator.times = 3, 2
    outcome = chat(QUESTION, UNANSWERED)
    assert outcome.code == 0
    assert outcome.out.startswith("Repairs would (stopped, not checked)\n\nThe articles do not say.")
    assert _states(library) == [(QUESTION, "stopped"), (UNANSWERED, "refused")]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_at_the_prompt_leaves(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "readline", interrupted)
    outcome = chat(QUESTION, flags=["--plain"], terminal=True)
    assert (outcome.code, outcome.out, outcome.complaints) == (0, "", [])
    assert outcome.err.endswith("> \n")


# --- where nothing can be saved


def test_a_foreign_file_is_one_line_and_the_chat_goes_on_unsaved(chat: Chat, library: Path) -> None:
    (library / FILE_NAME).write_bytes(b"something else " * 100)
    outcome = chat(QUESTION, "And of the mill?", "/list")
    assert outcome.code == 0
    (complaint,) = outcome.complaints
    assert "not saved" in complaint
    assert outcome.out.startswith(REPLY)
    assert "2 questions" in outcome.out
    resumed = chat(QUESTION, flags=["--resume"])
    assert (resumed.code, resumed.out) == (2, "")
    assert (library / FILE_NAME).read_bytes() == b"something else " * 100


@pytest.mark.parametrize("method", ["begin", "grow", "finish"])
def test_what_cannot_be_saved_is_said_once_a_question(
    chat: Chat, library: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat(SECOND)

    def full(*_: object) -> None:
        raise FootnoteError("the disk is full: make room")

    with monkeypatch.context() as patch:
        patch.setattr(Conversations, method, full)
        outcome = chat(QUESTION, "/open 1", "/again", flags=["--resume"])
    assert outcome.code == 0
    assert outcome.complaints == ["footnote: not saved: the disk is full: make room"] * 2
    assert outcome.out.count(f"{REPLY} [1]") == 2 + 1  # SECOND has the same reply
    assert f">>>{COST}<<<" in outcome.out
    saved = _states(library)
    assert saved[0] == (SECOND, "answered")
    assert saved[1:] == ([] if method == "begin" else [(QUESTION, "stopped")])


def test_a_library_that_is_not_there_is_an_error(chat: Chat, tmp_path: Path) -> None:
    outcome = chat(QUESTION, flags=["--library", tmp_path / "nowhere"])
    assert (outcome.code, outcome.out) == (2, "")
    assert len(outcome.complaints) == 1


# --- processes of their own

# The chat without models: the model writes REPLY, then a word every hundredth of a second if it is to be endless.
_PREAMBLE = """
import sys, time
sys.path.insert(0, {tests!r})
from fakes import HashEmbedder, ScriptedGenerator, WordReader
import qa.start
from qa.cli import main

class Generator(ScriptedGenerator):
    def _pieces(self, pieces):
        yield from super()._pieces(pieces)
        while {endless}:
            yield " and"
            time.sleep(0.01)
            print("ready", file=sys.stderr, flush=True)

qa.start.MiniLM = HashEmbedder
qa.start.MiniLMReader = WordReader
qa.start.quick_copy = lambda file: file
qa.start.LlamaGenerator = lambda *_, **__: Generator(*[{reply!r}] * 9)
code = main(["chat"])
print("modules:", *{{"textual", "tui", "torch"}} & set(sys.modules), sep="\\n")
sys.exit(code)
"""


def _start(*, endless: bool = False, **options: Any) -> subprocess.Popen[str]:
    code = _PREAMBLE.format(tests=str(REPOSITORY / "tests"), endless=endless, reply=REPLY)
    streams = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    # where the tests themselves run in the background of a shell, SIGINT is ignored, and children inherit that
    options = {**streams, "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **options}
    return subprocess.Popen([sys.executable, "-c", code], cwd=REPOSITORY, text=True, **options)


def _until_ready(process: subprocess.Popen[str], question: str) -> None:
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write(f"{question}\n")
    process.stdin.flush()
    while process.stderr.readline() != "ready\n":
        assert process.poll() is None


def test_a_real_pipe_and_nothing_imported_that_is_for_the_screen(library: Path) -> None:
    process = _start()
    out, err = process.communicate(f"{QUESTION}\n{UNANSWERED}\n", timeout=60)
    assert process.returncode == 0, err
    assert out.startswith(f"{REPLY} [1]\n\n[1] {NOTE}")
    assert "The articles do not say." in out
    assert out.endswith("\nmodules:\n")
    assert err == "Opening library and models\n"
    assert _states(library) == [(QUESTION, "answered"), (UNANSWERED, "refused")]


def test_kill_9_while_an_answer_is_written_keeps_its_draft(chat: Chat, library: Path) -> None:
    with _start(endless=True) as process:
        _until_ready(process, QUESTION)
        process.kill()
    outcome = chat(UNANSWERED, flags=["--resume"])
    assert outcome.code == 0
    assert outcome.out.startswith(f"You asked: {QUESTION}\n\n{REPLY} and")
    assert "(stopped, not checked)" in outcome.out
    assert _states(library) == [(QUESTION, "stopped"), (UNANSWERED, "refused")]


def test_a_real_ctrl_c_stops_the_answer_and_the_next_leaves(library: Path) -> None:
    with _start(endless=True) as process:
        _until_ready(process, QUESTION)
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        out = process.stdout.readline()
        while not out.endswith("(stopped)\n\n"):
            line = process.stdout.readline()
            assert line
            out += line
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert out.startswith(f"{REPLY} [1] and")
    assert rest == "modules:\n"
    assert "Traceback" not in err
    assert _states(library) == [(QUESTION, "stopped")]


def test_a_closed_output_is_one_line(library: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = _start(stdout=writer)
    os.close(writer)
    _, err = process.communicate(f"{QUESTION}\n", timeout=60)
    assert err.splitlines()[-1].startswith("footnote: the output was closed")
    assert "Traceback" not in err
    assert _states(library) == [(QUESTION, "answered")]


def test_conversations_live_in_a_file_of_their_own(chat: Chat, library: Path) -> None:
    chat(QUESTION)
    with sqlite3.connect(library / FILE_NAME) as connection:
        assert connection.execute("SELECT count(*) FROM turn").fetchone() == (1,)
    connection.close()
