"""Mailboxes: an article a message, known by its id."""

from __future__ import annotations

from email.message import EmailMessage
from mailbox import mbox
from pathlib import Path

import pytest

from index.types import Article, Problem
from tests.index.reading import ONE, THREE, TWO, article_in, found_in, problem_in


def _mail(number: int, text: str, *, name: str | None = None) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = f"Letter {number}", "Ann Lee <ann@courier.example>"
    mail["Date"] = "Fri, 14 Mar 2025 07:30:00 +0100"
    if name:
        mail["Message-ID"] = f"<{name}>"
    mail.set_content(text)
    return mail


def _box(path: Path, *mails: EmailMessage) -> None:
    box = mbox(path)
    for mail in mails:
        box.add(mail)
    box.close()


def test_an_article_a_message(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    text = f"{ONE}\n\nFrom the hill one saw it.\n"
    _box(path, _mail(1, text, name="1@c.example"), _mail(2, " "), _mail(3, THREE), _mail(4, TWO, name="1@c.example"))
    first, empty, third, fourth = found_in(path, path.read_bytes())
    assert isinstance(first, Article)
    assert (first.path, first.title, first.source) == ("a.mbox#1@c.example", "Letter 1", "Ann Lee")
    assert first.text == f"{ONE}\n\nFrom the hill one saw it."
    assert (first.date, empty) == ("2025-03-14", Problem("a.mbox#2", "no text in the mail; skipped"))
    assert [one.path for one in (third, fourth) if isinstance(one, Article)] == ["a.mbox#3", "a.mbox#4"]


def test_what_is_no_mailbox(tmp_path: Path) -> None:
    assert "no message" in problem_in(tmp_path / "a.mbox", "words\n").reason


def test_a_message_that_is_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.mbox._MOST_OF_MESSAGE", 500)
    path = tmp_path / "a.mbox"
    _box(path, _mail(1, f"{ONE}\n" * 20), _mail(2, TWO))
    large, small = found_in(path, path.read_bytes())
    assert isinstance(large, Problem)
    assert large.path == "a.mbox#1"
    assert isinstance(small, Article)


def test_a_mailbox_of_one(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    _box(path, _mail(1, ONE))
    assert article_in(path, path.read_bytes()).text == ONE
