"""Files of one article: plain text, Markdown, web pages and PDFs, in good shape and in bad."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from index.types import Article, Problem, article_id
from tests.index.reading import ONE, THREE, TWO, article_in, found_in, problem_in

# --- plain text


def test_a_text_file(tmp_path: Path) -> None:
    found = article_in(
        tmp_path / "a.txt", f"The mill is closed | News\n\nBy Ann Lee\n\n{ONE}\n\nAdvertisement\n\n{TWO}\n"
    )
    assert found == Article(article_id("a.txt"), "a.txt", "The mill is closed", f"{ONE}\n\n{TWO}")


def test_a_text_file_without_a_headline_keeps_its_whole_body(tmp_path: Path) -> None:
    found = article_in(tmp_path / "a.txt", f"YORK\n{ONE}\n{TWO}")
    assert found.text == f"YORK\n\n{ONE}\n\n{TWO}"
    assert found.title.endswith("…")
    assert ONE.startswith(found.title[:-1])


def test_date_and_source_of_a_text_file_are_only_those_on_lines_of_their_own(tmp_path: Path) -> None:
    found = article_in(tmp_path / "a.txt", f"The mill\n\nPublished: March 5, 2024\nSource: Marsh News\n\n{ONE}")
    assert (found.date, found.source, found.text) == ("2024-03-05", "Marsh News", ONE)
    assert article_in(tmp_path / "b.txt", f"The mill\n\nIt closed on March 5, 2024, and more.\n\n{ONE}").date is None


def test_a_text_file_of_one_line(tmp_path: Path) -> None:
    found = article_in(tmp_path / "a.txt", "The mill is closed")
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
    found = article_in(tmp_path / "a.md", MARKDOWN)
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
    found = article_in(tmp_path / "a.markdown", f"# The *mill*\n\n{ONE}\n\n# Later\n\n{TWO}")
    assert (found.title, found.text) == ("The mill", f"{ONE}\n\nLater\n\n{TWO}")
    assert article_in(tmp_path / "b.md", f"{ONE}\n\n{TWO}").text == f"{ONE}\n\n{TWO}"


@pytest.mark.parametrize("head", ['title: "A\nx: [', "date: 2024-99-99", "a: b: c", "x: !!python/object:os.system {}"])
def test_bad_front_matter_loses_nothing_else(tmp_path: Path, head: str) -> None:
    problem, found = found_in(tmp_path / "a.md", f"---\n{head}\n---\n# The mill\n\n{ONE}\n")
    assert isinstance(problem, Problem)
    assert "front matter" in problem.reason
    assert problem.reason.isprintable()
    assert isinstance(found, Article)
    assert (found.title, found.text) == ("The mill", ONE)


def test_deep_markdown(tmp_path: Path) -> None:
    assert isinstance(found_in(tmp_path / "a.md", ">" * 5000 + " x\n\n" + ONE)[-1], Article)


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
    found = article_in(tmp_path / "a.html", HTML)
    assert (found.title, found.date, found.source) == ("The mill is closed", "2024-03-05", "Marsh News")
    assert found.url == "https://www.marsh.example/mill"
    assert found.captions == ("The mill in May",)
    assert found.text == f"{ONE}\n\n{TWO}\n\n- one thing\n- two things\n\n{THREE}"


def test_a_web_page_that_names_no_site_has_its_host_as_source(tmp_path: Path) -> None:
    page = HTML.replace('<meta property="og:site_name" content="Marsh News">', "").replace(" | Marsh News", "")
    assert "marsh.example" in (article_in(tmp_path / "a.htm", page).source or "")


def test_a_web_page_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = (
        f"<html><head><meta charset=windows-1251><title>Мельница</title></head><body><p>Река поднялась.</p><p>{ONE}</p>"
    )
    assert "Река поднялась." in article_in(tmp_path / "a.html", page.encode("cp1251")).text


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
    found = article_in(tmp_path / "a.html", page)
    assert (found.title, found.date, found.source) == ("The mill is closed", "2024-03-05", "Marsh News")
    assert found.text == f"{ONE}\n\n{TWO}"
    assert found.captions == ("The mill in May",)


def test_a_piece_of_a_page(tmp_path: Path) -> None:
    page = "<div>The mill is closed.<script>hidden</script></div><form><button>hidden</button></form>"
    assert article_in(tmp_path / "a.html", page).text == "The mill is closed."


def test_pages_that_hold_nothing_or_little(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    problem_in(tmp_path / "a.html", "<html><body></body></html>")
    assert article_in(tmp_path / "b.html", "<p>The mill is closed.</p>").text == "The mill is closed."
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
    found = article_in(tmp_path / "a.pdf", _pdf(["The mill is closed", *body], kind=_Paper))
    assert found.title == "The mill is closed"
    assert found.text.split("\n\n") == body


def test_words_divided_at_line_ends(tmp_path: Path) -> None:
    lines = f"{ONE} {TWO}\nThe well-known mill is an extra-\nordinary thing, and well-\nknown far beyond the valley."
    assert (
        "The well-known mill is an extraordinary thing, and well-known far"
        in article_in(tmp_path / "a.pdf", _pdf([lines])).text
    )


def test_the_title_of_a_pdf(tmp_path: Path) -> None:
    assert article_in(tmp_path / "a.pdf", _pdf([ONE, TWO], title="The mill | News")).title == "The mill"
    assert article_in(tmp_path / "b.pdf", _pdf(["A Mill", ONE], title="Microsoft Word - mill.doc")).title == "A Mill"


def test_pdfs_without_text_encrypted_or_broken(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = FPDF()
    secret.set_encryption(owner_password="owner", user_password="user")
    secret.add_page()
    assert "OCR" in problem_in(tmp_path / "a.pdf", _pdf([])).reason
    assert "encrypted" in problem_in(tmp_path / "b.pdf", bytes(secret.output())).reason
    for data in (b"words", b"%PDF-1.7\n", _pdf([ONE])[:300]):
        assert "PDF" in problem_in(tmp_path / "c.pdf", data).reason
    assert capfd.readouterr().err == ""


def test_a_head_of_fields_in_a_text_file(tmp_path: Path) -> None:
    head = "Title: The mill\nURL: https://courier.example/mill\nPublished: 14.03.2025\nAuthor: Ann Lee\nSource: Courier"
    article = article_in(tmp_path / "a.txt", f"{head}\n\n{ONE}\n\n{TWO}\n")
    assert (article.title, article.date, article.source) == ("The mill", "2025-03-14", "Courier")
    assert article.url == "https://courier.example/mill"
    assert article.text == f"{ONE}\n\n{TWO}"


def test_a_saved_mail(tmp_path: Path) -> None:
    head = "From: Courier Newsletter <news@courier.example>\nDate: Fri, 14 Mar 2025 07:30:00 +0100\n"
    head += "Subject: The mill\nTo: a@b.example"
    article = article_in(tmp_path / "a.txt", f"{head}\n\n{ONE}\n")
    assert (article.title, article.date, article.source) == ("The mill", "2025-03-14", "Courier Newsletter")


@pytest.mark.parametrize(
    "head", ["Title: The mill", "Title: The mill\nIt closed: nobody knows why", "Mill: closed\nRiver: high"]
)
def test_lines_with_a_colon_that_are_no_head(tmp_path: Path, head: str) -> None:
    article = article_in(tmp_path / "a.txt", f"{head}\n\n{ONE}\n")
    assert article.url is None
    assert head.split("\n")[-1] in f"{article.title}\n{article.text}"


def test_the_syntax_of_note_takers_is_taken_off(tmp_path: Path) -> None:
    text = (
        "# The mill\n\n> [!info] Clipped from the Courier\n> The [[Marsh (town)|Marsh]] mill is ==closed==.[^1]\n\n"
        "The mayor [[Ann Lee]] said so. ^a1b2c3\n\n%% a private note %%\n\n![[mill.jpg|400]]\n\n"
        "- [ ] ask the mayor\n- [x] call the miller\n\n#town/marsh #mill\n\n```dataview\ntable date\n```\n\n"
        "```\nkeep [[this]] == as it is\n```\n\n[^1]: It had stood for ninety years.\n"
    )
    assert article_in(tmp_path / "a.md", text).text == (
        "Clipped from the Courier The Marsh mill is closed.\n\nThe mayor Ann Lee said so.\n\n"
        "- ask the mayor\n- call the miller\n\nkeep [[this]] == as it is\n\nIt had stood for ninety years."
    )


def test_what_only_looks_like_their_syntax_stays(tmp_path: Path) -> None:
    text = "See [[1]](https://a.example/x).\n\nBoth `a == b` and `c == d`, `df[['x']]`; 1 == 2 and 3 == 4."
    assert article_in(tmp_path / "a.md", text).text == (
        "See [1].\n\nBoth a == b and c == d, df[['x']]; 1 == 2 and 3 == 4."
    )


def _page(inside: str) -> str:
    return (
        "<!DOCTYPE html><html><head><title>The mill | Courier</title></head><body><main><article><h1>The mill</h1>"
        f"<p>{ONE}</p>{inside}<p>{TWO}</p></article></main></body></html>"
    )


def test_lists_in_the_cells_of_a_table_are_kept(tmp_path: Path) -> None:
    hours = "<ul><li>Monday 6 am to 9 pm</li><li>Saturday <b>8 am</b> to 4 pm</li></ul>"
    rows = f"<tr><td>North Mill</td><td>{hours}</td></tr>"
    text = article_in(tmp_path / "a.html", _page(f"<table><tr><th>Mill</th><th>Hours</th></tr>{rows}</table>")).text
    assert "North Mill | Monday 6 am to 9 pm; Saturday 8 am to 4 pm" in text
    rows = "<tr><td>Gate<ul><li>oak</li></ul></td><td><b>4,000</b> euros<p>(estimate)</p></td></tr>"
    text = article_in(tmp_path / "b.html", _page(f"<table><tr><th>What</th><th>Cost</th></tr>{rows}</table>")).text
    assert "Gate; oak | 4,000 euros; (estimate)" in text


def test_a_table_that_lays_out_a_page_is_its_text(tmp_path: Path) -> None:
    page = f"<html><body><table><tr><td><font>{ONE}<br><br>{TWO}<br><br>{THREE}</font></td></tr></table></body></html>"
    article = article_in(tmp_path / "a.html", page)
    assert "|" not in article.text
    assert [line for line in article.text.split("\n") if line] == [ONE, TWO, THREE]


def test_the_times_of_a_live_blog_stand_before_its_headings(tmp_path: Path) -> None:
    told = (("16:40", "Fire is out", ONE), ("14:15", "Seven <i>hurt</i>", TWO), ("12:05", "Smoke", THREE))
    posts = "".join(
        f'<div><time datetime="2025-03-14T{clock}Z">{clock}</time><h2>{head}</h2><p>{text}</p></div>'
        for clock, head, text in told
    )
    text = article_in(tmp_path / "a.html", _page(posts)).text
    for line in ("16:40 Fire is out", "14:15 Seven hurt", "12:05 Smoke"):
        assert line in text
    assert text.index("16:40") < text.index("14:15") < text.index("12:05")
