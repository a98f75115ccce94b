"""A chat without a screen: what is asked, what takes whose place, what later questions know, what is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import FootnoteError
from index.types import Article, Filters
from qa.chats.asking import Asking, Ended, Unsaved
from qa.chats.conversations import Conversations
from qa.chats.saved import SavedTurn
from qa.chats.session import ChatSession
from qa.types import Answer, Event, Finished, Retrieved, Token, Turn
from tests.qa.chats.saying import ANSWER, HIT, REFUSED, is_one_line


class Shelf:
    """A library that has the one article."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def article(self, wanted: str) -> Article:
        if wanted != HIT.article.id:
            raise FootnoteError("no such article", "name another", "not-found")
        return HIT.article


class Scripted:
    """An engine that says the same two words to everything, and then comes to `final` or fails."""

    model = "scripted"

    def __init__(self, folder: Path, final: Answer | Exception = ANSWER) -> None:
        self.library = Shelf(folder)
        self.final = final
        self.asked: list[tuple[str, list[Turn], Filters]] = []
        self.between: Callable[[], object] = lambda: None  # called between the two words

    def close(self) -> None:
        pass

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters = Filters(),  # noqa: B008
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        self.asked.append((question, list(history), filters))
        yield Retrieved(question, (HIT,))
        yield Token("The ")
        self.between()
        if should_stop():
            yield Finished(replace(ANSWER, question=question, text="The", stopped=True))
            return
        yield Token("café")
        if isinstance(self.final, Exception):
            raise self.final
        yield Finished(replace(self.final, question=question))


@pytest.fixture
def engine(library_dir: Path) -> Scripted:
    return Scripted(library_dir)


@pytest.fixture
def session(engine: Scripted) -> Iterator[ChatSession]:
    opened = ChatSession.open(engine)  # type: ignore[arg-type]
    yield opened
    opened.close()


def run(asking: Asking) -> SavedTurn:
    """Take all events; what the question came to."""
    *_, last = asking.events()
    assert isinstance(last, Ended)
    assert last.turn == asking.turn
    return last.turn


def on_disk(folder: Path) -> list[tuple[str, str, str]]:
    """The turns of the conversation used last, as another process sees them."""
    with Conversations.open(folder) as store:
        key = store.latest()
        turns = store.load(key, lambda _: None).turns if key else ()
        return [(turn.question, turn.state, turn.draft) for turn in turns]


def test_a_question_comes_to_a_turn_that_is_saved_as_it_happens(
    session: ChatSession, engine: Scripted, library_dir: Path
) -> None:
    seen: list[list[tuple[str, str, str]]] = []
    engine.between = lambda: seen.append(on_disk(library_dir))
    asking = session.ask("What closed?")
    assert session.turns == (asking.turn,)
    assert session.id == ""  # nothing happens before its events are taken
    kinds = [type(event) for event in asking.events()]
    assert kinds == [Retrieved, Token, Token, Ended]
    assert seen == [[("What closed?", "stopped", "The ")]]  # to whoever is not writing it
    assert (asking.turn.state, asking.turn.draft, asking.turn.answer) == ("answered", "The café", ANSWER)
    assert session.turns == (asking.turn,)
    assert session.id
    assert on_disk(library_dir) == [("What closed?", "answered", "The café")]
    assert session.load(session.id).turns == (replace(asking.turn, asked=session.load(session.id).turns[0].asked),)


def test_later_questions_know_what_was_answered_or_refused(session: ChatSession, engine: Scripted) -> None:
    run(session.ask("one"))
    engine.final = FootnoteError("the model is tired", "wait", "failed")
    assert run(session.ask("two")).reason == "the model is tired: wait"
    engine.final = REFUSED
    assert run(session.ask("three")).state == "refused"
    session.filters = Filters(since="2024-01-01")
    run(session.ask("four"))
    question, history, filters = engine.asked[-1]
    assert (question, filters) == ("four", Filters(since="2024-01-01"))
    assert [turn.question for turn in history] == ["one", "three"]
    assert [turn.state for turn in session.turns] == ["answered", "failed", "refused", "refused"]


def test_a_bug_in_the_engine_is_a_failed_turn_and_the_chat_goes_on(session: ChatSession, engine: Scripted) -> None:
    engine.final = KeyError("lost")
    turn = run(session.ask("one"))
    assert (turn.state, turn.reason) == ("failed", "unexpected KeyError ('lost'): ask again, or see footnote doctor")
    engine.final = ANSWER
    assert run(session.ask("two")).state == "answered"


def test_editing_and_asking_again_take_the_last_turn_s_place(
    session: ChatSession, engine: Scripted, library_dir: Path
) -> None:
    run(session.ask("one"))
    run(session.ask("two"))
    run(session.edit("two!"))
    assert [turn.question for turn in session.turns] == ["one", "two!"]
    run(session.again())
    assert [turn.question for turn in session.turns] == ["one", "two!"]
    assert [turn.question for turn in engine.asked[-1][1]] == ["one"]
    assert [question for question, *_ in on_disk(library_dir)] == ["one", "two!"]


