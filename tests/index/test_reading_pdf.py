"""What a PDF's page comes to: columns, tables, divided words, paragraphs, and where each page begins."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from fpdf import FPDF
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table

from index.readers.pdflines import paragraphs
from index.readers.pdfpage import HYPHEN, Line
from index.types import ONLY_PICTURES
from tests.index.reading import ONE, THREE, TWO, article_in, problem_in

BODY = getSampleStyleSheet()["BodyText"]
LEFT = (
    "The river rose two metres on",
    "Tuesday, and the mill that stands",
    "beside it was closed for a week.",
    "Nobody was hurt, the county said,",
    "but forty families left. The wheel",
    "of the mill stood still.",
)
RIGHT = (
    "The mayor has asked for a second",
    "bridge beside the abbey. It would",
    "cost four million crowns and take",
    "three years to build, she said. Its",
    "opponents are against it, as they",
    "carry six hundred cars a day.",
)


def _drawn(rows: Sequence[Sequence[str]], places: Sequence[float], height: float = 6) -> bytes:
    """A page with rows of texts that begin at those places, in millimetres, drawn row by row."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for number, row in enumerate(rows):
        for place, text in zip(places, row, strict=False):
            paper.set_xy(place, 20 + height * number)
            paper.cell(80, height, text)
    return bytes(paper.output())


def _composed(path: Path, parts: list[Flowable], columns: int = 1) -> bytes:
    """Pages of so many columns, drawn one after the other, with a running head and numbers that are drawn first."""
    width, height = A5
    room = (width - 60 - 20 * (columns - 1)) / columns
    frames = [
        Frame(30 + number * (room + 20), 40, room, height - 80, leftPadding=0, rightPadding=0)
        for number in range(columns)
    ]

    def decorate(canvas: object, document: BaseDocTemplate) -> None:
        canvas.drawString(30, height - 25, "THE MARSH GAZETTE")  # type: ignore[attr-defined]
        canvas.drawString(width / 2, 20, f"Page {document.page}")  # type: ignore[attr-defined]

    document = BaseDocTemplate(str(path), pagesize=A5)
    document.addPageTemplates([PageTemplate(frames=frames, onPage=decorate)])
    document.build(parts)
    return path.read_bytes()


def test_columns_that_were_drawn_across_are_read_one_after_the_other(tmp_path: Path) -> None:
    rows = [
        ("A bridge for the mill",),
        *zip(LEFT, RIGHT, strict=True),
        ("", "Until then, a ferry."),
        ("The end of it all.",),
    ]
    article = article_in(tmp_path / "a.pdf", _drawn(rows, (15, 110)))
    assert article.title == "A bridge for the mill"
    assert article.text.startswith(" ".join(LEFT))
    assert " ".join((*RIGHT, "Until then, a ferry.")) in article.text


def test_columns_that_were_drawn_one_after_the_other_stay_so(tmp_path: Path) -> None:
    body = [f"{number}. {ONE} {TWO} {THREE}" for number in range(12)]
    data = _composed(tmp_path / "b.pdf", [Paragraph(text, BODY) for text in body], columns=2)
    assert article_in(tmp_path / "a.pdf", data).text.split("\n\n") == body


def test_tables_are_read_row_by_row(tmp_path: Path) -> None:
    rows = [("Lock", "Toll", "Barges"), *((f"Lock {n}", f"{n}10 crowns", f"{n},204") for n in range(1, 6))]
    table = article_in(
        tmp_path / "a.pdf", _composed(tmp_path / "b.pdf", [Paragraph(ONE, BODY), Table(rows), Paragraph(TWO, BODY)])
    )
    assert table.text.split("\n\n")[1:] == [ONE, *(" | ".join(row) for row in rows), TWO]


def test_paragraphs_end_where_space_or_an_indent_says_so(tmp_path: Path) -> None:
    full = "The river rose and the mill was closed for a week, and nobody knew why."
    indented = [
        (f"{full[:-1]}, then. Nobody",),
        ("knew. " + full[:60],),
        ("Full stop at the very end of the line, or close to it, was seen.",),
    ]
    article = article_in(tmp_path / "a.pdf", _drawn(indented, (15,)))
    assert "Nobody knew." in article.text
    spaced = [Paragraph(f"{text} {text}", BODY) for text in (ONE, TWO, THREE)]
    assert article_in(tmp_path / "c.pdf", _composed(tmp_path / "b.pdf", spaced)).text.split("\n\n")[1:] == [
        f"{text} {text}" for text in (ONE, TWO, THREE)
    ]


def _lines(*texts: str, page: int = 0) -> list[list[Line]]:
    rows = [Line(text, 50, 50 + 5 * len(text), 700 - 14 * number, 12) for number, text in enumerate(texts)]
    return [[] for _ in range(page)] + [rows]


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        (("the har" + HYPHEN, "bour was closed"), "the harbour was closed"),
        (("the har-", "bour was closed"), "the harbour was closed"),
        (("ninety" + HYPHEN, "four barges"), "ninety-four barges"),
        (("a well-known mill, and well" + HYPHEN, "known far beyond"), "a well-known mill, and well-known far beyond"),
        (("homes for low-", "and moderate-income families"), "homes for low- and moderate-income families"),
        (("the years 1914" + HYPHEN, "18 were dry"), "the years 1914-18 were dry"),
        (("the soft\xadly falling rain of the", "year"), "the softly falling rain of the year"),
        (("the e\ufb03cient o\ufb03ce of the", "\ufb02eet"), "the efficient office of the fleet"),
    ],
)
def test_divided_words_are_whole(texts: tuple[str, ...], whole: str) -> None:
    (found,) = paragraphs(_lines(*texts))
    assert found.text == whole


