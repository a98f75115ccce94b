"""Saved conversations: written as they happen, found again, brought back, and never lost to a crash."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import HashEmbedder, hit_of, write_article
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from qa.conversation_file import FILE_NAME, FORMAT
from qa.conversations import UNDO, Conversations, Writing, articles_of
from qa.saved import Conversation, storable
from qa.types import Answer, Citation, Sentence

REPOSITORY = Path(__file__).resolve().parents[2]
HIT = hit_of("The café in Århus closed on Tuesday.", 3, before="Before.", source="Gazette", date="2024-03-05")
QUOTE = HIT.passage.text
ANSWER = Answer(
    question="What closed?",
    standalone_question="What closed?",
    text="The café in Århus closed. [1]",
    abstained=False,
    confidence=0.75,
    sentences=(Sentence("The café in Århus closed.", (1,), True),),
    citations=(Citation(1, HIT.article, QUOTE, HIT.passage.start, HIT.passage.end),),
    retrieved=(HIT,),
    model="scripted",
)
REFUSED = Answer("Q?", "Q?", "The articles do not say.", True, 0.0, (), (), (HIT,), "scripted")
LIBRARY = {HIT.article.id: HIT.article}


class Clock:
    """A second passes whenever it is asked."""

    def __init__(self) -> None:
        self.now = datetime(2025, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(library_dir: Path, clock: Clock) -> Iterator[Conversations]:
    with Conversations.open(library_dir, clock=clock) as opened:
        yield opened


def _said(store: Conversations, question: str, answer: Answer = ANSWER, within: str | None = None) -> str:
    """One question and its answer; the conversation's id."""
    writing = store.begin(question, within)
    store.grow(writing, "The café")
    store.finish(writing, answer)
    return writing.conversation


def _load(store: Conversations, key: str) -> Conversation:
    return store.load(key, LIBRARY.get)


def _one_line(error: pytest.ExceptionInfo[FootnoteError], *said: str) -> None:
    assert len(str(error.value).splitlines()) == 1
    for words in said:
        assert words in str(error.value)


# --- as it happens


def test_a_conversation_comes_into_being_with_its_first_question(store: Conversations) -> None:
    assert store.recent() == []
    assert store.latest() is None
    writing = store.begin("What  closed?\n")
    (summary,) = store.recent()
    assert (summary.id, summary.title, summary.questions) == (writing.conversation, "What closed?", 1)
    assert store.latest() == writing.conversation
    turn = _load(store, writing.conversation).turns[0]
    assert (turn.question, turn.state, turn.draft, turn.answer) == ("What  closed?\n", "writing", "", None)


def test_a_turn_is_there_at_every_moment(store: Conversations, library_dir: Path) -> None:
    writing = store.begin("What closed?")
    with Conversations.open(library_dir) as other:
        for piece in ("The", " café", " in Århus"):
            store.grow(writing, piece)
            assert _load(other, writing.conversation).turns[0].draft.endswith(piece)
        store.finish(writing, ANSWER)
        turn = _load(other, writing.conversation).turns[0]
    assert (turn.state, turn.draft, turn.answer, turn.reason) == ("answered", "The café in Århus", ANSWER, None)


def test_an_answer_refused_stopped_or_failed(store: Conversations) -> None:
    key = _said(store, "one", REFUSED)
    _said(store, "two", replace(ANSWER, stopped=True), key)
    failed = store.begin("three", key)
    store.fail(failed, "no passage fits")
    given_up = store.begin("four", key)
    store.grow(given_up, "The")
    store.stop(given_up)
    turns = _load(store, key).turns
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
    key = _said(store, "one")
    conversation = _load(store, key)
    assert conversation.created == conversation.turns[0].asked == "2025-01-01T00:00:02.000+00:00"
    assert conversation.updated == "2025-01-01T00:00:03.000+00:00"


def test_ids_are_short_and_printable(store: Conversations) -> None:
    keys = {_said(store, "one") for _ in range(50)}
    assert len(keys) == 50
    assert all(len(key) == 6 and key.isalnum() and key.isascii() and key == key.lower() for key in keys)


