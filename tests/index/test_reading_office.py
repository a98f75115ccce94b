"""OpenDocument texts, rich text and subtitles."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from odf.dc import Title
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, List, ListItem, Note, NoteBody, NoteCitation, P, S, Span

from scripts.trials.docbombs import open_document
from tests.index.reading import ONE, THREE, TWO, article_in, problem_in


def _open_document(title: str = "") -> bytes:
    document = OpenDocumentText()
    if title:
        document.meta.addElement(Title(text=title))
    document.text.addElement(H(outlinelevel=1, text="The mill"))
    document.text.addElement(P(text=ONE))
    cost = P(text="It cost")
    cost.addElement(S(c=2))
    cost.addElement(Span(text="four"))
    note = Note(noteclass="footnote")
    note.addElement(NoteCitation(text="1"))
    body = NoteBody()
    body.addElement(P(text="So the council."))
    note.addElement(body)
    cost.addElement(note)
    cost.addText(" million.")
    document.text.addElement(cost)
    items = List()
    for text in ("ask the mayor", "call the miller"):
        item = ListItem()
        item.addElement(P(text=text))
        items.addElement(item)
    document.text.addElement(items)
    table = Table()
    for texts in (("Mill", "Hours"), ("North", "8 to 4")):
        row = TableRow()
        for text in texts:
            cell = TableCell()
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.text.addElement(table)
    document.text.addElement(P(text=TWO))
    stream = BytesIO()
    document.write(stream)
    return stream.getvalue()


def test_an_open_document(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.odt", _open_document())
    assert article.title == "The mill"
    items, table = "- ask the mayor\n\n- call the miller", "Mill | Hours\nNorth | 8 to 4"
    assert article.text == f"{ONE}\n\nIt cost four million.\n\n{items}\n\n{table}\n\n{TWO}"
    assert article_in(tmp_path / "b.odt", _open_document("The end of the mill")).title == "The end of the mill"


def test_open_documents_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not a readable" in problem_in(tmp_path / "a.odt", b"PK\x03\x04 not a zip").reason
    entity = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    assert "not a readable" in problem_in(tmp_path / "b.odt", open_document("<text:p>&a;</text:p>", entity)).reason
    assert "no text" in problem_in(tmp_path / "c.odt", open_document("")).reason
    deep = "<text:span>" * 50_000 + "</text:span>" * 50_000
    assert "nested too deeply" in problem_in(tmp_path / "d.odt", open_document(f"<text:p>{deep}</text:p>")).reason
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "text/plain")
    assert "not a readable" in problem_in(tmp_path / "e.odt", stream.getvalue()).reason
    monkeypatch.setattr("index.readers.opendocument._MOST_UNPACKED", 1000)
    assert "unpacks to more than" in problem_in(tmp_path / "f.odt", _open_document()).reason


RICH = (
    r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title The m\'e9ll}{\author X}}\pard {\b The mill}\par "
    r"The river \u8211? rose, \'93they\'94 said.\par {\listtext\'b7\tab}ask the mayor\par "
    r"{\listtext\'b7\tab}call the miller\par\trowd\cellx1\cellx2 North\cell 8 to 4\cell\row "
    r"{\field{\*\fldinst HYPERLINK https://a.example}{\fldrslt The county}} paid.\par}"
)


def test_rich_text(tmp_path: Path) -> None:
    article = article_in(tmp_path / "a.rtf", RICH)
    assert article.title == "The méll"
    assert (
        "The river – rose, “they” said.\n\n- ask the mayor\n\n- call the miller\n\nNorth | 8 to 4\n\n" in article.text
    )
    assert "The county" in article.text
    assert "HYPERLINK" not in article.text


def test_rich_text_that_is_none(tmp_path: Path) -> None:
    assert "not rich text" in problem_in(tmp_path / "a.rtf", "words").reason
    assert "no text" in problem_in(tmp_path / "b.rtf", r"{\rtf1 }").reason


def _cues(*cues: tuple[float, float, str], comma: bool = True) -> str:
    def clock(seconds: float) -> str:
        minutes, rest = divmod(seconds, 60)
        return f"00:{int(minutes):02}:{rest:06.3f}".replace(".", "," if comma else ".")

    return "".join(f"{n}\n{clock(a)} --> {clock(b)}\n{text}\n\n" for n, (a, b, text) in enumerate(cues, start=1))


def test_subtitles_become_sentences_and_paragraphs(tmp_path: Path) -> None:
    text = _cues(
        (1, 3, "<i>The river rose</i>\ntwo metres {\\an8}on"), (3, 5, "Tuesday."), (6, 7, "Nobody was"), (7, 8, "hurt.")
    )
    text += _cues((20, 21, "[Music]"), (22, 24, "Then came the sun.")).replace("1\n00", "9\n00")
    article = article_in(tmp_path / "2025-03-14_a_talk.en.srt", text)
    assert article.text == "The river rose two metres on Tuesday. Nobody was hurt.\n\nThen came the sun."
    assert (article.title, article.date) == ("2025-03-14 a talk", "2025-03-14")


def test_speakers_stand_before_what_they_say(tmp_path: Path) -> None:
    cues = _cues(
        (1, 2, "<v Ann Lee>It is &amp; was"), (2, 3, "<v Ann Lee>a mill."), (3, 4, "<v Bob>Was it?"), comma=False
    )
    assert (
        article_in(tmp_path / "a.vtt", f"WEBVTT\n\nNOTE a\n\n{cues}").text
        == "Ann Lee: It is & was a mill.\n\nBob: Was it?"
    )
    assert article_in(tmp_path / "b.srt", _cues((1, 2, "- A mill.\n- Was it?"))).text == "A mill.\n\nWas it?"


def test_captions_that_roll_up_are_read_once(tmp_path: Path) -> None:
    lines = ["the river rose", "two metres and", "the mill closed"]
    rolled = [(n, n + 1, "\n".join(lines[max(n - 1, 0) : n + 1])) for n in range(3)]
    assert article_in(tmp_path / "a.srt", _cues(*rolled)).text == " ".join(lines)


def test_sentences_that_end_within_a_line_keep_it_whole(tmp_path: Path) -> None:
    cues = [(n, n + 1, f"so it was then. And on day {n} they") for n in range(20)]
    assert len(article_in(tmp_path / "a.srt", _cues(*cues)).text.split("\n\n")) == 1


def test_speech_without_full_stops_is_cut_all_the_same(tmp_path: Path) -> None:
    spoken = THREE.replace(",", "").replace(".", "").lower()
    article = article_in(tmp_path / "a.srt", _cues(*((n, n + 1, f"{spoken} {n}") for n in range(12))))
    paragraphs = article.text.split("\n\n")
    assert len(paragraphs) > 2
    assert " ".join(paragraphs) == " ".join(f"{spoken} {n}" for n in range(12))


@pytest.mark.parametrize(("name", "text"), [("a.srt", "words"), ("a.vtt", "words"), ("b.vtt", "WEBVTT\n")])
def test_files_without_cues(tmp_path: Path, name: str, text: str) -> None:
    assert "subtitles" in problem_in(tmp_path / name, text).reason


def test_rich_text_escapes_a_character_in_halves(tmp_path: Path) -> None:
    text = rf"{{\rtf1\ansi\uc1{{\info{{\title A \u-10180?\u-8436?}}}}{ONE} \u-10180?\u-8436?, \u-10180? alone.\par}}"
    article = article_in(tmp_path / "a.rtf", text)
    assert article.title == "A 🌌"
    assert article.text == f"{ONE} 🌌, \ufffd alone."
