"""Every kind of article file, in good shape and in bad."""

from __future__ import annotations

import builtins
import datetime as dt
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from index.dates import parse_bound, to_iso
from index.errors import FootnoteError
from index.readers import SUFFIXES, read
from index.readers.encoding import decode
from index.types import Article, Problem, article_id

ONE = "The river rose two metres on Tuesday, and the mill that stands beside it was closed for a week."
TWO = "Nobody was hurt, the county said, but forty families spent the night in the school on the hill."
THREE = "The water was gone by the end of the month, and the wheel of the mill turned again before summer."


def _read(path: Path, data: bytes | str) -> list[Article | Problem]:
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return list(read(path, path.name))


def _article(path: Path, data: bytes | str) -> Article:
    (found,) = _read(path, data)
    assert isinstance(found, Article), found
    assert found.id == article_id(found.path)
    return found


def _problem(path: Path, data: bytes | str) -> Problem:
    (found,) = _read(path, data)
    assert isinstance(found, Problem), found
    assert "\n" not in found.reason
    assert found.reason.isprintable()
    return found


# --- all kinds


@pytest.mark.parametrize("suffix", sorted(SUFFIXES - {".jsonl.gz"}))
def test_empty_files(tmp_path: Path, suffix: str) -> None:
    assert "empty" in _problem(tmp_path / f"a{suffix}", b"").reason


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_binary_files(tmp_path: Path, suffix: str) -> None:
    found = _read(tmp_path / f"a{suffix}", bytes(range(256)) * 8)
    assert found
    assert all(isinstance(one, Problem) for one in found)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_blank_files(tmp_path: Path, suffix: str) -> None:
    _problem(tmp_path / f"a{suffix}", " \n\n\t\n")


def test_suffixes_in_capitals(tmp_path: Path) -> None:
    assert _article(tmp_path / "A.TXT", f"The mill\n\n{ONE}").title == "The mill"


def test_unknown_suffixes_missing_files_and_folders(tmp_path: Path) -> None:
    assert "unknown kind" in _problem(tmp_path / "a.docx", "x").reason
    (missing,) = read(tmp_path / "none.txt", "none.txt")
    (folder,) = read(tmp_path, "folder.txt")
    assert isinstance(missing, Problem)
    assert "no such file" in missing.reason
    assert isinstance(folder, Problem)


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.jsonl", "a.jsonl.gz"])
def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_bytes(b"words")

    def refuse(file: object, *_args: object, **_options: object) -> object:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(io, "open", refuse)
    (found,) = read(tmp_path / name, name)
    assert isinstance(found, Problem)
    assert "permission denied" in found.reason


def test_an_interrupt_passes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_path: Path) -> bytes:
        raise KeyboardInterrupt

    (tmp_path / "a.txt").write_text(ONE)
    monkeypatch.setattr(Path, "read_bytes", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(read(tmp_path / "a.txt", "a.txt"))


def test_importing_the_readers_loads_no_parser() -> None:
    script = (
        "import sys, index.walk, index.readers, index.readers.text, index.readers.markdown, index.readers.html,"
        " index.readers.pdf, index.readers.jsonl\n"
        "print({'trafilatura', 'pypdf', 'frontmatter', 'yaml', 'lxml', 'charset_normalizer', 'markdown_it', 'dateutil'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- encodings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The naïve café – “closed”", "utf-8"),
        ("The naïve café – “closed”", "utf-8-sig"),
        ("The naïve café", "utf-16"),
        ("The naïve café", "utf-32"),
        ("The café is closed", "utf-16-le"),
        ("The café is closed", "utf-16-be"),
        ("He said “fine” – it’s a café in Orléans.", "cp1252"),
        ("It’s fine.", "cp1252"),
        ("café", "latin-1"),
        ("Zażółć gęślą jaźń, powiedział prezes spółki w poniedziałek w Łodzi. " * 5, "cp1250"),
        ("Президент заявил во вторник, что переговоры будут продолжены в Москве. " * 4, "cp1251"),
        ("東京は日本の首都であり、世界最大の都市の一つです。火曜日に発表された。" * 4, "shift_jis"),
    ],
)
def test_decoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf8_with_a_damaged_byte_stays_utf8() -> None:
    text = "Le café est fermé, a dit l’élève. " * 20
    assert decode(text.encode() + b"\x93fin") == text + "\ufffdfin"