@pytest.mark.parametrize("question", ["", " \t", "x" * 5000])
def test_what_cannot_be_asked_changes_nothing(session: ChatSession, library_dir: Path, question: str) -> None:
    for ask in (session.ask, session.edit):
        with pytest.raises(FootnoteError):
            ask(question)
    with pytest.raises(FootnoteError, match="there is no question yet"):
        session.again()
    assert not session.turns
    run(session.ask("one"))
    with pytest.raises(FootnoteError):
        session.edit(question)
    assert [turn.state for turn in session.turns] == ["answered"]
    assert on_disk(library_dir) == [("one", "answered", "The café")]


def test_stopping_keeps_the_checked_part(session: ChatSession, engine: Scripted, library_dir: Path) -> None:
    engine.between = session.stop
    turn = run(session.ask("one"))
    assert (turn.state, turn.draft) == ("stopped", "The ")
    assert turn.answer is not None
    assert on_disk(library_dir) == [("one", "stopped", "The ")]
    assert [one.question for one in session.history] == ["one"]  # it has a checked part


def test_one_answer_at_a_time(session: ChatSession, engine: Scripted) -> None:
    refused: list[str] = []

    def another() -> None:
        with pytest.raises(FootnoteError) as error:
            session.ask("two")
        refused.append(str(error.value))

    engine.between = another
    run(session.ask("one"))
    assert refused == ["one answer at a time: stop this one first"]
    assert [turn.question for turn in session.turns] == ["one"]


def test_a_question_that_is_left_keeps_its_draft_and_what_still_comes_goes_nowhere(
    session: ChatSession, engine: Scripted, library_dir: Path
) -> None:
    asking = session.ask("one")
    engine.between = asking.leave
    assert run(asking).state == "stopped"
    assert (asking.turn.answer, asking.turn.draft) == (None, "The ")
    assert session.history == []
    assert on_disk(library_dir) == [("one", "stopped", "The ")]


def test_a_new_conversation_while_an_answer_is_made(session: ChatSession, engine: Scripted, library_dir: Path) -> None:
    engine.between = session.new
    run(session.ask("one"))
    assert (session.id, session.turns) == ("", ())
    assert on_disk(library_dir) == [("one", "stopped", "The ")]
    engine.between = lambda: None
    run(session.ask("two"))
    assert [turn.question for turn in session.turns] == ["two"]
    assert len(session.recent()) == 2


def test_going_on_renaming_exporting_deleting_and_undoing(session: ChatSession, tmp_path: Path) -> None:
    for change in (session.rename, session.export):
        with pytest.raises(FootnoteError) as error:
            change("x.md")
        is_one_line(error, "ask something first")
    run(session.ask("one"))
    first = session.id
    session.rename("  The   café ")
    assert session.conversation.title == session.recent()[0].title == "The café"
    assert session.export(str(tmp_path / "it.md")).read_text("utf-8").startswith("# The café\n")
    session.new()
    run(session.ask("two"))
    assert [turn.question for turn in session.resume(first).turns] == ["one"]
    run(session.ask("three"))
    assert [turn.question for turn in session.load(first).turns] == ["one", "three"]
    assert not session.can_undo
    session.delete(first)
    assert session.is_deleted
    assert first not in [one.id for one in session.recent()]
    assert session.undo() == first
    assert not session.is_deleted
    with pytest.raises(FootnoteError, match="nothing to undo"):
        session.undo()


def test_a_session_opens_where_the_last_ended(engine: Scripted) -> None:
    with pytest.raises(FootnoteError, match="no conversation to resume yet"):
        ChatSession.open(engine, resume="")  # type: ignore[arg-type]
    before = ChatSession.open(engine)  # type: ignore[arg-type]
    run(before.ask("one"))
    before.close()
    after = ChatSession.open(engine, resume="")  # type: ignore[arg-type]
    assert (after.id, [turn.question for turn in after.turns]) == (before.id, ["one"])
    assert after.history == before.history
    after.close()
    with pytest.raises(FootnoteError, match="no conversation 'nosuch'"):
        ChatSession.open(engine, resume="nosuch")  # type: ignore[arg-type]


def test_where_nothing_can_be_saved_the_chat_goes_on(engine: Scripted) -> None:
    def broken(_folder: Path) -> Conversations:
        raise FootnoteError("the disk is full", "make room", "storage")

    session = ChatSession.open(engine, broken)  # type: ignore[arg-type]
    assert session.problem == "the disk is full: make room; this chat is not saved"
    run(session.ask("one"))
    assert [one.questions for one in session.recent()] == [1]
    with pytest.raises(FootnoteError, match="the disk is full"):
        ChatSession.open(engine, broken, resume="")  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["begin", "grow", "finish", "drop_turn"])
def test_what_cannot_be_saved_is_said_once_and_the_answer_comes(
    session: ChatSession, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    run(session.ask("one"))

    def full(*_: object) -> None:
        raise FootnoteError("the disk is full", "make room", "storage")

    monkeypatch.setattr(Conversations, method, full)
    events = list(session.again().events())
    assert [one for one in events if isinstance(one, Unsaved)] == [Unsaved("not saved: the disk is full: make room")]
    assert session.turns[-1].state == "answered"
