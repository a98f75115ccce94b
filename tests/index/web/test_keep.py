"""What is fetched, kept as files that the readers read, without the network, with its address and date."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF

from index.build import build
from index.kept import kept_folder
from index.library import Library
from index.readers import read
from index.readers.bounded import BoundedReader
from index.readers.entries import Entry
from index.types import Article
from index.web.address import NotFetched
from index.web.fetch import Fetched
from index.web.keep import Keeper
from tests.fakes import HashEmbedder, prose, write_articles
from tests.index.web.loopback import FIRST, page

AT = "https://example.org/news/mill-shut.html"
TODAY = "2025-06-01"


@pytest.fixture
def keeper(library_dir: Path) -> Iterator[Keeper]:
    with BoundedReader() as reader:
        yield Keeper(kept_folder(library_dir), reader, TODAY)


def _articles(library: Path) -> list[Article]:
    """What the readers find in the files that are kept, by their names."""
    folder = kept_folder(library)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    found = [one for file in files for one in read(file, file.relative_to(folder).as_posix())]
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def _page(text: str | bytes, url: str = AT, kind: str = "text/html", charset: str = "") -> Fetched:
    return Fetched(url, kind, charset, text.encode() if isinstance(text, str) else text)


def _pdf(*paragraphs: str) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    for paragraph in paragraphs:
        pdf.multi_cell(0, 6, paragraph, new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


# ---- pages


def test_a_page_has_its_address_and_the_day_of_fetching(keeper: Keeper, library_dir: Path) -> None:
    kept = keeper.page(_page(page()))
    (article,) = _articles(library_dir)
    assert (article.url, article.date, article.source) == (AT, TODAY, "example.org")
    assert article.title == "Mill shut after flood"
    assert FIRST in article.text
    assert (kept.url, kept.date, kept.title, kept.is_new) == (AT, TODAY, article.title, True)
    assert article.path.startswith("example.org/news-mill-shut-")


def test_its_own_date_comes_first_then_that_of_its_address(keeper: Keeper, library_dir: Path) -> None:
    own = '<meta property="article:published_time" content="2024-02-03T10:00:00Z">'
    keeper.page(_page(page(head=own), "https://example.org/a"))
    keeper.page(_page(page(), "https://example.org/2023/11/30/b"))
    keeper.page(_page(page(), "https://example.org/c"), published="2022-01-02")
    assert sorted(article.date or "" for article in _articles(library_dir)) == [
        "2022-01-02",
        "2023-11-30",
        "2024-02-03",
    ]


def test_an_address_that_a_page_gives_itself_counts_at_its_own_site_only(keeper: Keeper, library_dir: Path) -> None:
    at = "https://www.example.org/a?utm_source=x"
    keeper.page(_page(page(head='<link rel="canonical" href="https://example.org/a">'), at))
    keeper.page(_page(page(head='<link rel="canonical" href="https://bank.example/b">'), "https://example.org/b"))
    assert sorted(article.url or "" for article in _articles(library_dir)) == [
        "https://example.org/a",
        "https://example.org/b",
    ]


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (page("Müller öffnet").encode("utf-8"), ""),
        (page("Müller öffnet").encode("cp1252"), "windows-1252"),
        (page("Müller öffnet", '<meta charset="iso-8859-1">').encode("latin-1"), ""),
        (page("Müller öffnet").encode("utf-16"), "utf-16"),
        (page("Müller öffnet").encode("utf-16"), ""),
        (b"\xef\xbb\xbf" + page("Müller öffnet").encode(), "utf-8"),
        (page("Müller öffnet").encode("utf-8"), "no-such-charset"),
    ],
)
def test_pages_in_any_encoding(keeper: Keeper, library_dir: Path, data: bytes, charset: str) -> None:
    keeper.page(_page(data, charset=charset))
    assert [article.title for article in _articles(library_dir)] == ["Müller öffnet"]


def test_what_is_added_again_takes_the_place_of_what_was_there(keeper: Keeper, library_dir: Path) -> None:
    keeper.page(_page(page("First")))
    again = keeper.page(_page(page("Second")))
    assert not again.is_new
    assert [article.title for article in _articles(library_dir)] == ["Second"]
    keeper.page(_page(_pdf(FIRST, prose(1, 9)), kind="application/pdf"))
    (article,) = _articles(library_dir)
    assert article.path.endswith(".pdf")


def test_names_are_of_the_address_alone_and_stay_inside(keeper: Keeper, library_dir: Path) -> None:
    urls = [
        "https://example.org/../../../etc/passwd",
        "https://example.org/" + "%F0%9F%90%9F" * 100 + "long" * 100,
        "https://example.org/a?x=1",
        "https://example.org/a?x=2",
        "https://example.org:8443/a?x=2",
        "https://[2001:db8::1]/%2e%2e%2f.hidden",
    ]
    for number, url in enumerate(urls):
        keeper.page(_page(page(f"Number {number}"), url))
    assert sorted(article.title for article in _articles(library_dir)) == [f"Number {number}" for number in range(6)]
    build(library_dir, [], HashEmbedder())
    with Library.open(library_dir, HashEmbedder()) as library:
        assert library.counts().articles == len(urls)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (_page("<html><body></body></html>"), "no article text"),
        (_page(b"\x89PNG\r\n\x1a\n\0\0", kind="image/png"), "image/png"),
        (_page(b"\0\1\2" * 99, kind="text/plain"), "not read"),
        (_page(b"%PDF-1.4 nothing", kind="application/pdf"), "not a readable PDF"),
        (_page("{}", kind="application/json"), "application/json"),
        (_page("<!---->" * 500, kind="application/x-odd"), "application/x-odd"),  # in no time
    ],
)
def test_what_holds_no_article_is_not_kept(keeper: Keeper, library_dir: Path, found: Fetched, said: str) -> None:
    with pytest.raises(NotFetched, match=said):
        keeper.page(found)
    assert not list(kept_folder(library_dir).rglob("*.*"))


# ---- other kinds


def test_a_pdf_has_its_address_behind_its_end(keeper: Keeper, library_dir: Path) -> None:
    data = _pdf(FIRST, prose(1, 9))
    keeper.page(_page(data, "https://example.org/report.pdf", "application/octet-stream"))
    (article,) = _articles(library_dir)
    assert (article.url, article.date, article.source) == ("https://example.org/report.pdf", TODAY, "example.org")
    assert "oldest mill" in article.text
    (file,) = kept_folder(library_dir).rglob("*.pdf")
    assert file.read_bytes().startswith(data.rstrip())


def test_a_text_has_it_at_its_head(keeper: Keeper, library_dir: Path) -> None:
    text = f"The mill\n\nPublished: March 5, 2024\n\n{FIRST} Ünder water."
    keeper.page(_page(text.encode("cp1252"), "https://example.org/a.txt", "text/plain", "cp1252"))
    keeper.page(_page(f"The river\n\n{FIRST}", "https://example.org/b.txt", "application/octet-stream"))
    assert [(one.title, one.url, one.date) for one in _articles(library_dir)] == [
        ("The mill", "https://example.org/a.txt", "2024-03-05"),
        ("The river", "https://example.org/b.txt", TODAY),
    ]


def test_an_entry_of_a_feed_is_what_the_feed_has_of_it(keeper: Keeper, library_dir: Path) -> None:
    text = f"<p>{FIRST}</p><p>Two &amp; three.</p>"
    keeper.entry(Entry("", (), "The mill", "2024-03-05", "Marsh Feed", text, is_whole=True), "https://example.org/a")
    (article,) = _articles(library_dir)
    assert (article.title, article.date, article.source) == ("The mill", "2024-03-05", "Marsh Feed")
    assert article.text == f"{FIRST}\n\nTwo & three."
    (file,) = kept_folder(library_dir).rglob("*.jsonl")
    assert json.loads(file.read_text())["saved"] == TODAY


# ---- the library follows what it keeps


def _urls(library: Path) -> list[str]:
    with Library.open(library, HashEmbedder()) as opened:
        entries = opened.entries(opened.order("title"))
        return sorted(opened.article(one.id).url or "" for one in entries)


def test_what_is_kept_survives_a_rebuild_from_other_folders(keeper: Keeper, library_dir: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "news", [1, 2])
    build(library_dir, [tmp_path / "news"], HashEmbedder())
    keeper.page(_page(page()))
    for paths, rebuild in (([], False), ([tmp_path / "news"], True), ([], True), ([tmp_path / "news"], False)):
        build(library_dir, paths, HashEmbedder(), rebuild=rebuild)
        assert _urls(library_dir) == ["", "", AT]


def test_it_survives_the_loss_of_the_rest_and_of_the_folder_s_name(
    keeper: Keeper, library_dir: Path, tmp_path: Path
) -> None:
    keeper.page(_page(page()))
    build(library_dir, [], HashEmbedder())
    for file in library_dir.iterdir():
        if file.is_file():
            file.unlink()
    build(library_dir, [], HashEmbedder())
    assert _urls(library_dir) == [AT]
    moved = tmp_path / "moved"
    shutil.move(library_dir, moved)
    embedder = HashEmbedder()
    build(moved, [], embedder)
    assert _urls(moved) == [AT]
    assert embedder.embedded == []


def test_a_kept_file_that_was_deleted_is_gone(keeper: Keeper, library_dir: Path) -> None:
    keeper.page(_page(page()))
    keeper.page(_page(page("Other"), "https://example.org/b"))
    build(library_dir, [], HashEmbedder())
    next(kept_folder(library_dir).rglob("b-*.html")).unlink()
    build(library_dir, [], HashEmbedder())
    assert _urls(library_dir) == [AT]
