"""Word documents, books and mails: formats in which the text has to be unpacked."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from index.readers import read
from index.readers.bounded import BoundedReader, Bounds
from index.types import Article, Problem
from tests.index.reading import ONE, THREE, TWO, article_in, found_in, problem_in


def _word(title: str = "") -> bytes:
    document = Document()
    document.core_properties.title = title
    document.add_heading("The mill", level=1)
    document.add_paragraph(ONE)
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Mill", "Hours"), ("North", "8 am to\n4 pm")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.add_paragraph("ask the mayor", style="List Bullet")
    document.add_paragraph("call the miller", style="List Number")
    document.add_paragraph(TWO)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _book(*chapters: str, package: str | None = None) -> bytes:
    items = "".join(f'<item id="c{n}" href="text/c%20{n}.xhtml"/>' for n in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = package or (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:title>A year at the mill</dc:title><dc:date>2025-03-14T00:00:00Z</dc:date></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/container.xml", '<container><rootfile full-path="OPS/book.opf"/></container>')
        archive.writestr("OPS/book.opf", package)
        for number, chapter in enumerate(chapters):
            archive.writestr(f"OPS/text/c {number}.xhtml", chapter)
    return stream.getvalue()


def _page(heading: str, *paragraphs: str) -> str:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html><head><title>x</title></head><body><h1>{heading}</h1>{text}</body></html>"


def _mail(subtype: str, text: str) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "The mill – closed", "Courier Newsletter <news@courier.example>"
    mail["To"], mail["Date"] = "reader@example.org", "Fri, 14 Mar 2025 07:30:00 +0100"
    mail.set_content(text, subtype=subtype)
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="mill.pdf")
    return bytes(mail)


def test_a_book_of_short_chapters_has_those_with_headings(tmp_path: Path) -> None:
    cover = "<html><body><p>A year at the mill</p></body></html>"
    found = found_in(tmp_path / "a.epub", _book(cover, _page("One", ONE), _page("Two", TWO)))
    assert [one.text for one in found if isinstance(one, Article)] == [ONE, TWO]
    found = found_in(tmp_path / "b.epub", _book(cover, _page("One", ONE), _page("Two", TWO, ONE, THREE)))
    assert [one.title for one in found if isinstance(one, Article)] == ["Two"]


def test_a_word_document(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.docx", _word())
    assert article.title == "The mill"
    assert (
        article.text == f"{ONE}\n\nMill | Hours\nNorth | 8 am to 4 pm\n\n- ask the mayor\n\n- call the miller\n\n{TWO}"
    )
    assert article.date is None
    assert article_in(tmp_path / "b.docx", _word("The end of the mill")).title == "The end of the mill"


def _changed(data: bytes, name: str, change: Callable[[bytes], bytes | None]) -> bytes:
    """A packed file with the parts of that name changed, or left out."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as packed, ZipFile(stream, "w", ZIP_DEFLATED) as changed:
        for one in packed.infolist():
            part = packed.read(one)
            if one.filename.endswith(name):
                part = change(part)  # type: ignore[assignment]
            if part is not None:
                changed.writestr(one, part)
    return stream.getvalue()


def test_content_controls_and_insertions_are_text_and_deletions_are_not(tmp_path: Path) -> None:
    inside = (
        f"<w:sdt><w:sdtContent><w:p><w:r><w:t>{ONE}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:r><w:t>It cost </w:t></w:r><w:del><w:r><w:delText>three</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>four</w:t></w:r></w:ins><w:r><w:t> million.</w:t></w:r></w:p>"
    ).encode()
    data = _changed(_word(), "word/document.xml", lambda xml: xml.replace(b"<w:sectPr", inside + b"<w:sectPr", 1))
    assert article_in(tmp_path / "a.docx", data).text.endswith(f"{TWO}\n\n{ONE}\n\nIt cost four million.")


def test_a_document_without_properties_is_called_by_its_heading(tmp_path: Path) -> None:
    data = _changed(_word("Gone"), "docProps/core.xml", lambda _: None)
    data = _changed(data, "_rels/.rels", lambda xml: re.sub(rb"<Relationship [^>]*core-properties[^>]*/>", b"", xml))
    assert article_in(tmp_path / "a.docx", data).title == "The mill"


def test_a_book_is_an_article_a_chapter(tmp_path: Path) -> None:
    book = _book(_page("Cover"), _page("One", ONE, TWO, THREE), _page("Two &amp; three", TWO, THREE, ONE))
    first, second = found_in(tmp_path / "a.epub", book)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.path, second.path) == ("a.epub#2", "a.epub#3")
    assert (first.title, second.title) == ("One", "Two & three")
    assert first.text == f"{ONE}\n\n{TWO}\n\n{THREE}"
    assert (first.source, first.date) == ("A year at the mill", "2025-03-14")


