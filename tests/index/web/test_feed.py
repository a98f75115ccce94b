"""Feeds of several kinds, and what is none."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import page

from index.web.address import NotFetched
from index.web.feed import Entry, Feed, is_feed, read_feed

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


def test_rss() -> None:
    older = Entry("https://example.org/a", "Older", "2025-03-04", "Short.", is_whole=False)
    newer = Entry(
        "https://example.org/b", "The mill & the river", "2025-03-05", "<p>One.</p><p>Two.</p>", is_whole=True
    )
    assert is_feed(RSS.encode())
    assert read_feed(RSS.encode(), AT) == Feed("Marsh & More", (newer, older))


def test_atom_with_bases() -> None:
    assert is_feed(ATOM.encode())
    feed = read_feed(ATOM.encode(), AT)
    assert feed.title == "Marsh"
    assert [(one.url, one.date) for one in feed.entries] == [
        ("https://other.org/x/a.html", "2025-03-05"),
        ("https://other.org/x/deep/b.html", "2025-03-04"),
    ]
    assert "<p>One.</p><p>Two.</p>" in feed.entries[0].text
    assert (feed.entries[1].text, feed.entries[1].is_whole) == ("S.", False)


def test_rdf_and_json() -> None:
    assert is_feed(RDF.encode())
    assert read_feed(RDF.encode(), AT).entries == (
        Entry("https://example.org/a", "A", "2005-03-05", "D.", is_whole=False),
    )
    assert is_feed(JSON_FEED.encode())
    assert read_feed(b"\xef\xbb\xbf" + JSON_FEED.encode(), AT).entries == (
        Entry("https://example.org/news/a", "A", "2025-03-05", "<p>One.</p>", is_whole=True),
        Entry("", "", "", "S.", is_whole=False),
    )


@pytest.mark.parametrize(
    "text", [page(), "<p>On <rss> elements</p>", '{"version": 1}', "", "<html><feed></html>", "rss", "<rssx>"]
)
def test_what_is_no_feed(text: str) -> None:
    assert not is_feed(text.encode())


def test_a_damaged_feed_gives_what_is_whole() -> None:
    feed = read_feed(RSS[:-60].replace("Short.", "AT&T &nbsp; <br>").encode("latin-1"), AT)
    assert [one.title for one in feed.entries] == ["The mill & the river", "Older"]


def test_entities_are_not_expanded() -> None:
    bomb = (
        '<!DOCTYPE rss [<!ENTITY a "'
        + "x" * 1000
        + '">'
        + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    )
    files = '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    text = f"{bomb}{files}<rss><channel><item><title>A &j; &file;</title><link>/a</link></item></channel></rss>"
    (entry,) = read_feed(text.encode(), AT).entries
    assert len(entry.title) < 100
    assert "root" not in entry.title


@pytest.mark.parametrize("data", [b"\0", b"{", b"{" + b"[" * 100_000, b'{"items": 7}', b'{"items": null}'])
def test_what_cannot_be_read_is_one_line(data: bytes) -> None:
    with pytest.raises(NotFetched, match="cannot be read"):
        read_feed(data, AT)


@pytest.mark.parametrize("data", [b"<rss", b'{"items": [{"title": [1]}]}', b"<rss><item/></rss>"])
def test_what_says_nothing_gives_nothing(data: bytes) -> None:
    assert read_feed(data, AT).entries in ((), (Entry("", "", "", "", is_whole=False),))


@given(st.binary(max_size=40), st.integers(0, len(RSS)), st.integers(0, 40))
def test_no_bytes_break_it(noise: bytes, at: int, cut: int) -> None:
    for text in (RSS, ATOM, JSON_FEED):
        data = text.encode()[:at] + noise + text.encode()[at + cut :]
        is_feed(data)
        with suppress(NotFetched):
            read_feed(data, AT)
