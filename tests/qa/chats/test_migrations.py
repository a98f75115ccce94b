"""A file of an earlier version is brought up to date, step by step, or stays as it was."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.chats.conversation_file import FILE_NAME, FORMAT
from qa.chats.conversations import Conversations
from qa.chats.migrations import STEPS, migrate
from qa.chats.records import is_unsealed, record_of
from qa.chats.salvage import conversation_findings, repair_conversations
from qa.chats.saved import answer_record
from qa.types import Answer
from tests.qa.chats.saying import ANSWER, REFUSED, is_one_line, loaded, said

APPLICATION = 0x466F6F74
# As the first Footnote laid them out, and as it saved an answer.
VERSION_1 = f"""
CREATE TABLE conversation (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT,
    words TEXT NOT NULL DEFAULT '',
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    hidden TEXT
);
CREATE TABLE turn (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation (number) ON DELETE CASCADE,
    question TEXT NOT NULL,
    asked TEXT NOT NULL,
    state TEXT NOT NULL,
    draft TEXT NOT NULL DEFAULT '',
    answer TEXT,
    reason TEXT,
    words TEXT NOT NULL
);
CREATE INDEX turn_conversation ON turn (conversation);
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = 1;
"""
NOW = "2026-01-01T00:00:00.000+00:00"


def first_record(answer: Answer) -> str:
    """An answer as the first Footnote saved it: without a checksum, and without what it did not know of."""
    record = answer_record(answer)
    for later in ("kind", "short_answer", "missing", "nearest"):
        del record[later]
    for sentence in record["sentences"]:
        del sentence["label"]
    return json.dumps(record, ensure_ascii=False)


@pytest.fixture
def old(library_dir: Path) -> Path:
    """A file of version 1: an answer of before there were checksums, one of after, and a question that failed."""
    library_dir.mkdir(exist_ok=True)
    file = library_dir / FILE_NAME
    with closing(sqlite3.connect(file)) as db:
        db.executescript(VERSION_1)
        db.execute("INSERT INTO conversation VALUES (1, 'abc234', 'Old [x]', ' old x ', ?, ?, NULL)", (NOW, NOW))
        turns = [
            ("What closed?", "answered", first_record(ANSWER), None),
            ("Q?", "refused", record_of(REFUSED), None),
            ("Why?", "failed", None, "the model has gone"),
        ]
        for question, state, answer, reason in turns:
            db.execute(
                "INSERT INTO turn (conversation, question, asked, state, draft, answer, reason, words) "
                "VALUES (1, ?, ?, ?, 'draft', ?, ?, ' closed ')",
                (question, NOW, state, answer, reason),
            )
        db.commit()
    return file


def version_of(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def rows_of(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as db:
        return [*db.execute("SELECT * FROM conversation"), *db.execute("SELECT * FROM turn ORDER BY number")]


def test_the_first_version_is_brought_up_to_date_and_loses_nothing(old: Path) -> None:
    with Conversations.open(old.parent) as store:
        conversation = loaded(store, "abc234")
        assert conversation.title == "Old [x]"
        assert [(turn.question, turn.state, turn.answer, turn.reason) for turn in conversation.turns] == [
            ("What closed?", "answered", ANSWER, None),
            ("Q?", "refused", REFUSED, None),
            ("Why?", "failed", None, "the model has gone"),
        ]
        said(store, "And then?", within="abc234")
    assert version_of(old) == FORMAT
    with Conversations.open(old.parent) as store:
        assert [one.questions for one in store.recent("closed")] == [4]


def test_a_letter_that_changes_after_it_is_noticed(old: Path) -> None:
    with Conversations.open(old.parent):
        pass
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE turn SET answer = replace(answer, 'closed', 'opened') WHERE number = 1")
        db.commit()
    with Conversations.open(old.parent) as store, pytest.raises(FootnoteError) as error:
        loaded(store, "abc234")
    is_one_line(error, "abc234", "damaged")


def test_a_new_file_has_been_through_all_steps_and_an_old_one_comes_to_the_same_tables(
    old: Path, tmp_path: Path
) -> None:
    tables = []
    for folder in (old.parent, tmp_path / "new"):
        with Conversations.open(folder):
            pass
        with closing(sqlite3.connect(folder / FILE_NAME)) as db:
            rows = db.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
            tables.append([(name, " ".join((sql or "").split())) for name, sql in rows])
        assert version_of(folder / FILE_NAME) == FORMAT == len(STEPS)
    assert tables[0] == tables[1]


@pytest.mark.parametrize("error", [RuntimeError("a bug"), KeyboardInterrupt(), sqlite3.OperationalError("disk full")])
def test_where_a_step_fails_the_file_is_as_it_was(old: Path, error: BaseException) -> None:
    def half_way(db: sqlite3.Connection) -> None:
        db.execute("ALTER TABLE turn ADD COLUMN later TEXT")
        db.execute("DELETE FROM conversation")
        raise error

    before = rows_of(old)
    with closing(sqlite3.connect(old, isolation_level=None)) as db, pytest.raises(type(error)):
        migrate(db, APPLICATION, (*STEPS, half_way))
    assert (version_of(old), rows_of(old)) == (1, before)
    with Conversations.open(old.parent) as store:
        assert len(loaded(store, "abc234").turns) == 3


def test_a_file_of_each_version_takes_only_the_steps_that_it_lacks(old: Path) -> None:
    taken: list[int] = []

    def step(number: int) -> Callable[[sqlite3.Connection], None]:
        return lambda _: taken.append(number)

    steps = [step(number) for number in (1, 2, 3, 4)]
    with closing(sqlite3.connect(old, isolation_level=None)) as db:
        migrate(db, APPLICATION, steps[:2])
        migrate(db, APPLICATION, steps)
        migrate(db, APPLICATION, steps)
    assert taken == [2, 3, 4]
    assert version_of(old) == 4


def test_chats_that_open_it_at_the_same_time_do_it_once(old: Path) -> None:
    problems: list[Exception] = []

    def open_it() -> None:
        try:
            with Conversations.open(old.parent) as store:
                assert loaded(store, "abc234").turns[0].answer == ANSWER
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert problems == []


def test_a_newer_version_is_refused_with_what_to_do(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db:
        db.execute(f"PRAGMA user_version = {FORMAT + 1}")
    before = old.read_bytes()
    with pytest.raises(FootnoteError) as error:
        Conversations.open(old.parent)
    is_one_line(error, "newer Footnote", f"format {FORMAT + 1}", "update Footnote")
    assert old.read_bytes() == before
    (finding,) = conversation_findings(old.parent)
    assert "update Footnote" in finding.todo


def test_a_damaged_file_of_the_first_version_is_repaired_with_its_answers(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db:
        db.execute("UPDATE turn SET state = 'lost' WHERE number = 3")
        db.commit()
    assert "3 questions" in repair_conversations(old.parent)[0].says
    with Conversations.open(old.parent) as store:
        first, second, third = loaded(store, "abc234").turns
    assert (first.answer, second.answer) == (ANSWER, REFUSED)
    assert third.state == "failed"


def test_only_what_has_no_checksum_is_given_one() -> None:
    assert is_unsealed(first_record(ANSWER))
    assert not is_unsealed(record_of(replace(ANSWER, question="{")))