def test_line_ends() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x01\x02\x03\x04" * 9, bytes(range(256)) * 4]
)
def test_binary_data_is_not_text(data: bytes) -> None:
    assert decode(data) is None


@given(st.binary(max_size=200))
def test_decoding_never_raises(data: bytes) -> None:
    text = decode(data)
    assert text is None or "\r" not in text


# --- dates


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024-03-05T23:30:00-08:00", "2024-03-05"),
        ("2024-03-05 10:00", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05"),
        (dt.date(2024, 3, 5), "2024-03-05"),
        (dt.datetime(2024, 3, 5, 12), "2024-03-05"),
        ("March 2024", None),
        ("5 March", None),
        ("Tuesday", None),
        ("03/04/2024", None),
        ("2024-02-30", None),
        ("2024", None),
        ("", None),
        ("x" * 1000, None),
        (20240305, None),
        (None, None),
    ],
)
def test_dates(value: object, day: str | None) -> None:
    assert to_iso(value) == day


@given(st.text(max_size=40))
def test_dates_never_raise(text: str) -> None:
    day = to_iso(text)
    assert day is None or dt.date.fromisoformat(day)


def test_bounds() -> None:
    assert [parse_bound("2024", end=end) for end in (False, True)] == ["2024-01-01", "2024-12-31"]
    assert [parse_bound("2024-02", end=end) for end in (False, True)] == ["2024-02-01", "2024-02-29"]
    assert [parse_bound(" 5 March 2024 ", end=end) for end in (False, True)] == ["2024-03-05", "2024-03-05"]


@pytest.mark.parametrize("value", ["", "soon", "2024-13", "0000", "2024-02-30", "a\nb\x1b[31m", "９９９９９"])
def test_bounds_that_are_none(value: str) -> None:
    with pytest.raises(FootnoteError) as caught:
        parse_bound(value, end=False)
    message = str(caught.value)
    assert "2024-03" in message
    assert message.isprintable()


# --- plain text


def test_a_text_file(tmp_path: Path) -> None:
    found = _article(
        tmp_path / "a.txt", f"The mill is closed | News\n\nBy Ann Lee\n\n{ONE}\n\nAdvertisement\n\n{TWO}\n"
    )
    assert found == Article(article_id("a.txt"), "a.txt", "The mill is closed", f"{ONE}\n\n{TWO}")


def test_a_text_file_without_a_headline_keeps_its_whole_body(tmp_path: Path) -> None:
    found = _article(tmp_path / "a.txt", f"YORK\n{ONE}\n{TWO}")
    assert found.text == f"YORK\n\n{ONE}\n\n{TWO}"
    assert found.title.endswith("…")
    assert ONE.startswith(found.title[:-1])


def test_date_and_source_of_a_text_file_are_only_those_on_lines_of_their_own(tmp_path: Path) -> None:
    found = _article(tmp_path / "a.txt", f"The mill\n\nPublished: March 5, 2024\nSource: Marsh News\n\n{ONE}")
    assert (found.date, found.source, found.text) == ("2024-03-05", "Marsh News", ONE)
    assert _article(tmp_path / "b.txt", f"The mill\n\nIt closed on March 5, 2024, and more.\n\n{ONE}").date is None


def test_a_text_file_of_one_line(tmp_path: Path) -> None:
    found = _article(tmp_path / "a.txt", "The mill is closed")
    assert (found.title, found.text) == ("The mill is closed", "The mill is closed")


# --- Markdown

MARKDOWN = f"""---
title: "The mill: closed"
date: 2024-03-05
source: Marsh News
url: https://marsh.example/mill
---
# Another heading

The *river* [rose](http://x) two `metres`,
and the <b>mill</b> closed. ![The mill in May](mill.jpg)

<!-- not for
readers -->

## Sub

- one
- two
  1. inner

> {TWO}

```py
def f():
    return  1

f()
```

| a | b |
|---|---|
| 1 | 2 |

<script>alert(1)</script>

---

The end.
"""


