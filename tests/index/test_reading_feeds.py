"""Feeds of several kinds, and what is none: their entries, and the articles of those that were saved."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

import pytest
from feedgen.feed import FeedGenerator
from hypothesis import given
from hypothesis import strategies as st

from index.readers.bounded import BoundedReader, Bounds
from index.readers.entries import Entry, Feed, entries_of, is_feed, read_feed
from index.types import Article, OtherFile, Problem
from tests.index.reading import ONE, TWO, found_in, problem_in

AT = "https://example.org/news/feed.xml"
RSS = """<?xml version="1.0"?>
<!-- made by hand --><!DOCTYPE rss [<!ENTITY x "y">]>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Marsh &amp; More</title><link>https://example.org/</link>
<item><title>Older</title><link>/a</link><pubDate>Tue, 04 Mar 2025 23:10:00 +0100</pubDate>
<description>Short.</description>
<media:title>Not this</media:title><media:content url="x"/></item>
<item><title><![CDATA[The <b>mill</b> &amp; the river]]></title><guid>https://example.org/b</guid>
<pubDate>Wed, 05 Mar 2025 08:00:00 GMT</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.org/x/"><title type="html">Marsh</title>
<entry><title>A</title><link rel="self" href="self"/><link rel="alternate" href="a.html"/>
<updated>2025-03-06T01:00:00Z</updated>
<published>2025-03-05T01:00:00Z</published><content type="xhtml"><div><p>One.</p><p>Two.</p></div></content></entry>
<entry xml:base="deep/"><title>B</title><link href="b.html"/>
<updated>2025-03-04T01:00:00Z</updated><summary>S.</summary></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>
<item><title>A</title><link>https://example.org/a</link><dc:date>2005-03-05</dc:date><description>D.</description></item></rdf:RDF>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Marsh",
        "items": [
            {
                "id": "1",
                "url": "a",
                "title": "A",
                "date_published": "2025-03-05T01:00:00Z",
                "content_html": "<p>One.</p>",
            },
            {"id": "2", "summary": "S.", "title": 7},
            "no entry",
        ],
    }
)


# ---- entries


def test_rss() -> None:
    at = "https://example.org/a"
    older = Entry(at, (at,), "Older", "2025-03-04", "Marsh & More", "Short.", is_whole=False)
    at, title, text = "https://example.org/b", "The mill & the river", "<p>One.</p><p>Two.</p>"
    newer = Entry(at, (at,), title, "2025-03-05", "Marsh & More", text, is_whole=True)
    assert is_feed(RSS.encode())
    assert entries_of(RSS.encode(), AT) == Feed("Marsh & More", (older, newer), 2)


def test_atom_with_bases() -> None:
    assert is_feed(ATOM.encode())
    feed = entries_of(ATOM.encode(), AT)
    assert feed.title == "Marsh"
    assert [(one.links[0], one.date) for one in feed.entries] == [
        ("https://other.org/x/a.html", "2025-03-05"),
        ("https://other.org/x/deep/b.html", "2025-03-04"),
    ]
    assert "<p>One.</p><p>Two.</p>" in feed.entries[0].text
    assert (feed.entries[1].text, feed.entries[1].is_whole) == ("S.", False)


def test_a_link_of_an_odd_kind_is_better_than_none() -> None:
    odd = ATOM.replace('rel="alternate" href', 'rel="alternate" type="text/plain" href')
    assert entries_of(odd.encode(), AT).entries[0].links == ("https://other.org/x/a.html",)


def test_an_entry_from_elsewhere_names_its_source() -> None:
    there = ATOM.replace("<summary>", "<source><title>Far &amp; Wide</title></source><summary>")
    assert [one.source for one in entries_of(there.encode(), AT).entries] == ["Marsh", "Far & Wide"]