def test_nothing_is_written_into_a_turn_that_was_dropped_or_is_done(store: Conversations) -> None:
    writing = store.begin("one")
    store.drop_last_turn(writing.conversation)
    store.grow(writing, "x")
    store.finish(writing, ANSWER)
    again = store.begin("two", writing.conversation)
    store.finish(again, REFUSED)
    store.grow(again, "x")
    store.finish(again, ANSWER)
    (turn,) = _load(store, writing.conversation).turns
    assert (turn.question, turn.draft, turn.state) == ("two", "", "refused")


# --- crashes and other processes

_WRITER = """
import sys
from qa.conversations import Conversations
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
        (turn,) = _load(store, key).turns
        assert (turn.question, turn.state, turn.answer) == ("What closed?", "stopped", None)
        written = turn.draft.split()
        assert written == [str(number) for number in range(len(written))]
        assert len(written) >= committed - 1  # the last line may be half of one
        assert store.latest() == key
        _said(store, "And then?", within=key)
        assert [turn.state for turn in _load(store, key).turns] == ["stopped", "answered"]


def test_processes_write_at_once(library_dir: Path) -> None:
    processes = [_write(library_dir, 300) for _ in range(3)]
    outs = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    draft = "".join(f"{number} " for number in range(300))
    with Conversations.open(library_dir) as store:
        assert len(store.recent()) == 3
        for out in outs:
            (turn,) = _load(store, out[0]).turns
            assert (turn.draft, turn.state) == (draft, "failed")


def test_a_turn_that_another_process_is_writing_is_shown_stopped_and_is_whole_later(
    store: Conversations, library_dir: Path
) -> None:
    writing = store.begin("What closed?")
    store.grow(writing, "The")
    with Conversations.open(library_dir) as other:
        assert [(turn.state, turn.draft) for turn in _load(other, writing.conversation).turns] == [("stopped", "The")]
        assert _load(store, writing.conversation).turns[0].state == "writing"
        store.grow(writing, " café")
        store.finish(writing, ANSWER)
        assert _load(other, writing.conversation).turns[0].answer == ANSWER


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
    found = [_load(store, one.id).turns[0] for one in store.recent()]
    assert [(turn.draft, turn.state) for turn in found] == [("x" * 50, "answered")] * 4


# --- lists


def test_the_last_used_comes_first(store: Conversations) -> None:
    first, second, third = (_said(store, question) for question in ("one", "two", "three"))
    assert [one.id for one in store.recent()] == [third, second, first]
    _said(store, "more", within=first)
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
    key = _said(store, "What closed on Tuesday?")
    _said(store, "Is the mill shut?", REFUSED, key)
    assert [one.id for one in store.recent(search)] == [key]


@pytest.mark.parametrize("search", ["hus", "clo mill", "shutter", "café closes", "mill comet"])
def test_search_takes_whole_words_and_the_beginning_of_the_last(store: Conversations, search: str) -> None:
    key = _said(store, "What closed on Tuesday?")
    _said(store, "Is the mill shut?", REFUSED, key)
    assert store.recent(search) == []


@pytest.mark.parametrize(
    "search", ['"', "mill AND NOT (", "NEAR(mill shut)", "mill*", "-mill", "title:mill", "%", "' OR 1"]
)
def test_nothing_in_a_search_is_syntax(store: Conversations, search: str) -> None:
    _said(store, "Is the mill shut?", REFUSED)
    _said(store, "mill and not near title", REFUSED)
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
        _said(store, search + " mill")
        found = store.recent(search)
        assert len(found) == 1  # a question is found by itself
        store.recent(search * 5 + " nothing")


# --- loading


def test_an_exact_resume_from_a_library(tmp_path: Path, library_dir: Path, embedder: HashEmbedder) -> None:
    news = tmp_path / "news"
    file = write_article(news, "cafe.md", "A café", QUOTE, date="2024-03-05", source="Gazette")
    other = write_article(news, "talks.md", "Talks", "Ann Lee leads the talks in Madrid.")
    build(library_dir, [news], embedder)
    with Library.open(library_dir, embedder) as library, Conversations.open(library_dir) as store:
        article = library.article("cafe.md")
        start = article.text.index(QUOTE)
        hits = tuple(library.search("café closed"))
        cited = (Citation(1, article, QUOTE, start, start + len(QUOTE), (library.article("talks.md"),)),)
        answer = replace(ANSWER, citations=cited, retrieved=hits)
        key = _said(store, "What closed?", answer)
        assert store.load(key, articles_of(library)).turns[0].answer == answer
        file.write_text("---\ntitle: Corrected\n---\n\nNothing closed after all in that town.\n")
        other.unlink()
        build(library_dir, [news], embedder)
        back = store.load(key, articles_of(library)).turns[0].answer
    assert back is not None
    assert back.citations[0].article == replace(article, text=QUOTE)
    assert [hit.passage.text for hit in back.retrieved] == [hit.passage.text for hit in hits]
    assert back.text == answer.text


def test_an_id_that_is_a_beginning_or_a_path_is_no_article(
    tmp_path: Path, library_dir: Path, embedder: HashEmbedder
) -> None:
    write_article(tmp_path / "news", "cafe.md", "A café", QUOTE)
    build(library_dir, [tmp_path / "news"], embedder)
    with Library.open(library_dir, embedder) as library:
        article = library.article("cafe.md")
        article_of = articles_of(library)
        assert article_of(article.id) == article
        assert article_of(article.id[:5]) is article_of("cafe.md") is article_of("") is None


def test_indexing_again_leaves_conversations_alone(tmp_path: Path, library_dir: Path, embedder: HashEmbedder) -> None:
    write_article(tmp_path / "news", "cafe.md", "A café", QUOTE)
    build(library_dir, [tmp_path / "news"], embedder)
    with Conversations.open(library_dir) as store:
        key = _said(store, "What closed?")
        build(library_dir, [tmp_path / "news"], embedder, rebuild=True)
        assert [turn.question for turn in _load(store, key).turns] == ["What closed?"]


@pytest.mark.parametrize("key", ["", "nosuch", "x' OR 1=1 --", "\ud800", "\x1b[31m"])
def test_a_conversation_that_there_is_not(store: Conversations, key: str) -> None:
    _said(store, "one")
    for use in (lambda: _load(store, key), lambda: store.delete(key), lambda: store.begin("x", key)):
        with pytest.raises(FootnoteError) as error:
            use()
        _one_line(error, "no conversation")
        assert str(error.value).isprintable()


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=())), st.lists(st.text(st.characters(exclude_categories=()))))
def test_any_text_comes_back_but_for_lone_surrogates(question: str, pieces: list[str]) -> None:
    with Conversations.in_memory() as store:
        writing = store.begin(question)
        for piece in pieces:
            store.grow(writing, piece)
        store.fail(writing, question)
        (turn,) = _load(store, writing.conversation).turns
    assert (turn.question, turn.reason) == (storable(question), storable(question))
    assert turn.draft == "".join(map(storable, pieces))


def test_a_hundred_thousand_characters_come_back(store: Conversations) -> None:
    text = "\x00\x1b\n\u202e👩‍👧é " * 12_500
    assert len(text) >= 100_000
    answer = replace(ANSWER, question=text, text=text, sentences=(Sentence(text),))
    writing = store.begin(text)
    store.grow(writing, text)
    store.grow(writing, text)
    store.finish(writing, answer)
    (turn,) = _load(store, writing.conversation).turns
    assert (turn.question, turn.draft, turn.answer) == (text, text + text, answer)


# --- changing what was saved


def test_a_title_can_be_given(store: Conversations) -> None:
    key = _said(store, "one")
    store.rename(key, "  A\nbetter\x1b title ")
    assert store.recent()[0].title == _load(store, key).title == "A better title"
    store.drop_last_turn(key)
    _said(store, "two", within=key)
    assert store.recent()[0].title == "A better title"
    for title in ("", " \x00", "x" * 201):
        with pytest.raises(FootnoteError) as error:
            store.rename(key, title)
        _one_line(error, "title")


def test_dropping_the_last_turn(store: Conversations) -> None:
    key = _said(store, "one")
    _said(store, "two", within=key)
    store.drop_last_turn(key)
    assert [turn.question for turn in _load(store, key).turns] == ["one"]
    assert store.recent("two") == []
    store.drop_last_turn(key)
    assert (store.recent(), store.latest()) == ([], None)
    assert _load(store, key).turns == ()
    store.drop_last_turn(key)
    _said(store, "another", within=key)
    assert [(one.id, one.title) for one in store.recent()] == [(key, "another")]


def test_dropping_one_turn_leaves_what_came_after_it(store: Conversations) -> None:
    key = _said(store, "one")
    _said(store, "two", within=key)
    store.drop_turn(_load(store, key).turns[0].number)
    store.drop_turn(0)
    assert [turn.question for turn in _load(store, key).turns] == ["two"]


def test_delete_and_restore(store: Conversations, library_dir: Path) -> None:
    key, other = _said(store, "one"), _said(store, "two")
    store.delete(key)
    assert [one.id for one in store.recent()] == [other]
    assert store.recent("one") == []
    with pytest.raises(FootnoteError):
        _load(store, key)
    with Conversations.open(library_dir, clock=Clock()) as later:
        later.restore(key)
    assert {one.id for one in store.recent()} == {key, other}
    assert _load(store, key).turns[0].answer == ANSWER


def test_a_deleted_conversation_that_is_gone_on_with_is_back(store: Conversations) -> None:
    key = _said(store, "one")
    store.delete(key)
    _said(store, "two", within=key)
    assert [turn.question for turn in _load(store, key).turns] == ["one", "two"]


def test_what_was_deleted_is_removed_for_good_a_day_later(clock: Clock, library_dir: Path) -> None:
    with Conversations.open(library_dir, clock=clock) as store:
        gone, kept = _said(store, "Xylophones everywhere?"), _said(store, "two")
        store.rename(gone, "Xylophones, renamed")
        store.delete(gone)
        empty = _said(store, "Zithers?")
        store.drop_last_turn(empty)
    clock.now += UNDO - timedelta(minutes=1)
    with Conversations.open(library_dir, clock=clock) as store:
        store.restore(gone)
        store.delete(gone)
    assert b"xylophones" in _bytes_of(library_dir)
    clock.now += UNDO + timedelta(minutes=1)
    with Conversations.open(library_dir, clock=clock) as store:
        assert b"xylophones" not in _bytes_of(library_dir)
        assert b"zithers" not in _bytes_of(library_dir)
        with pytest.raises(FootnoteError):
            store.restore(gone)
        assert [one.id for one in store.recent()] == [kept]
        assert _load(store, kept).turns[0].answer == ANSWER


def _bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{FILE_NAME}*"))).lower()


# --- files that are not what they should be


def test_folder_and_file_are_the_user_s_own(store: Conversations, library_dir: Path) -> None:
    _said(store, "one")
    assert stat.S_IMODE(library_dir.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in library_dir.glob(f"{FILE_NAME}*")} == {0o600}


def test_an_empty_file_is_a_new_one(library_dir: Path) -> None:
    library_dir.mkdir()
    (library_dir / FILE_NAME).touch()
    with Conversations.open(library_dir) as store:
        _said(store, "one")


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 100, b"x", b"SQLite format 3\x00" + b"\xff" * 5000, b"\x00" * 4096]
)
def test_a_file_that_is_no_database_is_one_line_and_stays(library_dir: Path, content: bytes) -> None:
    library_dir.mkdir()
    file = library_dir / FILE_NAME
    file.write_bytes(content)
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    _one_line(error, str(file))
    assert file.read_bytes() == content


def _foreign(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE bookmarks (url TEXT)")


def _marked(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA application_id = 77")


def _numbered(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA user_version = 3")


@pytest.mark.parametrize("make", [_foreign, _marked, _numbered])
def test_another_program_s_database_is_one_line_and_stays(library_dir: Path, make: object) -> None:
    library_dir.mkdir()
    file = library_dir / FILE_NAME
    with sqlite3.connect(file) as connection:
        make(connection)  # type: ignore[operator]
    connection.close()
    before = file.read_bytes()
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    _one_line(error, str(file), "move it away")
    assert file.read_bytes() == before


def test_a_newer_format_is_one_line_and_stays(library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        _said(store, "one")
    file = library_dir / FILE_NAME
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    _one_line(error, f"format {FORMAT + 1}")
    assert file.read_bytes() == before


def test_damage_inside_is_one_line(library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        keys = [_said(store, "one " * 500) for _ in range(20)]
    file = library_dir / FILE_NAME
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(FootnoteError) as error, Conversations.open(library_dir) as store:
        [_load(store, key) for key in keys]
    _one_line(error, str(file))
    assert file.read_bytes()[8192:] == content[8192:]


@pytest.mark.parametrize("record", ["", "{", "null", "[]", "{}", '{"articles": {}}', "7"])
def test_a_damaged_record_is_one_line(store: Conversations, library_dir: Path, record: str) -> None:
    key, other = _said(store, "one"), _said(store, "two")
    with sqlite3.connect(library_dir / FILE_NAME) as connection:
        connection.execute("UPDATE turn SET answer = ? WHERE question = 'one'", (record,))
    connection.close()
    with pytest.raises(FootnoteError) as error:
        _load(store, key)
    _one_line(error, key, "damaged")
    assert _load(store, other).turns[0].answer == ANSWER


@pytest.mark.parametrize("folder", ["/dev/null/library", "/proc/self"])
def test_a_folder_that_cannot_be_written_is_one_line(folder: str) -> None:
    with pytest.raises(FootnoteError) as error:
        Conversations.open(folder)
    _one_line(error, folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_line(library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        key = _said(store, "one")
    for path, mode in ((library_dir / FILE_NAME, 0o400), (library_dir, 0o500)):
        path.chmod(mode)
        with pytest.raises(FootnoteError) as error:
            Conversations.open(library_dir)
        _one_line(error, str(library_dir), "permissions")
        path.chmod(0o700)
    with Conversations.open(library_dir) as store:
        assert _load(store, key).turns[0].answer == ANSWER


def test_without_permission_nothing_is_touched(library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Conversations.open(library_dir) as store:
        _said(store, "one")
    before = sorted(library_dir.iterdir())
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != library_dir)
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    _one_line(error, str(library_dir), "permissions")
    assert sorted(library_dir.iterdir()) == before


@contextmanager
def _full_disk(size: int) -> Iterator[None]:
    """No file of this process may be larger than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_one_line_and_loses_nothing(store: Conversations) -> None:
    key = _said(store, "one")
    writing: Writing = store.begin("two", key)
    store.grow(writing, "The café")
    with _full_disk(2**16):
        for use in (
            lambda: store.grow(writing, "x" * 2**17),
            lambda: store.finish(writing, replace(ANSWER, text="x" * 2**17)),
            lambda: store.begin("x" * 2**17, key),
        ):
            with pytest.raises(FootnoteError) as error:
                use()
            _one_line(error, FILE_NAME, "free space")
    first, second = _load(store, key).turns
    assert first.answer == ANSWER
    assert second.draft == "The café"
    store.finish(writing, ANSWER)
    assert _load(store, key).turns[1].answer == ANSWER


def test_a_file_that_another_program_holds_is_one_line(
    store: Conversations, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.conversation_file._BUSY", 0.1)
    with sqlite3.connect(library_dir / FILE_NAME, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(FootnoteError) as error:
            Conversations.open(library_dir)
        _one_line(error, "locked")
        assert store.recent() == []  # reading goes on
    connection.close()
