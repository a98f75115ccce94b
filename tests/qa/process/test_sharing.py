"""Several processes ask one engine: it is opened once, they take turns, and what goes wrong is one answer's matter."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client as connect
from pathlib import Path
from tempfile import gettempdir
from types import SimpleNamespace

import pytest

from index.errors import FootnoteError
from index.types import Filters, Progress
from qa.asker import CutShort
from qa.process.client import Client, never_opened, stopped
from qa.process.connected import Address, Connected, take_address
from qa.process.engine import EngineProcess
from qa.process.messages import Open
from qa.process.running import Running
from qa.process.sharing import EngineServer
from qa.types import Event, Finished, Token
from tests.qa.process.begun import is_gone
from tests.qa.process.scripted_child import PROGRAM


class Server(EngineServer):
    """One whose engines are scripted, and known."""

    def __init__(self) -> None:
        self.started: list[Running] = []
        super().__init__(self._start)

    def _start(self, wanted: Open) -> Running:
        self.started.append(Running(wanted, PROGRAM))
        return self.started[-1]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as one:
        yield one
    assert all(is_gone(running.pid) for running in one.started)


Connect = Callable[..., EngineProcess]


@pytest.fixture
def tab(server: Server, library_dir: Path) -> Iterator[Connect]:
    """Begins what a tab would; all are closed in the end."""
    library_dir.mkdir()
    begun: list[EngineProcess] = []

    def begin(model: str | None = None, folder: Path = library_dir) -> EngineProcess:
        client = Client(Open(folder, model, None), lambda wanted: Connected(wanted, server.address), 60)
        begun.append(EngineProcess(client, lambda at: SimpleNamespace(folder=at)))
        return begun[-1]

    yield begin
    for engine in begun:
        engine.close()


def said(engine: EngineProcess, question: str = "What?") -> str:
    *_, last = engine.ask(question)
    assert isinstance(last, Finished)
    return last.answer.text


def by_pid(running: Running) -> str:
    return f"0 before, since None, in {running.pid}"


class Asked:
    """A question on a thread: what came of it, in order."""

    def __init__(self, engine: EngineProcess, question: str) -> None:
        self.events: list[Event] = []
        self.error: Exception | None = None
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(engine, question))
        self._thread.start()

    def _run(self, engine: EngineProcess, question: str) -> None:
        try:
            for event in engine.ask(question, should_stop=self.stop.is_set):
                self.events.append(event)
        except Exception as error:
            self.error = error

    def until_written(self) -> Asked:
        """Wait until its answer has begun."""
        return self._until(lambda: any(isinstance(event, Token) for event in self.events))

    def until_over(self) -> Asked:
        self._thread.join(60)
        assert not self._thread.is_alive()
        return self

    def _until(self, happened: Callable[[], bool]) -> Asked:
        deadline = time.monotonic() + 60
        while not happened():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        return self


def test_two_tabs_ask_one_engine(server: Server, tab: Connect, library_dir: Path) -> None:
    seen: list[Progress] = []
    one, two = tab().opened(seen.append), tab().opened()
    assert (one.model, one.library.folder) == (two.model, two.library.folder) == ("scripted", library_dir)
    assert seen == [Progress("reading", 1, 2)]
    assert said(one) == said(two) == by_pid(server.started[0])
    assert len(server.started) == 1
    assert server.started[0].pid != os.getpid()


def test_history_and_filters_come_through(tab: Connect) -> None:
    *_, last = tab().opened().ask("What?", filters=Filters(since="2024-01-01"))
    assert isinstance(last, Finished)
    assert "since 2024-01-01" in last.answer.text


def test_it_ends_with_the_last_tab_that_asks_it(server: Server, tab: Connect) -> None:
    one, two = tab().opened(), tab().opened()
    one.close()
    assert said(two) == by_pid(server.started[0])
    two.close()
    assert is_gone(server.started[0].pid)
    assert said(tab().opened()) == by_pid(server.started[1])


def test_another_model_or_library_is_another_engine(server: Server, tab: Connect, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    engines = [tab().opened(), tab("mine").opened(), tab(folder=tmp_path / "other").opened()]
    assert {said(engine) for engine in engines} == {by_pid(running) for running in server.started}
    assert len(server.started) == 3


def test_settings_that_changed_are_another_engine(
    server: Server, tab: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tab().opened()
    (tmp_path / "config.toml").write_text("context = 2048\n")
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(tmp_path / "config.toml"))
    after = tab().opened()
    assert [said(before), said(after)] == [by_pid(running) for running in server.started]


def test_a_question_waits_for_the_one_before(tab: Connect) -> None:
    one, two = tab().opened(), tab().opened()
    first = Asked(one, "long").until_written()
    second = Asked(two, "What?")
    time.sleep(0.3)
    assert second.events == []
    first.stop.set()
    assert isinstance(first.until_over().events[-1], Finished)
    assert isinstance(second.until_over().events[-1], Finished)


def test_one_that_waits_can_be_stopped_and_the_other_goes_on(tab: Connect) -> None:
    one, two = tab().opened(), tab().opened()
    first = Asked(one, "long").until_written()
    second = Asked(two, "What?")
    time.sleep(0.2)
    second.stop.set()
    assert isinstance(second.until_over().error, CutShort)
    first.stop.set()
    last = first.until_over().events[-1]
    assert isinstance(last, Finished)
    assert last.answer.stopped


def test_a_tab_that_leaves_takes_its_own_question_with_it_alone(server: Server, tab: Connect) -> None:
    one, two, three = tab().opened(), tab().opened(), tab().opened()
    asked = one.ask("long")
    while not isinstance(next(asked), Token):
        pass
    waiting, gone = Asked(two, "What?"), Asked(three, "What?")
    time.sleep(0.2)
    three.close()
    one.close()
    assert waiting.until_over().error is None
    assert isinstance(waiting.events[-1], Finished)
    gone.until_over()
    assert len(server.started) == 1


def test_a_crash_ends_one_answer_and_the_next_in_line_is_answered(server: Server, tab: Connect) -> None:
    one, two = tab().opened(), tab().opened()
    first = Asked(one, "long").until_written()
    second = Asked(two, "What?")
    time.sleep(0.2)
    os.kill(server.started[0].pid, signal.SIGSEGV)
    assert str(first.until_over().error) == str(stopped())
    assert second.until_over().error is None
    assert said(one) == said(two) == by_pid(server.started[1])


def test_an_engine_that_does_not_stop_is_ended_for_one_answer_alone(server: Server, tab: Connect) -> None:
    one, two = tab().opened(), tab().opened()
    deaf = Asked(one, "deaf").until_written()
    waiting = Asked(two, "What?")
    deaf.stop.set()
    assert isinstance(deaf.until_over().error, CutShort)
    assert waiting.until_over().error is None
    assert is_gone(server.started[0].pid)
    assert said(one) == by_pid(server.started[1])


@pytest.mark.parametrize(
    ("model", "reason"), [("broken", "there is no model 'broken': take another"), ("dying", str(never_opened()))]
)
def test_what_cannot_be_opened_is_one_line_and_another_model_can(tab: Connect, model: str, reason: str) -> None:
    one = tab().opened()
    for _ in range(2):
        with pytest.raises(FootnoteError) as error:
            tab(model).opened()
        assert str(error.value) == reason
    assert said(one)


def test_a_library_that_is_not_there_is_one_line(tab: Connect) -> None:
    with pytest.raises(FootnoteError, match="there is no library 'nosuch'"):
        tab(folder="nosuch").opened()


def test_without_the_key_nobody_is_heard(server: Server, tab: Connect, library_dir: Path) -> None:
    with pytest.raises((AuthenticationError, EOFError, OSError)):
        connect(server.address.path, authkey=b"guessed")
    wrong = Address(server.address.path, b"guessed")
    with pytest.raises(FootnoteError, match="stopped while it was being opened"):
        EngineProcess(Client(Open(library_dir, None, None), partial(_to, wrong))).opened()
    assert server.started == []
    assert said(tab().opened())  # who has it is served as before


def _to(address: Address, wanted: Open) -> Connected:
    return Connected(wanted, address)


def test_the_socket_lies_where_only_this_user_may_look(server: Server) -> None:
    folder = Path(server.address.path).parent
    assert folder.parent == Path(gettempdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    server.close()
    assert not folder.exists()


def test_it_closes_also_while_a_caller_is_being_let_in() -> None:
    for _ in range(20):
        with Server() as server:
            pipe = connect(server.address.path, authkey=server.address.key)  # whose thread may just be started
        pipe.close()


def test_a_socket_that_cannot_be_made_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    long = tmp_path / ("x" * 120)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with pytest.raises(FootnoteError, match="set TMPDIR to another folder"):
        EngineServer()
    assert list(long.iterdir()) == []


def test_who_is_started_takes_the_address_and_hands_it_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    address = Address("/tmp/a folder/engine", bytes(range(32)))
    for name, value in address.environment().items():
        monkeypatch.setenv(name, value)
    assert take_address() == address
    assert take_address() is None


TAB = """
import sys, time
sys.path[:0] = {paths!r}
from pathlib import Path
from types import SimpleNamespace
from qa.process.client import Client
from qa.process.connected import Connected, take_address
from qa.process.engine import EngineProcess
from qa.process.messages import Open
address = take_address()
client = Client(Open(Path({folder!r}), None, None), lambda wanted: Connected(wanted, address))
engine = EngineProcess(client, lambda at: SimpleNamespace(folder=at)).opened()
for event in engine.ask("long"):
    print(type(event).__name__, flush=True)
"""


def test_a_tab_that_is_killed_frees_the_engine_for_the_others(server: Server, tab: Connect, library_dir: Path) -> None:
    other = tab().opened()
    program = TAB.format(paths=sys.path, folder=str(library_dir))
    environment = {**os.environ, **server.address.environment()}
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
    with process, closing(process.stdout) as out:  # type: ignore[type-var]
        assert out is not None
        assert [out.readline().strip(), out.readline().strip()] == ["Retrieved", "Token"]
        process.kill()
        assert said(other) == by_pid(server.started[0])