def test_rdf_and_json() -> None:
    assert is_feed(RDF.encode())
    (entry,) = entries_of(RDF.encode(), AT).entries
    assert astuple(entry)[1:] == (("https://example.org/a",), "A", "2005-03-05", "Old", "D.", False)
    assert is_feed(JSON_FEED.encode())
    assert entries_of(b"\xef\xbb\xbf" + JSON_FEED.encode(), AT).entries == (
        Entry("1", ("https://example.org/news/a",), "A", "2025-03-05", "Marsh", "<p>One.</p>", is_whole=True),
        Entry("2", (), "", "", "Marsh", "S.", is_whole=False),
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_feed_begins_as_one_in_any_encoding(encoding: str) -> None:
    assert is_feed(RSS.encode(encoding))
    assert len(entries_of(RSS.replace('"1.0"', f'"1.0" encoding="{encoding}"', 1).encode(encoding)).entries) == 2


@pytest.mark.parametrize(
    "text",
    [
        "<html><p>Words</p></html>",
        "<p>On <rss> elements</p>",
        '{"version": 1}',
        "",
        "<html><feed></html>",
        "rss",
        "<rssx>",
        "<opml/>",
    ],
)
def test_what_is_no_feed(text: str) -> None:
    assert not is_feed(text.encode())


def test_a_damaged_feed_gives_what_is_whole() -> None:
    feed = entries_of(RSS[:-60].replace("Short.", "AT&T &nbsp; <br>").encode("latin-1"), AT)
    assert [one.title for one in feed.entries] == ["Older", "The mill & the river"]
    assert feed.trouble


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "'
        + "x" * 1000
        + '">'
        + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    )
    files = '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    text = f"{bomb}{files}<rss><channel><item><title>A &j; &file;</title><link>/a</link></item></channel></rss>"
    (entry,) = entries_of(text.encode(), AT).entries
    assert len(entry.title) < 100
    assert "root" not in entry.title


@pytest.mark.parametrize(
    "data", [b"{", b"{" + b"[" * 100_000, b'{"items": 7}', b'{"items": null}', b"<rss", b"<rss><channel></rss>"]
)
def test_what_cannot_be_read_is_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "feed").write_bytes(data)
    feed = read_feed(tmp_path / "feed", AT)
    assert feed.entries == ()
    assert feed.trouble.isprintable()
    assert feed.trouble


@pytest.mark.parametrize("data", [b'{"items": [{"title": [1]}]}', b"<rss><item/></rss>"])
def test_what_says_nothing_gives_nothing(data: bytes) -> None:
    assert entries_of(data, AT).entries == (Entry("", (), "", "", "", "", is_whole=False),)


@given(st.binary(max_size=40), st.integers(0, len(RSS)), st.integers(0, 40))
def test_no_bytes_break_it(noise: bytes, at: int, cut: int) -> None:
    for text in (RSS, ATOM, JSON_FEED):
        data = text.encode()[:at] + noise + text.encode()[at + cut :]
        is_feed(data)
        with suppress(ValueError, TypeError, AttributeError, RecursionError, OverflowError):
            entries_of(data, AT)


def test_a_process_of_its_own_says_the_same(tmp_path: Path) -> None:
    for name, text in (("a", RSS), ("b", JSON_FEED)):
        (tmp_path / name).write_text(text)
        with BoundedReader() as reader:
            assert reader.feed(tmp_path / name, AT) == entries_of(text.encode(), AT)


@pytest.mark.slow
def test_a_feed_that_takes_too_long_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "feed").write_bytes(b"<rss><channel>" + b"<item><title>A</title></item>" * 300_000)
    with BoundedReader(Bounds(cpu_seconds=1)) as reader:
        found = reader.feed(tmp_path / "feed", AT)
    assert isinstance(found, Problem)
    assert "takes more than 1 seconds" in found.reason


# ---- saved feeds


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


def test_a_saved_json_feed_under_the_name_of_a_feed(tmp_path: Path) -> None:
    found = found_in(tmp_path / "a.rss", JSON_FEED)
    assert [one.title for one in found if isinstance(one, Article)] == ["A", "S"]
