"""footnote chat --plain, stopped: by Ctrl-C, by a kill, by a closed output; and what its process must not import."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.qa.cli.command_line import QUESTION, REPLY, REPOSITORY, UNANSWERED
from tests.qa.cli.plain.plain_chat import NOTE, Chat, Interrupting, Terminal, states

# --- Ctrl-C


def test_ctrl_c_stops_an_answer_and_keeps_the_part(chat: Chat, generator: Interrupting, library: Path) -> None:
    generator.replies[0] = f"{REPLY} Sixty workers were sent home."
    generator.at = 7
    outcome = chat(QUESTION, UNANSWERED)
    assert outcome.code == 0
    assert outcome.out.startswith(f"{REPLY} [1] Sixty [unsupported]\n")
    assert "\n\n(stopped)\n\nThe articles do not say." in outcome.out
    assert states(library) == [(QUESTION, "stopped"), (UNANSWERED, "refused")]
    assert "(stopped)" in chat(flags=["--resume"]).out


def test_ctrl_c_twice_gives_the_answer_up(chat: Chat, generator: Interrupting, library: Path) -> None:
    generator.at, generator.times = 3, 2
    outcome = chat(QUESTION, UNANSWERED)
    assert outcome.code == 0
    assert outcome.out.startswith("Repairs would (stopped, not checked)\n\nThe articles do not say.")
    assert states(library) == [(QUESTION, "stopped"), (UNANSWERED, "refused")]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_at_the_prompt_leaves(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Terminal, "readline", interrupted)
    outcome = chat(QUESTION, flags=["--plain"], terminal=True)
    assert (outcome.code, outcome.out, outcome.complaints) == (0, "", [])
    assert outcome.err.endswith("> \n")


# --- processes of their own


# The chat without models: the model writes REPLY, then a word every hundredth of a second if it is to be endless.
_PREAMBLE = """
import sys, time
sys.path.insert(0, {repository!r})
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader
import index.chosen, qa.start
from qa.cli import main

class Generator(ScriptedGenerator):
    def _pieces(self, pieces):
        yield from super()._pieces(pieces)
        while {endless}:
            yield " and"
            time.sleep(0.01)
            print("ready", file=sys.stderr, flush=True)

index.chosen.MiniLM = HashEmbedder
qa.start.MiniLMReader = WordReader
qa.start.quick_copy = lambda model: model
qa.start.LlamaGenerator = lambda *_, **__: Generator(*[{reply!r}] * 9)
code = main(["chat"])
print("modules:", *{{"textual", "tui", "torch"}} & set(sys.modules), sep="\\n")
sys.exit(code)
"""


def _start(*, endless: bool = False, **options: Any) -> subprocess.Popen[str]:
    code = _PREAMBLE.format(repository=str(REPOSITORY), endless=endless, reply=REPLY)
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
    assert states(library) == [(QUESTION, "answered"), (UNANSWERED, "refused")]


def test_kill_9_while_an_answer_is_written_keeps_its_draft(chat: Chat, library: Path) -> None:
    with _start(endless=True) as process:
        _until_ready(process, QUESTION)
        process.kill()
    outcome = chat(UNANSWERED, flags=["--resume"])
    assert outcome.code == 0
    assert outcome.out.startswith(f"You asked: {QUESTION}\n\n{REPLY} and")
    assert "(stopped, not checked)" in outcome.out
    assert states(library) == [(QUESTION, "stopped"), (UNANSWERED, "refused")]


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
    assert states(library) == [(QUESTION, "stopped")]


def test_a_closed_output_ends_it_without_a_word(library: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = _start(stdout=writer)
    os.close(writer)
    _, err = process.communicate(f"{QUESTION}\n", timeout=60)
    assert "footnote:" not in err
    assert "Traceback" not in err
    assert process.returncode == 141
    assert states(library) == [(QUESTION, "answered")]
