"""Small good files of every kind: what mutations begin with."""

from __future__ import annotations

import gzip
import json

from scripts.trials.bomb import PROSE
from scripts.trials.docbombs import open_document
from scripts.trials.packedbombs import book, chapter, mail, word_document
from scripts.trials.pdfbombs import flate, page, pdf

_ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/"><title>The Courier</title><entry>'
    '<id>1</id><title type="html">The &lt;b>mill&lt;/b></title><link rel="alternate" href="1"/>'
    '<updated>2024-03-05T07:30:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    f"<p>{PROSE}</p></div></content></entry></feed>"
)


def documents(kind: str) -> list[bytes]:
    """Good files of a kind (a suffix without its dot): what mutations begin with."""
    web = (
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>The mill | Times</title>"
        "<meta name=date content=2024-03-05>"
        '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "headline": "The mill"}</script></head><body>'
        f"<article><h1>The mill</h1><p>{PROSE}</p><figure><img><figcaption>A mill/AP</figcaption></figure>"
        f"<ul><li>one<li>two</ul><table><tr><td>1<td>2</table><blockquote>{PROSE}</blockquote></article></body></html>"
    )
    record = {
        "id": 1,
        "url": "https://a.example/b",
        "title": "The mill",
        "date": "2024-03-05",
        "text": f"{PROSE}\n\n{PROSE}",
    }
    shown = b"BT /F1 12 Tf 50 700 Td (The river rose two met-) Tj 0 -14 Td (res on Tuesday.) Tj ET"
    plain = b"<</Length %d>>\nstream\n%s\nendstream" % (len(shown), shown)
    lines = json.dumps(record) + "\n" + json.dumps({"text": PROSE, "title": None, "id": "é\ud800"}) + "\n"
    text = f"World > Asia\n\nThe mill\n\nBy Jane Doe\n\n{PROSE}\n\nPhoto: A mill/AP\n\n- one\n- two\n\n{PROSE}\n"
    marked = (
        f"---\ntitle: The mill\ndate: 2024-03-05\ntags: [a, b]\n---\n\n# The mill\n\n{PROSE}\n\n> *quoted*\n\n1. one\n"
    )
    marked += "2. [two](http://a.example)\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode\n```\n\n"
    marked += "<b>bold</b> ![A mill](b.png)\n"
    return {
        "txt": [text.encode(), text.encode("utf-16"), "“Café” – naïve\r\n".encode("cp1252") * 9],
        "md": [marked.encode()],
        "jsonl.gz": [gzip.compress(lines.encode(), mtime=0)],
        "html": [web.encode(), web.encode("utf-16")],
        "pdf": [pdf(page(plain)), pdf(page(flate(shown, len(shown))))],
        "jsonl": [lines.encode(), b"\xef\xbb\xbf" + lines.encode()],
        "json": [json.dumps([record, {"text": PROSE}, None]).encode(), json.dumps({"items": [record]}).encode()],
        **_others(),
    }[kind]


def _others() -> dict[str, list[bytes]]:
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title><item><title>The mill</title>'
        "<guid>1</guid><link>https://a.example/1</link><pubDate>Tue, 05 Mar 2024 07:30:00 +0100</pubDate>"
        f"<description>&lt;p&gt;{PROSE}&lt;/p&gt;</description></item></channel></rss>"
    )
    rich = "{\\rtf1\\ansi\\ansicpg1252{\\info{\\title The mill}}\\b The mill\\b0\\par The river \\u8211? rose\\par}"
    cues = f"1\n00:00:01,000 --> 00:00:03,000\n{PROSE}\n\n2\n00:00:04,000 --> 00:00:05,000\n- And then?\n- Rain.\n\n"
    message = "From a@b.example Fri Mar 14 07:30:00 2025\nMessage-ID: <1@b.example>\nSubject: The mill\n"
    message += f"From: Ann Lee <a@b.example>\nDate: Fri, 14 Mar 2025 07:30:00 +0100\n\n{PROSE}\n\n"
    body = f"<text:h>The mill</text:h><text:p>{PROSE}</text:p><table:table><table:table-row><table:table-cell>"
    body += "<text:p>1</text:p></table:table-cell></table:table-row></table:table>"
    return {
        "odt": [open_document(body)],
        "rtf": [rich.encode()],
        "srt": [cues.encode()],
        "vtt": [b"WEBVTT\n\n" + cues.replace(",", ".").encode()],
        "rss": [feed.encode(), feed.encode("utf-16")],
        "mbox": [message.encode() * 2],
        "atom": [_ATOM.encode()],
        "eml": [mail(), mail(f"Content-Type: text/html; charset=latin-1\n\n<p>{PROSE}</p>\n")],
        "docx": [word_document()],
        "epub": [book(chapter(), chapter(PROSE))],
    }
