"""Conversations are written as they happen, never lost to a crash, and found again in lists."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.chats.conversations import Conversations
from tests.qa.chats.saying import ANSWER, REFUSED, loaded, said

REPOSITORY = Path(__file__).resolve().parents[3]


# --- as it happens


def test_a_conversation_comes_into_being_with_its_first_question(store: Conversations) -> None:
    assert store.recent() == []
    assert store.latest() is None
    writing = store.begin("What  closed?\n")
    (summary,) = store.recent()
    assert (summary.id, summary.title, summary.questions) == (writing.conversation, "What closed?", 1)
    assert store.latest() == writing.conversation
    turn = loaded(store, writing.conversation).turns[0]
    assert (turn.question, turn.state, turn.draft, turn.answer) == ("What  closed?\n", "writing", "", None)


def test_a_turn_is_there_at_every_moment(store: Conversations, library_dir: Path) -> None:
    writing = store.begin("What closed?")
    with Conversations.open(library_dir) as other:
        for piece in ("The", " café", " in Århus"):
            store.grow(writing, piece)
            assert loaded(other, writing.conversation).turns[0].draft.endswith(piece)
        store.finish(writing, ANSWER)
        turn = loaded(other, writing.conversation).turns[0]
    assert (turn.state, turn.draft, turn.answer, turn.reason) == ("answered", "The café in Århus", ANSWER, None)


def test_an_answer_refused_stopped_or_failed(store: Conversations) -> None:
    key = said(store, "one", REFUSED)
    said(store, "two", replace(ANSWER, stopped=True), key)
    failed = store.begin("three", key)
    store.fail(failed, "no passage fits")
    given_up = store.begin("four", key)
    store.grow(given_up, "The")
    store.stop(given_up)
    turns = loaded(store, key).turns
    assert [(turn.question, turn.state) for turn in turns] == [
        ("one", "refused"),
        ("two", "stopped"),
        ("three", "failed"),
        ("four", "stopped"),
    ]
    assert turns[0].answer == REFUSED
    assert turns[1].answer == replace(ANSWER, stopped=True)
    assert (turns[2].answer, turns[2].reason) == (None, "no passage fits")
    assert (turns[3].answer, turns[3].draft) == (None, "The")


def test_times_are_utc(store: Conversations) -> None:
    key = said(store, "one")
    conversation = loaded(store, key)
    assert conversation.created == conversation.turns[0].asked == "2025-01-01T00:00:02.000+00:00"
    assert conversation.updated == "2025-01-01T00:00:03.000+00:00"


def test_ids_are_short_and_printable(store: Conversations) -> None:
    keys = {said(store, "one") for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == 6 and key.isalnum() and key.isascii() and key == key.lower() for key in keys)


def test_nothing_is_written_into_a_turn_that_was_dropped_or_is_done(store: Conversations) -> None:
    writing = store.begin("one")
    store.drop_turn(writing.turn)
    store.grow(writing, "x")
    store.finish(writing, ANSWER)
    again = store.begin("two", writing.conversation)
    store.finish(again, REFUSED)
    store.grow(again, "x")
    store.finish(again, ANSWER)
    (turn,) = loaded(store, writing.conversation).turns
    assert (turn.question, turn.draft, turn.state) == ("two", "", "refused")


# --- crashes and other processes


_WRITER = """
import sys
from qa.chats.conversations import Conversations
store = Conversations.open(sys.argv[1])
writing = store.begin("What closed?")
print(writing.conversation, flush=True)
for number in range(int(sys.argv[2])):
    store.grow(writing, f"{number} ")
    print(number, flush=True)
