"""The engine in a process of its own: its events come, it stops, and it may end at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.asker import CutShort
from qa.chats.asking import Ended
from qa.chats.conversations import Conversations
from qa.chats.session import ChatSession
from qa.process.client import never_opened, stopped
from qa.types import Event, Finished, Retrieved, Token, Turn
from tests.qa.process.begun import Begun, is_gone

TURN = Turn("What?", "That.")


@pytest.fixture
def engine(library_dir: Path) -> Iterator[Begun]:
    process = Begun(library_dir).opened()
    yield process
    process.close()


@pytest.fixture
def impatient(library_dir: Path) -> Iterator[Begun]:
    process = Begun(library_dir, patience=0.2).opened()
    yield process
    process.close()


def kinds(events: list[Event]) -> list[type]:
    return [type(event) for event in events]


def said(engine: Begun, question: str = "What?", **options: Any) -> str:
    """The answer's text."""
    *_, last = engine.ask(question, **options)
    assert isinstance(last, Finished)
    return last.answer.text


def test_events_come_from_another_process_in_their_order(engine: Begun, library_dir: Path) -> None:
    assert (engine.model, engine.library.folder) == ("scripted", library_dir)
    events = list(engine.ask("What?", [TURN], filters=Filters(since="2024-01-01")))
    assert kinds(events) == [Retrieved, Token, Token, Finished]
    assert isinstance(events[-1], Finished)
    assert events[-1].answer.text == f"1 before, since 2024-01-01, in {engine.pid}"
    assert engine.pid != os.getpid()
    assert said(engine) == f"0 before, since None, in {engine.pid}"


def test_progress_is_reported_while_it_opens(library_dir: Path) -> None:
    seen: list[Progress] = []
    Begun(library_dir).opened(seen.append).close()
    assert seen == [Progress("reading", 1, 2)]


@pytest.mark.parametrize(
    ("model", "reason"), [("broken", "there is no model 'broken': take another"), ("dying", str(never_opened()))]
)
def test_what_cannot_be_opened_is_one_line(library_dir: Path, model: str, reason: str) -> None:
    engine = Begun(library_dir, model)
    with pytest.raises(FootnoteError) as error:
        engine.opened()
    assert str(error.value) == reason
    engine.close()


@pytest.mark.parametrize(
    ("question", "reason"),
    [("fail", "the model is tired: wait"), ("bug", "unexpected KeyError ('lost'): ask again, or see footnote doctor")],
)
def test_what_the_engine_raises_comes_through_and_it_goes_on(engine: Begun, question: str, reason: str) -> None:
    pid = engine.pid
    with pytest.raises(FootnoteError) as error:
        list(engine.ask(question))
    assert str(error.value) == reason
    assert said(engine).endswith(f"in {pid}")


def test_it_is_told_to_stop_and_goes_on(engine: Begun) -> None:
    pid, seen = engine.pid, list[Event]()
    for event in engine.ask("long", should_stop=lambda: bool(seen)):
        seen.append(event)
    assert kinds(seen) == [Retrieved, Token, Finished]
    assert isinstance(seen[-1], Finished)
    assert seen[-1].answer.stopped
    assert said(engine).endswith(f"in {pid}")


def test_one_that_does_not_listen_is_ended_and_another_answers(impatient: Begun) -> None:
    engine = impatient
    pid, seen = engine.pid, list[Event]()
    with pytest.raises(CutShort):
        seen.extend(engine.ask("deaf", should_stop=lambda: True))
    assert kinds(seen) == [Retrieved, Token]
    assert is_gone(pid)
    assert said(engine).endswith(f"in {engine.pid}")
    assert engine.pid != pid


def test_a_crash_in_an_answer_ends_that_answer_alone(engine: Begun) -> None:
    pid, seen = engine.pid, list[Event]()
    with pytest.raises(FootnoteError) as error:
        seen.extend(engine.ask("crash"))
    assert str(error.value) == str(stopped())
    assert said(engine).endswith(f"in {engine.pid}")
    assert engine.pid != pid


def test_one_that_was_killed_between_two_questions_is_replaced_without_a_word(engine: Begun) -> None:
    os.kill(engine.pid, signal.SIGKILL)
    assert is_gone(engine.pid)
    time.sleep(1)  # that the pipe has ended is read a moment later
    assert said(engine).endswith(f"in {engine.pid}")


def test_an_answer_that_nobody_takes_to_its_end_is_stopped(engine: Begun) -> None:
    pid = engine.pid
    events = engine.ask("long")
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert said(engine).endswith(f"in {pid}")


def test_it_ends_when_it_is_closed(library_dir: Path) -> None:
    engine = Begun(library_dir).opened()
    engine.close()
    assert is_gone(engine.pid)


PARENT = """
import sys, time
sys.path[:0] = {paths!r}
from tests.qa.process.begun import Begun
from pathlib import Path
engine = Begun(Path("."), {model!r})
if {asked!r}:
    engine.opened()
    next(engine.ask({asked!r}))
print(engine.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(("model", "asked"), [(None, "deaf"), (None, "long"), ("slow", "")])
def test_it_ends_with_a_parent_that_is_killed(model: str | None, asked: str) -> None:
    program = PARENT.format(paths=sys.path, model=model, asked=asked)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert Path(f"/proc/{pid}").exists()
        parent.kill()
    assert is_gone(pid)


def test_a_session_keeps_what_was_written_and_goes_on(engine: Begun, library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        session = ChatSession(engine, store)
        for question in ("first", "crash", "second"):
            *_, last = session.ask(question).events()
            assert isinstance(last, Ended)
        assert [(turn.state, turn.draft, turn.reason) for turn in session.turns] == [
            ("answered", "one two", None),
            ("failed", "one ", str(stopped())),
            ("answered", "one two", None),
        ]
        assert [turn.question for turn in session.history] == ["first", "second"]


def test_a_session_keeps_the_draft_of_an_answer_that_was_cut_short(impatient: Begun, library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        session = ChatSession(impatient, store)
        for event in session.ask("deaf").events():
            if isinstance(event, Token):
                session.stop()
        assert [(turn.state, turn.draft) for turn in session.turns] == [("stopped", "one ")]
        *_, last = session.ask("next").events()
        assert isinstance(last, Ended)
        assert last.turn.state == "answered"