def test_a_markdown_file(tmp_path: Path) -> None:
    found = _article(tmp_path / "a.md", MARKDOWN)
    assert (found.title, found.date, found.source) == ("The mill: closed", "2024-03-05", "Marsh News")
    assert found.url == "https://marsh.example/mill"
    assert found.captions == ("The mill in May",)
    assert found.text.split("\n\n") == [
        "Another heading",
        "The river rose two metres, and the mill closed.",
        "Sub",
        "- one\n- two\n  1. inner",
        TWO,
        "def f():\n    return  1",
        "f()",
        "a | b\n1 | 2",
        "The end.",
    ]


def test_the_first_heading_is_the_title(tmp_path: Path) -> None:
    found = _article(tmp_path / "a.markdown", f"# The *mill*\n\n{ONE}\n\n# Later\n\n{TWO}")
    assert (found.title, found.text) == ("The mill", f"{ONE}\n\nLater\n\n{TWO}")
    assert _article(tmp_path / "b.md", f"{ONE}\n\n{TWO}").text == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize("head", ['title: "A\nx: [', "date: 2024-99-99", "a: b: c", "x: !!python/object:os.system {}"])
def test_bad_front_matter_loses_nothing_else(tmp_path: Path, head: str) -> None:
    problem, found = _read(tmp_path / "a.md", f"---\n{head}\n---\n# The mill\n\n{ONE}\n")
    assert isinstance(problem, Problem)
    assert "front matter" in problem.reason
    assert problem.reason.isprintable()
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("The mill", ONE)


def test_deep_markdown(tmp_path: Path) -> None:
    assert isinstance(_read(tmp_path / "a.md", ">" * 5000 + " x\n\n" + ONE)[-1], Article)


# --- HTML

HTML = f"""<html><head><title>The mill is closed | Marsh News</title>
<meta property="og:site_name" content="Marsh News">
<meta property="article:published_time" content="2024-03-05T10:00:00Z">
<link rel="canonical" href="https://www.marsh.example/mill"><style>.style{{}}</style><script>var script;</script></head>
<body><nav><a href="/">Home</a> <a href="/rivers">Rivers</a></nav><article><h1>The mill is closed</h1><p>{ONE}</p>
<figure><img src="http://127.0.0.1:1/x.jpg"><figcaption>The mill in May</figcaption></figure><p>{TWO}</p>
<script>var script;</script><ul><li>one thing</li><li>two things</li></ul><p>{THREE}</p></article>
<div class="comments" id="comments"><p>First! What a comment.</p></div>
<footer>© 2024 Marsh News</footer></body></html>"""


def test_a_web_page(tmp_path: Path) -> None:
    found = _article(tmp_path / "a.html", HTML)
    assert (found.title, found.date, found.source) == ("The mill is closed", "2024-03-05", "Marsh News")
    assert found.url == "https://www.marsh.example/mill"
    assert found.captions == ("The mill in May",)
    assert found.text == f"{ONE}\n\n{TWO}\n\n- one thing\n- two things\n\n{THREE}"


def test_a_web_page_that_names_no_site_has_its_host_as_source(tmp_path: Path) -> None:
    page = HTML.replace('<meta property="og:site_name" content="Marsh News">', "").replace(" | Marsh News", "")
    assert "marsh.example" in (_article(tmp_path / "a.htm", page).source or "")


def test_a_web_page_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = (
        f"<html><head><meta charset=windows-1251><title>Мельница</title></head><body><p>Река поднялась.</p><p>{ONE}</p>"
    )
    assert "Река поднялась." in _article(tmp_path / "a.html", page.encode("cp1251")).text


def test_a_web_page_without_its_comment_form_and_what_is_not_shown(tmp_path: Path) -> None:
    page = f"""<html><head><title>The mill is closed</title><style>.hidden{{}}</style>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"datePublished": "2024-03-05", "headline": "The mill is closed",
"publisher": {{"@type": "Organization", "name": "Marsh News"}}}}</script></head>
<body><noscript>hidden: turn scripts on</noscript>
<div class="story"><h1>The mill is closed</h1><p>{ONE}</p>
<div class="wp-caption"><img src="x.jpg"><p class="wp-caption-text">The mill in May</p></div><p>{TWO}</p>
<template><p>hidden</p></template><svg><text>hidden</text></svg><script>hidden</script><style>.hidden{{}}</style></div>
<div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form><p>Your email address will not be published.</p>
<label>hidden</label><textarea>hidden</textarea><select><option>hidden</option></select>
<button>hidden</button></form></div>
</body></html>"""
    found = _article(tmp_path / "a.html", page)
    assert (found.title, found.date, found.source) == ("The mill is closed", "2024-03-05", "Marsh News")
    assert found.text == f"{ONE}\n\n{TWO}"
    assert found.captions == ("The mill in May",)


