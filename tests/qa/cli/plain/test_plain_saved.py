"""footnote chat --plain saves as it goes: conversations listed, exported and resumed, or said not to be saved."""

from __future__ import annotations

import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.errors import FootnoteError
from qa.chats.conversation_file import FILE_NAME
from qa.chats.conversations import Conversations
from tests.fakes import HashEmbedder
from tests.qa.cli.command_line import CLOSED, COST, QUESTION, REPLY, UNANSWERED
from tests.qa.cli.plain.plain_chat import SECOND, Chat, saved, states

# --- lists of conversations


def test_list_resume_rename_delete_and_undo(chat: Chat, library: Path) -> None:
    chat(QUESTION, UNANSWERED, "/rename  The  mill", "/new", SECOND)
    with Conversations.open(library) as store:
        second, first = (one.id for one in store.recent())
    day = saved(library).updated[:10]
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
    assert written["id"] == saved(library).id
    assert [turn["state"] for turn in written["turns"]] == ["answered", "refused"]
    (citation,) = written["turns"][0]["answer"]["citations"]
    assert citation["quote"] == COST


# --- resuming


def test_resume_shows_the_conversation_and_goes_on_with_it(chat: Chat, library: Path) -> None:
    before = chat(QUESTION, UNANSWERED)
    key = saved(library).id
    chat(SECOND)
    outcome = chat("And of the mill?", "/open 1", flags=["--resume", key])
    shown = f"You asked: {QUESTION}\n\n{REPLY} [1]\n"
    assert outcome.out.startswith(shown)
    assert before.out.split("\n\n")[1] in outcome.out
    assert f"You asked: {UNANSWERED}\n\nThe articles do not say." in outcome.out
    resumed = saved(library)
    assert resumed.id == key
    answer = resumed.turns[2].answer
    assert answer is not None
    assert answer.standalone_question == f"And of the mill? ({UNANSWERED})"
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
        raise FootnoteError("the disk is full", "make room", "storage")

    with monkeypatch.context() as patch:
        patch.setattr(Conversations, method, full)
        outcome = chat(QUESTION, "/open 1", "/again", flags=["--resume"])
    assert outcome.code == 0
    assert outcome.complaints == ["footnote: not saved: the disk is full: make room"] * 2
    # the reply says nothing of SECOND, so a sentence that does was quoted
    assert outcome.out.startswith(f"You asked: {SECOND}\n\n{CLOSED} [1]\n")
    assert outcome.out.count(f"{REPLY} [1]") == 2
    assert f">>>{COST}<<<" in outcome.out
    kept = states(library)
    assert kept[0] == (SECOND, "answered")
    assert kept[1:] == ([] if method == "begin" else [(QUESTION, "stopped")])


def test_a_library_that_is_not_there_is_an_error(chat: Chat, tmp_path: Path) -> None:
    outcome = chat(QUESTION, flags=["--library", tmp_path / "nowhere"])
    assert (outcome.code, outcome.out) == (2, "")
    assert len(outcome.complaints) == 1


def test_conversations_live_in_a_file_of_their_own(chat: Chat, library: Path) -> None:
    chat(QUESTION)
    with sqlite3.connect(library / FILE_NAME) as connection:
        assert connection.execute("SELECT count(*) FROM turn").fetchone() == (1,)
    connection.close()
