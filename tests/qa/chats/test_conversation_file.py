"""The file of the conversations: private, and one line where it is not what it should be or cannot be written."""

from __future__ import annotations

import os
import resource
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.chats.conversation_file import FILE_NAME, FORMAT
from qa.chats.conversations import Conversations, Writing
from tests.qa.chats.saying import ANSWER, is_one_line, loaded, said


def test_folder_and_file_are_the_user_s_own(store: Conversations, library_dir: Path) -> None:
    said(store, "one")
    assert stat.S_IMODE(library_dir.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in library_dir.glob(f"{FILE_NAME}*")} == {0o600}


def test_an_empty_file_is_a_new_one(library_dir: Path) -> None:
    library_dir.mkdir()
    (library_dir / FILE_NAME).touch()
    with Conversations.open(library_dir) as store:
        said(store, "one")


@pytest.mark.parametrize(
    "content", [b"not a database at all " * 100, b"x", b"SQLite format 3\x00" + b"\xff" * 5000, b"\x00" * 4096]
)
def test_a_file_that_is_no_database_is_one_line_and_stays(library_dir: Path, content: bytes) -> None:
    library_dir.mkdir()
    file = library_dir / FILE_NAME
    file.write_bytes(content)
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    is_one_line(error, str(file))
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
    is_one_line(error, str(file), "move it away")
    assert file.read_bytes() == before


def test_a_newer_format_is_one_line_and_stays(library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        said(store, "one")
    file = library_dir / FILE_NAME
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    is_one_line(error, f"format {FORMAT + 1}")
    assert file.read_bytes() == before


def test_damage_inside_is_one_line(library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        keys = [said(store, "one " * 500) for _ in range(20)]
    file = library_dir / FILE_NAME
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    file.write_bytes(content)
    with pytest.raises(FootnoteError) as error, Conversations.open(library_dir) as store:
        [loaded(store, key) for key in keys]
    is_one_line(error, str(file))
    assert file.read_bytes()[8192:] == content[8192:]


@pytest.mark.parametrize("record", ["", "{", "null", "[]", "{}", '{"articles": {}}', "7"])
def test_a_damaged_record_is_one_line(store: Conversations, library_dir: Path, record: str) -> None:
    key, other = said(store, "one"), said(store, "two")
    with sqlite3.connect(library_dir / FILE_NAME) as connection:
        connection.execute("UPDATE turn SET answer = ? WHERE question = 'one'", (record,))
    connection.close()
    with pytest.raises(FootnoteError) as error:
        loaded(store, key)
    is_one_line(error, key, "damaged")
    assert loaded(store, other).turns[0].answer == ANSWER


@pytest.mark.parametrize("folder", ["/dev/null/library", "/proc/self"])
def test_a_folder_that_cannot_be_written_is_one_line(folder: str) -> None:
    with pytest.raises(FootnoteError) as error:
        Conversations.open(folder)
    is_one_line(error, folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_one_line(library_dir: Path) -> None:
    with Conversations.open(library_dir) as store:
        key = said(store, "one")
    for path, mode in ((library_dir / FILE_NAME, 0o400), (library_dir, 0o500)):
        path.chmod(mode)
        with pytest.raises(FootnoteError) as error:
            Conversations.open(library_dir)
        is_one_line(error, str(library_dir), "permissions")
        path.chmod(0o700)
    with Conversations.open(library_dir) as store:
        assert loaded(store, key).turns[0].answer == ANSWER


def test_without_permission_nothing_is_touched(library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Conversations.open(library_dir) as store:
        said(store, "one")
    before = sorted(library_dir.iterdir())
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != library_dir)
    with pytest.raises(FootnoteError) as error:
        Conversations.open(library_dir)
    is_one_line(error, str(library_dir), "permissions")
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
    key = said(store, "one")
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
            is_one_line(error, FILE_NAME, "disk is full", "make room")
    first, second = loaded(store, key).turns
    assert first.answer == ANSWER
    assert second.draft == "The café"
    store.finish(writing, ANSWER)
    assert loaded(store, key).turns[1].answer == ANSWER


def test_a_file_that_another_program_holds_is_one_line(
    store: Conversations, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.chats.conversation_file._BUSY", 0.1)
    with sqlite3.connect(library_dir / FILE_NAME, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(FootnoteError) as error:
            Conversations.open(library_dir)
        is_one_line(error, "locked")
        assert store.recent() == []  # reading goes on
    connection.close()