def test_a_piece_of_a_page(tmp_path: Path) -> None:
    page = "<div>The mill is closed.<script>hidden</script></div><form><button>hidden</button></form>"
    assert _article(tmp_path / "a.html", page).text == "The mill is closed."


def test_pages_that_hold_nothing_or_little(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _problem(tmp_path / "a.html", "<html><body></body></html>")
    assert _article(tmp_path / "b.html", "<p>The mill is closed.</p>").text == "The mill is closed."
    assert capfd.readouterr().err == ""


# --- PDF


class _Paper(FPDF):
    def header(self) -> None:
        self.set_font("Helvetica", size=9)
        self.cell(0, 8, "The Marsh Gazette", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.cell(0, 8, f"Page {self.page_no()}")


def _pdf(paragraphs: list[str], *, title: str = "", kind: type[FPDF] = FPDF) -> bytes:
    paper = kind()
    if title:
        paper.set_title(title)
    paper.add_page()
    paper.set_font("Helvetica", size=12)
    for paragraph in paragraphs:
        paper.multi_cell(0, 6, paragraph, align="L", new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def test_a_pdf(tmp_path: Path) -> None:
    body = [f"{number}. {ONE} {TWO} In May it was dry." for number in range(20)]
    found = _article(tmp_path / "a.pdf", _pdf(["The mill is closed", *body], kind=_Paper))
    assert found.title == "The mill is closed"
    assert found.text.split("\n\n") == body


def test_words_divided_at_line_ends(tmp_path: Path) -> None:
    lines = f"{ONE} {TWO}\nThe well-known mill is an extra-\nordinary thing, and well-\nknown far beyond the valley."
    assert (
        "The well-known mill is an extraordinary thing, and well-known far"
        in _article(tmp_path / "a.pdf", _pdf([lines])).text
    )


def test_the_title_of_a_pdf(tmp_path: Path) -> None:
    assert _article(tmp_path / "a.pdf", _pdf([ONE, TWO], title="The mill | News")).title == "The mill"
    assert _article(tmp_path / "b.pdf", _pdf(["A Mill", ONE], title="Microsoft Word - mill.doc")).title == "A Mill"


def test_pdfs_without_text_encrypted_or_broken(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = FPDF()
    secret.set_encryption(owner_password="owner", user_password="user")
    secret.add_page()
    assert "OCR" in _problem(tmp_path / "a.pdf", _pdf([])).reason
    assert "encrypted" in _problem(tmp_path / "b.pdf", bytes(secret.output())).reason
    for data in (b"words", b"%PDF-1.7\n", _pdf([ONE])[:300]):
        assert "PDF" in _problem(tmp_path / "c.pdf", data).reason
    assert capfd.readouterr().err == ""


# --- JSON Lines


def _lines(*records: object) -> str:
    return "".join((record if isinstance(record, str) else json.dumps(record)) + "\n" for record in records)


def test_a_jsonl_article(tmp_path: Path) -> None:
    record = {
        "id": "a1",
        "url": "https://www.marsh.example/mill",
        "title": "The mill is closed | News",
        "date": "2024/03/05",
        "authors": ["Ann Lee"],
        "text": f"The mill is closed\n\n{ONE}\n\nAdvertisement\n\n{TWO}",
    }
    found = _article(tmp_path / "news.jsonl", _lines(record))
    assert found == Article(
        article_id("news.jsonl#a1"),
        "news.jsonl#a1",
        "The mill is closed",
        f"{ONE}\n\n{TWO}",
        "marsh.example",
        "2024-03-05",
        "https://www.marsh.example/mill",
    )
    named = _article(tmp_path / "b.jsonl", _lines(record | {"source": "Marsh News", "id": 7}))
    assert (named.source, named.path) == ("Marsh News", "b.jsonl#7")


def test_lines_that_give_no_article_cost_only_themselves(tmp_path: Path) -> None:
    good = {"title": "The mill", "text": ONE}
    bad = [
        "{broken",
        "[1]",
        '"words"',
        {"id": "x"},
        {"text": "   "},
        {"text": 7},
        {"text": ONE, "title": ["x"]},
        {"text": ONE, "id": {}},
        {"text": ONE, "id": True},
        "[" * 100_000,
        "1" * 5000,
    ]
    found = _read(tmp_path / "n.jsonl", _lines(good, "", *bad, good))
    assert [one.path for one in found if isinstance(one, Article)] == ["n.jsonl#1", f"n.jsonl#{len(bad) + 3}"]
    problems = [one for one in found if isinstance(one, Problem)]
    assert [one.path for one in problems] == [f"n.jsonl:{number}" for number in range(3, len(bad) + 3)]
    assert all(one.reason.isprintable() and one.reason.endswith("skipped") for one in problems)
    assert "not valid JSON" in problems[0].reason


def test_the_second_of_two_equal_ids_is_a_problem(tmp_path: Path) -> None:
    first, second = _read(tmp_path / "n.jsonl", _lines({"id": "a", "text": ONE}, {"id": "a", "text": TWO}))
    assert isinstance(first, Article)
    assert first.text == ONE
    assert isinstance(second, Problem)
    assert second.path == "n.jsonl:2"


def test_lone_surrogates_and_bad_urls(tmp_path: Path) -> None:
    record = (
        '{"id": "\\ud800", "title": "\\udfff mill", "url": "http://[", "text": "The \\ud83d mill \\ud83d\\ude00 runs."}'
    )
    found = _article(tmp_path / "n.jsonl", record)
    assert found.text == "The \ufffd mill 😀 runs."
    assert found.source is None
    for part in (found.id, found.path, found.title, found.text):
        part.encode("utf-8")


def test_gzipped_and_damaged(tmp_path: Path) -> None:
    whole = _lines(*({"id": number, "text": f"{ONE} {number * 7919}"} for number in range(400)))
    packed = gzip.compress(whole.encode())
    assert len(_read(tmp_path / "n.jsonl.gz", packed)) == 400
    for data in (packed[: len(packed) // 2], packed[:-8] + b"12345678"):
        *articles, last = _read(tmp_path / "n.jsonl.gz", data)
        assert articles
        assert isinstance(last, Problem)
        assert "damaged" in last.reason
        assert last.path == "n.jsonl.gz"
        assert sum(isinstance(one, Article) for one in articles) > 50
    assert "damaged" in _problem(tmp_path / "n.jsonl.gz", whole).reason
    assert "empty" in _problem(tmp_path / "n.jsonl.gz", gzip.compress(b"\n\n")).reason


def test_what_is_not_json_lines_at_all_is_given_up(tmp_path: Path) -> None:
    found = _read(tmp_path / "n.jsonl", "words\n" * 5000)
    assert len(found) == 101
    assert "not JSON Lines" in str(found[-1])


def test_a_line_too_long_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.jsonl.LONGEST_LINE", 200)
    first, second = _read(tmp_path / "n.jsonl", _lines({"text": ONE * 20}, {"text": TWO}))
    assert isinstance(first, Problem)
    assert "longer than" in first.reason
    assert isinstance(second, Article)
    assert second.path == "n.jsonl#2"


def test_reading_is_a_stream(tmp_path: Path) -> None:
    (tmp_path / "n.jsonl").write_text(_lines({"text": ONE}, {"text": TWO}))
    stream: Iterator[Article | Problem] = read(tmp_path / "n.jsonl", "n.jsonl")
    assert isinstance(next(stream), Article)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.dictionaries(st.sampled_from(["id", "url", "title", "date", "authors", "text", "source"]), JSON)


@given(
    st.lists(RECORDS.map(lambda record: json.dumps(record).encode()) | st.binary(max_size=60), max_size=6),
    st.booleans(),
)
def test_jsonl_never_raises(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], packed: bool) -> None:
    path = tmp_path_factory.getbasetemp() / ("any.jsonl.gz" if packed else "any.jsonl")
    path.write_bytes(gzip.compress(b"\n".join(lines)) if packed else b"\n".join(lines))
    for found in read(path, path.name):
        if isinstance(found, Article):
            assert found.text
            assert found.title
            f"{found.path}{found.title}{found.text}{found.url}{found.source}".encode()
        else:
            assert found.reason.isprintable()
            assert "not JSON" not in found.reason