@pytest.mark.parametrize(("subtype", "text"), [("plain", f"{ONE}\n\n{TWO}"), ("html", f"<p>{ONE}</p><p>{TWO}</p>")])
def test_a_mail(tmp_path: Path, subtype: str, text: str) -> None:
    article = article_in(tmp_path / "a.eml", _mail(subtype, text))
    assert (article.title, article.source, article.date) == ("The mill – closed", "Courier Newsletter", "2025-03-14")
    assert article.text == f"{ONE}\n\n{TWO}"


def test_a_chapter_that_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    book = _changed(_book(*(_page(name, ONE, TWO, THREE) for name in "abc")), "c 1.xhtml", lambda _: None)
    first, problem, last = found_in(tmp_path / "a.epub", book)
    assert isinstance(first, Article)
    assert isinstance(problem, Problem)
    assert "chapter 2 cannot be read" in problem.reason
    assert isinstance(last, Article)
    assert last.path == "a.epub#3"


def test_a_chapter_is_read_once_and_noise_is_none(tmp_path: Path) -> None:
    spine = '<itemref idref="c0"/>' * 50
    package = f'<package><manifest><item id="c0" href="text/c%200.xhtml"/></manifest><spine>{spine}</spine></package>'
    assert len(found_in(tmp_path / "a.epub", _book(_page("One", ONE, TWO, THREE), package=package))) == 1
    noise = _changed(_book("x"), "xhtml", lambda _: bytes(range(256)) * 20)
    assert "no chapter" in problem_in(tmp_path / "b.epub", noise).reason


ENTITIES = (
    '<!DOCTYPE package [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>&x;&b;</dc:title></package>'
)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.docx", b"PK\x03\x04 not a zip", "not a readable Word document"),
        ("a.docx", _book("x"), "not a readable Word document"),
        ("a.epub", b"words", "not a readable book"),
        ("a.epub", _word(), "not a readable book"),
        ("a.epub", _book("x", package="<package"), "not a readable book"),
        ("a.epub", _book("x", package=ENTITIES), "no chapter"),
        ("a.epub", _book(_page("Cover")), "no chapter"),
        ("a.eml", b"Subject: x\n\n", "no text"),
    ],
    # the files hold the time they were made at: processes that share the tests would name them differently
    ids=["no zip", "book as Word", "words as book", "Word as book", "cut off", "entities", "cover alone", "empty mail"],
)
def test_what_is_something_else_is_one_line(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    assert said in problem_in(tmp_path / name, data).reason


def test_a_page_that_unpacks_to_more_than_may_be_read_is_left(tmp_path: Path) -> None:
    bomb = _book(_page("One", ONE, TWO, THREE), "0" * (40 << 20))
    assert len(bomb) < 1 << 20
    *articles, problem = found_in(tmp_path / "a.epub", bomb)
    assert len(articles) == 1
    assert isinstance(problem, Problem)
    assert "unpacks to more than" in problem.reason


@pytest.mark.slow
def test_a_document_that_unpacks_without_end_ends_its_reader_alone(tmp_path: Path) -> None:
    stream = BytesIO()
    with ZipFile(BytesIO(_word())) as document, ZipFile(stream, "w", ZIP_DEFLATED) as bomb:
        for one in document.infolist():
            data = document.read(one)
            bomb.writestr(one, data + b" " * (600 << 20) if one.filename == "word/document.xml" else data)
    (tmp_path / "a.docx").write_bytes(stream.getvalue())
    (tmp_path / "b.docx").write_bytes(_word())
    with BoundedReader(Bounds(memory=1 << 29)) as reader:
        (problem,) = reader.read(tmp_path / "a.docx", "a.docx")
        (article,) = reader.read(tmp_path / "b.docx", "b.docx")
    assert isinstance(problem, Problem)
    assert isinstance(article, Article)


def test_a_mail_whose_plain_part_is_empty_or_in_an_unknown_charset(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["Subject"] = "The mill"
    mail.set_content(" ")
    mail.add_alternative(f"<p>{ONE}</p>", subtype="html")
    assert article_in(tmp_path / "a.eml", bytes(mail)).text == ONE
    raw = f"Subject: The mill\nContent-Type: text/plain; charset=x-nothing\n\n{ONE}\n"
    assert article_in(tmp_path / "b.eml", raw.encode()).text == ONE


@given(st.sampled_from(["a.docx", "a.epub", "a.eml"]), st.binary(max_size=300), st.integers(0, 4000))
def test_damaged_files_never_raise(
    tmp_path_factory: pytest.TempPathFactory, name: str, noise: bytes, place: int
) -> None:
    whole: dict[str, Callable[[], bytes]] = {
        "a.docx": _word,
        "a.epub": lambda: _book(_page("One", ONE, TWO, THREE)),
        "a.eml": lambda: _mail("plain", ONE),
    }
    data = whole[name]()
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(data[:place] + noise + data[place + len(noise) :])
    for found in read(path, name):
        assert isinstance(found, Article | Problem)