def test_pages_begin_where_their_text_does(tmp_path: Path) -> None:
    paper = FPDF()
    paper.set_font("Helvetica", size=12)
    texts = [f"{ONE} It goes on and on until", f"the page is turned. {TWO}", "", THREE]
    for text in texts:
        paper.add_page()
        paper.multi_cell(0, 6, text, align="L")
    article = article_in(tmp_path / "a.pdf", bytes(paper.output()))
    assert len(article.pages) == 4
    for words, page in (("The river", 1), ("until", 1), ("the page is turned", 2), ("Nobody", 2), ("The water", 4)):
        assert article.page_at(article.text.index(words)) == page, words
    assert article.page_at(len(article.text)) == 4


def test_pages_are_counted_past_one_that_is_all_boilerplate(tmp_path: Path) -> None:
    data = _composed(tmp_path / "b.pdf", [Paragraph(f"{n}. {ONE} {TWO}", BODY) for n in range(30)])
    article = article_in(tmp_path / "a.pdf", data)
    assert "GAZETTE" not in article.text
    assert len(article.pages) > 2
    assert [article.page_at(place) for place in article.pages] == list(range(1, len(article.pages) + 1))


def test_scanned_pages_are_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.scanned.is_installed", lambda: False)
    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 100, 100, style="F")
    assert problem_in(tmp_path / "a.pdf", bytes(paper.output())).reason == ONLY_PICTURES


def test_a_page_that_lies_on_its_side(tmp_path: Path) -> None:
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for number, line in enumerate((*LEFT, *RIGHT)):
        with paper.rotation(90, 50 + 6 * number, 200):
            paper.text(50 + 6 * number, 200, line)
    text = article_in(tmp_path / "a.pdf", bytes(paper.output())).text
    assert " ".join(LEFT) in text


def _set(*texts: Sequence[str], ragged: float = 0, top: float = 1400) -> list[Line]:
    """Paragraphs of lines of 10 points, 12 apart within and 18 between; the last of each ends at 300, if it is not
    alone, the others at 500, or, by turns, so much before.
    """
    lines = []
    for paragraph in texts:
        for at, text in enumerate(paragraph):
            is_last = 0 < at == len(paragraph) - 1
            lines.append(Line(text, 50, 300 if is_last else 500 - ragged * (at % 2), top, 10))
            top -= 18 if at == len(paragraph) - 1 else 12
    return lines


_NEWS = [
    (f"The mill number {number} was closed for a week, and the wheel", "of it stood still.") for number in range(9)
]


def test_paragraphs_of_one_line_are_told_from_those_of_more() -> None:
    """In most of the document the next line stands as far below as a paragraph does."""
    alone = [(f"The mill number {number} was closed for a week and a day, said the county.",) for number in range(9)]
    found = paragraphs([_set(*alone, *_NEWS[:3])])
    assert [one.text for one in found] == [" ".join(lines) for lines in (*alone, *_NEWS[:3])]


def test_what_is_set_apart_is_a_paragraph_in_lower_case_too() -> None:
    address = ("c.ann@marsh.example, who writes about the river, the mill and the sea",)
    found = paragraphs(
        [_set(*_NEWS, ("Words by Ann Lee, who has been with us since the first day of it all",), address)]
    )
    assert found[-1].text == address[0]
    together = paragraphs([[*_set(*_NEWS), Line("c.ann@marsh.example", 50, 200, 1118, 10)]])
    assert together[-1].text.endswith("stood still. c.ann@marsh.example")


@pytest.mark.parametrize(
    ("right", "joined"),
    [(470, False), (500, True)],  # of justified lines, one that stops short by less than a word is a paragraph's last
)
def test_a_justified_line_that_stops_short_ends_a_paragraph(right: float, joined: bool) -> None:
    wheel = [f"of it stood still in the water and the {'very ' * (number % 5)}rain" for number in range(9)]
    long = [("The mill was closed for a week, as the wheel", *wheel)] * 2
    page = [*_set(*long), Line("and so said the county.", 50, right, 500, 10)]
    following = [Line("Representatives of the mill said nothing at all of it, nor did the town", 50, 500, 800, 10)]
    assert (len(paragraphs([page, following])) == len(long) + 1) is not joined


_REST = "Nobody said any more of it, neither in the town nor at the mill that stands there."


def test_a_heading_at_the_end_of_a_page_is_no_part_of_what_follows() -> None:
    page = [*_set(*_NEWS), Line("The wheel of the mill, and of another one", 50, 380, 400, 10)]
    found = paragraphs([page, _set((_REST,))])
    assert [one.text for one in found][-2:] == ["The wheel of the mill, and of another one", _REST]


def test_where_paragraphs_are_short_a_full_line_ends_one_with_its_page() -> None:
    last = Line("Nobody was hurt in the mill that night, nor on the river, said the county.", 50, 490, 100, 10)
    long = ("The mill was closed for a week, as the wheel", *["of it stood still in the water and the rain"] * 9)
    for texts, divided in ((_NEWS, True), ([long] * 9, False)):
        page = [*_set(*texts, ragged=30), last]
        assert len(paragraphs([page, _set((_REST,))])) == len(texts) + 1 + divided
