"""A file of every kind, written by the libraries that write such files, indexed, and asked about its middle."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from mailbox import mbox
from pathlib import Path

import pytest
from docx import Document
from ebooklib import epub
from fakes import HashEmbedder, ScriptedGenerator, WordReader, prose
from feedgen.feed import FeedGenerator
from fpdf import FPDF
from odf.opendocument import OpenDocumentText
from odf.text import P
from webvtt import Caption, WebVTT

from index.build import build
from index.library import Library
from index.readers import KINDS
from qa import Answer, Engine

Write = Callable[[Path, str, list[str]], None]
"""Writes a file with that title and those paragraphs."""


def _text(path: Path, title: str, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join([title, *paragraphs]))


def _markdown(path: Path, title: str, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join([f"# {title}", *paragraphs]))


def _html(path: Path, title: str, paragraphs: list[str]) -> None:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    page = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    path.write_text(page)


def _pdf(path: Path, title: str, paragraphs: list[str]) -> None:
    paper = FPDF()
    paper.set_title(title)
    paper.set_font("Helvetica", size=11)
    for text in paragraphs:
        paper.add_page()
        paper.multi_cell(0, 6, text)
    paper.output(str(path))


def _word(path: Path, title: str, paragraphs: list[str]) -> None:
    document = Document()
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))


def _open_document(path: Path, title: str, paragraphs: list[str]) -> None:
    document = OpenDocumentText()
    for text in (title, *paragraphs):
        document.text.addElement(P(text=text))
    document.save(str(path))


def _rich(path: Path, title: str, paragraphs: list[str]) -> None:
    path.write_text(
        f"{{\\rtf1\\ansi{{\\info{{\\title {title}}}}}" + "".join(f"{text}\\par\n" for text in paragraphs) + "}"
    )


def _book(path: Path, title: str, paragraphs: list[str]) -> None:
    book = epub.EpubBook()
    book.set_identifier(title)
    book.set_title("A book")
    book.set_language("en")
    chapter = epub.EpubHtml(title=title, file_name="one.xhtml")
    chapter.content = f"<h1>{title}</h1>" + "".join(f"<p>{text}</p>" for text in paragraphs)
    book.add_item(chapter)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = [chapter]
    book.toc = [chapter]
    epub.write_epub(str(path), book)


def _message(title: str, paragraphs: list[str]) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = title, "a@b.example", "Fri, 14 Mar 2025 07:30:00 +0100"
    mail.set_content("\n\n".join(paragraphs))
    return mail


def _mail(path: Path, title: str, paragraphs: list[str]) -> None:
    path.write_bytes(bytes(_message(title, paragraphs)))


def _mailbox(path: Path, title: str, paragraphs: list[str]) -> None:
    box = mbox(path)
    for number, text in enumerate(("Hello there.", *paragraphs)):
        box.add(_message(f"{title} {number}", [text]))
    box.close()


def _records(title: str, paragraphs: list[str]) -> list[dict[str, str]]:
    return [{"title": f"{title} {number}", "text": text} for number, text in enumerate(paragraphs)]


def _json(path: Path, title: str, paragraphs: list[str]) -> None:
    path.write_text(json.dumps({"status": "ok", "articles": _records(title, paragraphs)}, indent=1))


def _lines(path: Path, title: str, paragraphs: list[str]) -> None:
    data = "".join(f"{json.dumps(record)}\n" for record in _records(title, paragraphs)).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def _feed(path: Path, title: str, paragraphs: list[str]) -> None:
    feed = FeedGenerator()
    feed.id("https://courier.example/")
    feed.title("The Courier")
    feed.link(href="https://courier.example/")
    feed.description("News")
    for number, text in enumerate(paragraphs):
        entry = feed.add_entry(order="append")
        entry.id(f"https://courier.example/{path.suffix}/{number}")
        entry.title(f"{title} {number}")
        entry.content(f"<p>{text}</p>", type="html")
    path.write_bytes(feed.atom_str() if path.suffix == ".atom" else feed.rss_str())


def _subtitles(path: Path, title: str, paragraphs: list[str]) -> None:  # noqa: ARG001
    captions, words = WebVTT(), " ".join(paragraphs).split()
    for number, at in enumerate(range(0, len(words), 6)):
        start, end = (f"00:{second // 60:02}:{second % 60:02}.000" for second in (number, number + 1))
        captions.captions.append(Caption(start, end, " ".join(words[at : at + 6])))
    save = captions.save_as_srt if path.suffix == ".srt" else captions.save
    save(str(path))


WRITERS: dict[str, Write] = {
    ".txt": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _word,
    ".odt": _open_document,
    ".rtf": _rich,
    ".epub": _book,
    ".srt": _subtitles,
    ".vtt": _subtitles,
    ".rss": _feed,
    ".atom": _feed,
    ".xml": _feed,
    ".eml": _mail,
    ".mbox": _mailbox,
    ".json": _json,
    ".jsonl": _lines,
    ".jsonl.gz": _lines,
    ".ndjson": _lines,
}


def _subject(number: int) -> str:
    """What no other file speaks of."""
    first, second, third, *_ = prose(500 + number, 1).split()
    return f"{first.lower()} of {second.capitalize()} near {third.capitalize()}"


def _fact(number: int) -> str:
    return f"The {_subject(number)} is {number + 20} metres high."


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("formats")
    (folder / "files").mkdir()
    for number, (suffix, write) in enumerate(WRITERS.items()):
        paragraphs = [prose(100 + number, 4), f"{prose(200 + number, 2)} {_fact(number)} {prose(300 + number, 2)}"]
        write(folder / "files" / f"story{number}{suffix}", f"Story {number}", [*paragraphs, prose(400 + number, 4)])
    summary = build(folder / "library", [folder / "files"], HashEmbedder())
    assert summary.files == len(WRITERS)
    assert (summary.problems, dict(summary.others)) == ([], {})
    with Library.open(folder / "library", HashEmbedder()) as library:
        yield library


def test_there_is_a_file_of_every_kind() -> None:
    assert WRITERS.keys() == KINDS.keys()


@pytest.mark.parametrize("suffix", WRITERS)
def test_what_the_middle_of_a_file_says_is_found_and_quoted(library: Library, suffix: str) -> None:
    number = list(WRITERS).index(suffix)
    engine = Engine(library, HashEmbedder(), WordReader(), ScriptedGenerator(*["No."] * 9))
    answer = engine.answer(f"How high is the {_subject(number)}?")
    assert f"{number + 20} metres" in answer.text
    _assert_right(answer, library, f"story{number}{suffix}", _fact(number))


def _assert_right(answer: Answer, library: Library, file: str, fact: str) -> None:
    citation = answer.citations[0]
    assert citation.article.path.partition("#")[0] == file
    assert fact in citation.quote
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert library.article(citation.article.id) == citation.article
    assert citation.page == (2 if file.endswith(".pdf") else None)
