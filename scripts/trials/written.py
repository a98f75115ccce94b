"""Articles written as files of every kind, by the libraries with which people write such files."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

from scripts.trials.draft import Draft, broken
from scripts.trials.writtenpdf import justified

_DAY = "2025-03-14"


def write_one(path: Path, draft: Draft) -> None:
    """A file with that article, of the kind that its name says."""
    suffix = kind_of(path)
    if suffix in MANY:
        MANY[suffix](path, [draft])
    else:
        ONE[suffix](path, draft)


def kind_of(path: Path) -> str:
    """The suffix of a file."""
    return "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix


# ---- text


def _text(path: Path, draft: Draft) -> None:
    path.write_text("\n\n".join([draft.title, *draft.paragraphs]), "utf-8")


def _markdown(path: Path, draft: Draft) -> None:
    special = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~&"})
    paragraphs = ("  \n".join(_no_list(line.translate(special)) for line in _lines(text)) for text in draft.paragraphs)
    path.write_text("\n\n".join([f"# {draft.title.translate(special)}", *paragraphs, ""]), "utf-8")


def _no_list(line: str) -> str:
    """A line that begins as an item or a heading would, so that it is none."""
    first, dot, rest = line.partition(".")
    if first.isdecimal() and dot:
        return f"{first}\\.{rest}"
    return f"\\{line}" if line[:1] in "-+=" else line


def _page(path: Path, draft: Draft) -> None:
    """With what stands around an article: the way around the site, other articles, a footer."""
    title, body = html.escape(draft.title), "".join(f"<p>{broken(text)}</p>\n" for text in draft.paragraphs)
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="article:published_time" content="{_DAY}"></head>'
        '<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header>'
        f"<main><article><h1>{title}</h1>\n<div class='article-body'>\n{body}</div></article></main>"
        '<aside><h2>Most read</h2><ul><li><a href="/1">The mill on the river</a></li></ul></aside>'
        "<footer><p>© 2025 The Courier. All rights reserved.</p></footer></body></html>",
        "utf-8",
    )


def _lines(text: str) -> list[str]:
    return text.split("\n")


# ---- documents


def _word(path: Path, draft: Draft) -> None:
    from docx import Document

    document = Document()
    document.core_properties.title = draft.title
    document.add_heading(draft.title, level=0)
    for text in draft.paragraphs:
        document.add_paragraph(text)
    document.save(str(path))


def _open_document(path: Path, draft: Draft) -> None:
    from odf.opendocument import OpenDocumentText
    from odf.style import Style
    from odf.text import H, LineBreak, P

    document = OpenDocumentText()
    document.styles.addElement(heading := Style(name="Heading 1", family="paragraph"))
    document.text.addElement(H(outlinelevel=1, stylename=heading, text=draft.title))
    for text in draft.paragraphs:
        first, *others = _lines(text)
        paragraph = P(text=first)
        for line in others:
            paragraph.addElement(LineBreak())
            paragraph.addText(line)
        document.text.addElement(paragraph)
    document.save(str(path))


def _rich(path: Path, draft: Draft) -> None:
    """By hand: no library that is kept writes it. As word processors do, in ASCII, with all else escaped."""
    title, *paragraphs = (_in_rich(text) for text in (draft.title, *draft.paragraphs))
    body = "".join(f"\\pard {text}\\par\n" for text in paragraphs)
    path.write_text(f"{{\\rtf1\\ansi\\ansicpg1252\\uc1{{\\info{{\\title {title}}}}}\n{body}}}", "ascii")


def _in_rich(text: str) -> str:
    pieces = []
    for character in text:
        if character in "\\{}":
            pieces.append(f"\\{character}")
        elif character == "\n":
            pieces.append("\\line ")
        elif character.isascii():
            pieces.append(character)
        else:
            units = character.encode("utf-16-le")
            for at in range(0, len(units), 2):
                pieces.append(f"\\u{int.from_bytes(units[at : at + 2], 'little', signed=True)}?")
    return "".join(pieces)


def _book(path: Path, draft: Draft) -> None:
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier(draft.title)
    book.set_title("A book")
    book.set_language("en")
    chapter = epub.EpubHtml(title=draft.title, file_name="one.xhtml")
    body = "".join(f"<p>{broken(text).replace('<br>', '<br/>')}</p>" for text in draft.paragraphs)
    chapter.content = f"<h1>{html.escape(draft.title, quote=False)}</h1>{body}"
    for item in (chapter, epub.EpubNcx(), epub.EpubNav()):
        book.add_item(item)
    book.spine = book.toc = [chapter]
    epub.write_epub(str(path), book)


# ---- mails, feeds, records, subtitles


def _message(draft: Draft) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = draft.title, "a@b.example", "Fri, 14 Mar 2025 07:30:00 +0100"
    mail.set_content("\n\n".join(draft.paragraphs))
    return mail


def _mail(path: Path, draft: Draft) -> None:
    path.write_bytes(bytes(_message(draft)))


def _mailbox(path: Path, drafts: Sequence[Draft]) -> None:
    from mailbox import mbox

    path.unlink(missing_ok=True)  # else it grows
    box = mbox(path)
    for draft in drafts:
        box.add(_message(draft))
    box.close()


def _feed(path: Path, drafts: Sequence[Draft]) -> None:
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.id("https://courier.example/")
    feed.title("The Courier")
    feed.link(href="https://courier.example/")
    feed.description("News")
    for number, draft in enumerate(drafts):
        entry = feed.add_entry(order="append")
        entry.id(f"https://courier.example/{path.suffix}/{number}")
        entry.title(draft.title)
        entry.content("".join(f"<p>{broken(text)}</p>" for text in draft.paragraphs), type="html")
    path.write_bytes(feed.atom_str() if path.suffix == ".atom" else feed.rss_str())


def _records(drafts: Sequence[Draft]) -> list[dict[str, str]]:
    return [{"title": draft.title, "text": "\n\n".join(draft.paragraphs)} for draft in drafts]


def _json(path: Path, drafts: Sequence[Draft]) -> None:
    path.write_text(json.dumps({"status": "ok", "articles": _records(drafts)}, indent=1))


def _json_lines(path: Path, drafts: Sequence[Draft]) -> None:
    data = "".join(f"{json.dumps(record)}\n" for record in _records(drafts)).encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _subtitles(path: Path, draft: Draft) -> None:
    """Six words a second; a pause of four after each paragraph."""
    from webvtt import Caption, WebVTT

    captions, second = WebVTT(), 0
    for text in draft.paragraphs:
        words = text.split()
        for at in range(0, len(words), 6):
            captions.captions.append(Caption(_clock(second), _clock(second + 1), " ".join(words[at : at + 6])))
            second += 1
        second += 4
    save = captions.save_as_srt if path.suffix == ".srt" else captions.save
    save(str(path))


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000"


ONE: dict[str, Callable[[Path, Draft], None]] = {
    ".txt": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _page,
    ".htm": _page,
    ".pdf": justified,
    ".docx": _word,
    ".odt": _open_document,
    ".rtf": _rich,
    ".epub": _book,
    ".srt": _subtitles,
    ".vtt": _subtitles,
    ".eml": _mail,
}
"""Kinds of one article a file."""

MANY: dict[str, Callable[[Path, Sequence[Draft]], None]] = {
    ".rss": _feed,
    ".atom": _feed,
    ".xml": _feed,
    ".mbox": _mailbox,
    ".json": _json,
    ".jsonl": _json_lines,
    ".jsonl.gz": _json_lines,
    ".ndjson": _json_lines,
}
"""Kinds of many articles a file."""
