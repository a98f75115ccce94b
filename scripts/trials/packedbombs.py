"""Word documents, books and mails made to take a reader's time or memory; and good ones, small."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile

from scripts.trials.bomb import LAYERS, PROSE, Bomb, again

_WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_STYLES = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"
_HEAD = "Subject: The mill\nFrom: Ann Lee <a@b.example>\nDate: Fri, 14 Mar 2025 07:30:00 +0100\nMIME-Version: 1.0\n"
_PART = f"--x\nContent-Type: text/plain\n\n{PROSE}\n"
_PARAGRAPH = f"<w:p><w:r><w:t>{PROSE}</w:t></w:r></w:p>"


def packed_bombs() -> list[Bomb]:
    """One of each."""
    return [*_word_bombs(), *_book_bombs(), *_mail_bombs()]


# ---- good ones


def word_document(body: str = _PARAGRAPH, declared: str = "", **parts: bytes) -> bytes:
    """A Word document with that body; `parts` are further files in it."""
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}"/>'
        for name, kind in (("document", _MAIN), ("styles", _STYLES))
    )
    return _packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/'
            f'vnd.openxmlformats-package.relationships+xml"/>{types}</Types>',
            "_rels/.rels": _related("officeDocument", "word/document.xml"),
            "word/_rels/document.xml.rels": _related("styles", "styles.xml"),
            "word/styles.xml": f'<w:styles xmlns:w="{_WORDS}"/>',
            "word/document.xml": f'{declared}<w:document xmlns:w="{_WORDS}"><w:body>{body}</w:body></w:document>',
            **parts,
        }
    )


def _related(what: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/{what}" Target="{target}"/>'
    return f'<Relationships xmlns="{_RELATIONS}">{relation}</Relationships>'


def book(*chapters: str, declared: str = "", spine: int = 1) -> bytes:
    """A book of these pages, each of which comes so many times."""
    items = "".join(f'<item id="c{number}" href="c{number}.xhtml"/>' for number in range(len(chapters)))
    order = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters))) * spine
    package = (
        f'{declared}<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>A year at the mill</dc:title></metadata><manifest>{items}</manifest><spine>{order}</spine>"
        "</package>"
    )
    pages = {f"c{number}.xhtml": chapter for number, chapter in enumerate(chapters)}
    container = '<container><rootfile full-path="book.opf"/></container>'
    return _packed({"META-INF/container.xml": container, "book.opf": package, **pages})


def chapter(text: str = PROSE * 3) -> str:
    """A page of a book."""
    return f"<html><body><h1>The mill</h1><p>{text}</p></body></html>"


def mail(body: str = f"Content-Type: text/plain\n\n{PROSE}\n") -> bytes:
    """A mail with that body, which begins with the rest of its head."""
    return (_HEAD + body).encode()


def _packed(files: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return stream.getvalue()


# ---- bad ones


def _entities() -> str:
    layers = ['<!ENTITY a0 "ha ">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, LAYERS))]
    return f"<!DOCTYPE a [{''.join(layers)}]>"


def _word_bombs() -> list[Bomb]:
    row = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
    return [
        Bomb("spaces that unpack", ".docx", lambda size: word_document(" " * 10 * size)),
        Bomb("paragraphs that unpack", ".docx", lambda size: word_document(_PARAGRAPH * (size // len(_PARAGRAPH)))),
        Bomb("empty paragraphs", ".docx", lambda size: word_document("<w:p/>" * (size // 6))),
        Bomb(
            "a picture that unpacks",
            ".docx",
            lambda size: word_document(_PARAGRAPH, "", **{"word/a.png": bytes(10 * size)}),
        ),
        Bomb("nested tables", ".docx", lambda size: word_document(_tables(size // 60))),
        Bomb("rows", ".docx", lambda size: word_document(f"<w:tbl>{row * (size // len(row))}</w:tbl>")),
        Bomb(
            "nested controls", ".docx", lambda size: word_document("<w:sdt>" * (size // 15) + "</w:sdt>" * (size // 15))
        ),
        Bomb("entities", ".docx", lambda _size: word_document("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", _entities())),
        Bomb("one word", ".docx", lambda size: word_document(f"<w:p><w:r><w:t>{'a' * size}</w:t></w:r></w:p>")),
        Bomb("spaces only", ".docx", lambda size: word_document(f"<w:p><w:r>{'<w:tab/>' * (size // 8)}</w:r></w:p>")),
    ]


def _tables(levels: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * levels + _PARAGRAPH + "</w:tc></w:tr></w:tbl>" * levels


def _book_bombs() -> list[Bomb]:
    return [
        Bomb("zeros that unpack", ".epub", lambda size: book("0" * 10 * size)),
        Bomb("a chapter many times", ".epub", lambda size: book(chapter(), spine=size // 30)),
        Bomb("many chapters", ".epub", lambda size: book(*[chapter()] * (size // 5000))),
        Bomb("chapters that unpack", ".epub", lambda size: book(*[chapter(PROSE * (size // 100))] * 20)),
        Bomb("nested markup", ".epub", lambda size: book("<div>" * (size // 5))),
        Bomb("open headings", ".epub", lambda size: book("<h1>" * (size // 4))),
        Bomb("open tags", ".epub", lambda size: book("<h1 " * (size // 4))),
        Bomb("entities", ".epub", lambda _size: book(chapter("&a9;"), declared=_entities())),
        Bomb("ampersands", ".epub", lambda size: book(chapter("&amp;" * (size // 5)))),
    ]


def _mail_bombs() -> list[Bomb]:
    nested = "Content-Type: multipart/mixed; boundary=x\n\n--x\n"
    mixed = f"{_HEAD}Content-Type: multipart/alternative; boundary=x\n\n"
    coded = f"{_HEAD}Content-Type: text/plain\nContent-Transfer-Encoding: "
    page = f"{_HEAD}Content-Type: text/html\n\n"
    return [
        Bomb("nested parts", ".eml", again(nested, before=_HEAD)),
        Bomb("parts", ".eml", again(_PART, before=mixed)),
        Bomb("empty parts", ".eml", again("--x\n", before=mixed)),
        Bomb("headers", ".eml", again("A: b\n", before=_HEAD)),
        Bomb("a folded header", ".eml", again(" a\n", before="Subject: a\n")),
        Bomb("encoded words", ".eml", again("=?utf-8?q?a?= ", before="Subject: ")),
        Bomb("a subject", ".eml", again("a", before="Subject: ")),
        Bomb("addresses", ".eml", again("<a@b>,", before="From: ")),
        Bomb("comments in an address", ".eml", again("(", before="From: ")),
        Bomb("parameters", ".eml", again("; a*0*=b", before="Content-Type: text/plain")),
        Bomb("base64", ".eml", again("aaaa", before=f"{coded}base64\n\n")),
        Bomb("quoted-printable", ".eml", again("=\n", before=f"{coded}quoted-printable\n\n")),
        Bomb("quotes of quotes", ".eml", again(">", before=f"{_HEAD}\n")),
        Bomb("open markup", ".eml", again("<div>", before=page)),
        Bomb("open tags", ".eml", again("<a ", before=page)),
        Bomb("line ends", ".eml", again("\n", before=_HEAD)),
    ]
