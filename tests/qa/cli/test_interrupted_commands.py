"""Ctrl-C, closed pipes, a full disk: commands in processes of their own."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.schema import FILE_NAME
from index.types import Progress
from tests.fakes import HashEmbedder, prose, write_jsonl
from tests.qa.cli.command_line import QUESTION, REPLY, REPOSITORY, Outcome, Run, complains, still_answers

pytestmark = pytest.mark.slow  # starts programs

# The command line without models. `embedding` and `writing` are hooks that a test replaces.
_PREAMBLE = """
import sys, threading
sys.path.insert(0, {repository!r})
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader
import index.chosen, index.embed, qa.start, qa.cli.common
from qa.cli import main

def hold(after):
    print("ready", file=sys.stderr, flush=True)
    threading.Event().wait()

class Embedder(HashEmbedder):
    calls = 0
    def embed_passages(self, texts):
        Embedder.calls += 1
        if Embedder.calls == {held_embedding}:
            hold(texts)
        return super().embed_passages(texts)

class Generator(ScriptedGenerator):
    def _pieces(self, pieces):
        for piece in super()._pieces(pieces):
            yield piece
            if {held_answer}:
                hold(piece)

for module in (index.embed, index.chosen, qa.cli.common):
    module.MiniLM = Embedder
qa.start.MiniLMReader = WordReader
qa.start.quick_copy = lambda model: model
qa.start.LlamaGenerator = lambda *_, **__: Generator({reply!r})
sys.exit(main(sys.argv[1:]))
"""


def _start(arguments: Sequence[object], *, held_embedding: int = 0, held_answer: bool = False, **options: Any) -> Any:
    code = _PREAMBLE.format(
        repository=str(REPOSITORY), held_embedding=held_embedding, held_answer=held_answer, reply=REPLY
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
    complains(stopped, "stopped")
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
    still_answers(run, library_dir)


def test_ctrl_c_while_answering_is_one_line(run: Run, library: Path) -> None:
    stopped = _interrupt(_start(["ask", QUESTION], held_answer=True))
    complains(stopped, "stopped")
    still_answers(run, library)


@pytest.mark.parametrize("arguments", [["ask", QUESTION, "--json"], ["search", "mill"], ["show", "story.md"]])
def test_a_pipe_that_was_closed_ends_it_without_a_word(run: Run, library: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    process = _start(arguments, stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, "")
    still_answers(run, library)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_disk_that_is_full_is_one_line(run: Run, library: Path) -> None:
    with Path("/dev/full").open("w") as full:
        process = _start(["ask", QUESTION, "--json"], stdout=full)
        _, err = process.communicate(timeout=60)
    complains(Outcome(process.returncode, "", err), "No space left")
    still_answers(run, library)


@pytest.mark.parametrize(("closed", "code"), [(0, 2), (1, 2), (2, 0)])
def test_standard_streams_may_be_closed(run: Run, library: Path, closed: int, code: int) -> None:
    question = [] if closed == 0 else [QUESTION]
    process = _start(["ask", "--json", *question], preexec_fn=lambda: os.close(closed), stdin=None)
    out, err = process.communicate(timeout=60)
    if closed == 2:
        assert process.returncode == code
        assert json.loads(out)["citations"]
    else:
        complains(Outcome(process.returncode, out, err))
    still_answers(run, library)
