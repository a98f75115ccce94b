"""Scanned PDFs, with the extra 'ocr' and without."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from index.readers import scanned
from index.readers.pdfpage import Line
from index.types import ONLY_PICTURES, Article, Problem
from scripts.trials.writtenpdf import font
from tests.index.reading import ONE, TWO, article_in, found_in, problem_in

needs_ocr = pytest.mark.skipif(not scanned.is_installed(), reason="needs the extra 'ocr'")


def _scan(*pages: str) -> bytes:
    """A PDF of pictures of pages, in which a blank line parts paragraphs."""
    letters = ImageFont.truetype(str(font()), 34)
    pictures = []
    for text in pages:
        picture = Image.new("RGB", (1240, 1754), "white")
        ImageDraw.Draw(picture).multiline_text((110, 120), text, fill="black", font=letters, spacing=14)
        pictures.append(picture)
    stream = BytesIO()
    pictures[0].save(stream, "PDF", resolution=150, save_all=True, append_images=pictures[1:])
    return stream.getvalue()


def _wrapped(text: str) -> str:
    words, lines = text.split(), [""]
    for word in words:
        lines = [*lines, word] if len(lines[-1]) + len(word) > 48 else [*lines[:-1], f"{lines[-1]} {word}".strip()]
    return "\n".join(lines)


@needs_ocr
def test_words_on_pictures_of_pages_become_paragraphs_with_their_pages(tmp_path: Path) -> None:
    text = f"{_wrapped(ONE)}\n\n{_wrapped(TWO)}"
    article = article_in(tmp_path / "a.pdf", _scan(text, "Nobody said more."))
    assert [part.replace(" ", "") for part in article.text.split("\n\n")] == [
        part.replace(" ", "") for part in (ONE, TWO, "Nobody said more.")
    ]
    assert article.page_at(article.text.index("Nobody said")) == 2


@needs_ocr
def test_pictures_without_words_are_named(tmp_path: Path) -> None:
    assert "no words" in problem_in(tmp_path / "a.pdf", _scan("")).reason


@needs_ocr
def test_of_a_long_scan_the_first_pages_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.readers.scanned._MOST_SECONDS", 0.001)
    found = found_in(tmp_path / "a.pdf", _scan(_wrapped(ONE), _wrapped(TWO)))
    assert [type(one) for one in found] == [Problem, Article]
    assert "only its first 1 pages are read" in str(found[0])


def test_without_the_extra_a_scan_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanned, "is_installed", lambda: False)
    assert problem_in(tmp_path / "a.pdf", _scan(ONE)).reason == ONLY_PICTURES


def test_lines_of_about_one_size_have_one_height_and_stand_in_rows() -> None:
    lines = [Line("b", 60, 90, 50, 10), Line("a", 10, 40, 51, 9), Line("c", 10, 90, 35, 11), Line("D", 10, 90, 5, 22)]
    rows = scanned._rows(scanned._level(lines))
    assert [[one.text for one in row] for row in rows] == [["a", "b"], ["c"], ["D"]]
    assert {one.height for row in rows for one in row} == {10.5, 22}