store.fail(writing, "done")
"""


def _write(folder: Path, tokens: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WRITER, str(folder), str(tokens)]
    return subprocess.Popen(command, cwd=REPOSITORY, text=True, stdout=subprocess.PIPE)


@pytest.mark.parametrize("tokens", [0, 1, 300])
def test_kill_9_loses_at_most_the_token_that_was_being_written(library_dir: Path, tokens: int) -> None:
    with _write(library_dir, 1_000_000) as process:
        assert process.stdout is not None
        key = process.stdout.readline().strip()
        for number in range(tokens):
            assert process.stdout.readline() == f"{number}\n"
        process.kill()
        # what came through the pipe before the kill was committed
        committed = tokens + len(process.stdout.read().splitlines())
    with Conversations.open(library_dir) as store:
        (turn,) = loaded(store, key).turns
        assert (turn.question, turn.state, turn.answer) == ("What closed?", "stopped", None)
        written = turn.draft.split()
        assert written == [str(number) for number in range(len(written))]
        assert len(written) >= committed - 1  # the last line may be half of one
        assert store.latest() == key
        said(store, "And then?", within=key)
        assert [turn.state for turn in loaded(store, key).turns] == ["stopped", "answered"]


def test_processes_write_at_once(library_dir: Path) -> None:
    processes = [_write(library_dir, 300) for _ in range(3)]
    outs = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    draft = "".join(f"{number} " for number in range(300))
    with Conversations.open(library_dir) as store:
        assert len(store.recent()) == 3
        for out in outs:
            (turn,) = loaded(store, out[0]).turns
            assert (turn.draft, turn.state) == (draft, "failed")


def test_a_turn_that_another_process_is_writing_is_shown_stopped_and_is_whole_later(
    store: Conversations, library_dir: Path
) -> None:
    writing = store.begin("What closed?")
    store.grow(writing, "The")
    with Conversations.open(library_dir) as other:
        assert [(turn.state, turn.draft) for turn in loaded(other, writing.conversation).turns] == [("stopped", "The")]
        assert loaded(store, writing.conversation).turns[0].state == "writing"
        store.grow(writing, " café")
        store.finish(writing, ANSWER)
        assert loaded(other, writing.conversation).turns[0].answer == ANSWER


def test_threads_share_a_store(store: Conversations) -> None:
    def write(number: int) -> None:
        writing = store.begin(f"question {number}")
        for _ in range(50):
            store.grow(writing, "x")
            store.recent("question")
        store.finish(writing, ANSWER)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [loaded(store, one.id).turns[0] for one in store.recent()]
    assert [(turn.draft, turn.state) for turn in found] == [("x" * 50, "answered")] * 4


# --- lists


def test_the_last_used_comes_first(store: Conversations) -> None:
    first, second, third = (said(store, question) for question in ("one", "two", "three"))
    assert [one.id for one in store.recent()] == [third, second, first]
    said(store, "more", within=first)
    assert [(one.id, one.title, one.questions) for one in store.recent(limit=2)] == [
        (first, "one", 2),
        (third, "three", 1),
    ]
    store.rename(second, "Renamed")
    assert store.latest() == first


@pytest.mark.parametrize(
    "search",
    ["århus", "ARHUS", "cafe", "mill", "MILL shut", "shut cl", "What", "cafe mill arh", "closed_mill", "tuesda", "  "],
)
def test_search_finds_words_in_titles_questions_and_answers(store: Conversations, search: str) -> None:
    key = said(store, "What closed on Tuesday?")
    said(store, "Is the mill shut?", REFUSED, key)
    assert [one.id for one in store.recent(search)] == [key]


@pytest.mark.parametrize("search", ["hus", "clo mill", "shutter", "café closes", "mill comet"])
def test_search_takes_whole_words_and_the_beginning_of_the_last(store: Conversations, search: str) -> None:
    key = said(store, "What closed on Tuesday?")
    said(store, "Is the mill shut?", REFUSED, key)
    assert store.recent(search) == []


@pytest.mark.parametrize(
    "search", ['"', "mill AND NOT (", "NEAR(mill shut)", "mill*", "-mill", "title:mill", "%", "' OR 1"]
)
def test_nothing_in_a_search_is_syntax(store: Conversations, search: str) -> None:
    said(store, "Is the mill shut?", REFUSED)
    said(store, "mill and not near title", REFUSED)
    for one in store.recent(search):
        assert one.title in ("Is the mill shut?", "mill and not near title")


def test_drafts_of_what_was_given_up_are_found_and_titles_that_were_given(store: Conversations) -> None:
    writing = store.begin("one")
    store.grow(writing, "Comets collided")
    store.stop(writing)
    store.rename(writing.conversation, "Skies above Århus")
    for search in ("comets", "skies", "arhus", "one"):
        assert [one.title for one in store.recent(search)] == ["Skies above Århus"]


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_search_fails(search: str) -> None:
    with Conversations.in_memory() as store:
        said(store, search + " mill")
        found = store.recent(search)
        assert len(found) == 1  # a question is found by itself
        store.recent(search * 5 + " nothing")
