"""Feeds and mailboxes: many articles in a file, each known by an id of its own."""

from __future__ import annotations

from email.message import EmailMessage
from mailbox import mbox
from pathlib import Path

import pytest
from feedgen.feed import FeedGenerator
from reading import ONE, THREE, TWO, article_in, found_in, problem_in

from index.types import Article, OtherFile, Problem


def _feed() -> FeedGenerator:
    feed = FeedGenerator()
    feed.id("https://courier.example/")
    feed.title("The Courier")
    feed.link(href="https://courier.example/")
    feed.description("News of the valley")
    for number, (title, text) in enumerate((("The mill", ONE), ("Rain & wind", TWO)), start=1):
        entry = feed.add_entry(order="append")
        entry.id(f"https://courier.example/{number}")
        entry.link(href=f"https://courier.example/{number}")
        entry.title(title)
        entry.published(f"2025-03-1{number}T07:30:00+01:00")
        entry.content(f"<p>{text}</p><p>Second &amp; last.</p>", type="html")
        entry.summary("In short.")
    return feed


@pytest.mark.parametrize("name", ["a.rss", "a.atom", "a.xml"])
def test_an_article_an_entry(tmp_path: Path, name: str) -> None:
    feed = _feed()
    data = feed.atom_str() if name == "a.atom" else feed.rss_str()
    first, second = found_in(tmp_path / name, data)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert first.path == f"{name}#https://courier.example/1"
    assert (first.title, first.text) == ("The mill", f"{ONE}\n\nSecond & last.")
    assert (second.title, second.date, second.source) == ("Rain & wind", "2025-03-12", "The Courier")
    assert second.url == "https://courier.example/2"


def test_a_feed_in_utf_16_and_one_that_is_cut_off(tmp_path: Path) -> None:
    text = _feed().rss_str().decode()
    assert len(found_in(tmp_path / "a.xml", text.encode("utf-16"))) == 2
    found = found_in(tmp_path / "b.xml", text[: text.rindex("</item>")])
    assert isinstance(found[0], Article)
    assert isinstance(found[-1], Problem)
    assert "cut off" in found[-1].reason


def test_xml_that_is_no_feed(tmp_path: Path) -> None:
    assert found_in(tmp_path / "a.xml", '<?xml version="1.0"?><!-- map --><urlset><url/></urlset>') == [
        OtherFile(".xml")
    ]
    assert "OPML" in problem_in(tmp_path / "b.xml", '<?xml version="1.0"?><opml version="2.0"/>').reason
    assert "not a feed" in problem_in(tmp_path / "c.rss", "<html/>").reason
    assert "no article in the feed" in problem_in(tmp_path / "d.rss", "<rss><channel/></rss>").reason


def test_nothing_is_fetched_or_opened(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("SECRET")
    declared = f'<!DOCTYPE rss [<!ENTITY a SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    item = f"<item><title>The mill &a;</title><description>{ONE} &a;</description></item>"
    found = found_in(tmp_path / "a.xml", f'<?xml version="1.0"?>{declared}<rss><channel>{item}</channel></rss>')
    assert found
    assert "SECRET" not in str(found)


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
