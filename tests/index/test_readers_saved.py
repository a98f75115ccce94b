"""Pages that a browser or Footnote saved, with a note of where they are from."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.readers.saved import Saved, page_with_note, pdf_with_note, saved_page, saved_pdf
from tests.index.reading import ONE, THREE, TWO, article_in

PAGE = f"<html><head><title>The mill is closed</title></head><body><p>{ONE}</p><p>{TWO}</p><p>{THREE}</p></body></html>"
SINGLE_FILE = """<!DOCTYPE html> <html lang=en><!--
 Page saved with SingleFile
 url: https://example.org/mill?a=1--2
 saved date: Thu Apr 01 2021 12:00:00 GMT+0200 (Central European Summer Time)
-->"""


def test_the_mark_of_a_browser_is_an_address(tmp_path: Path) -> None:
    marked = f"<!DOCTYPE html>\n<!-- saved from url=(0024)https://example.org/mill -->\n{PAGE}"
    found = article_in(tmp_path / "mill.html", marked)
    assert (found.url, found.source, found.date) == ("https://example.org/mill", "example.org", None)
    assert article_in(tmp_path / "2024-03-05.html", marked).date == "2024-03-05"


def test_the_note_of_singlefile_is_an_address_and_a_day(tmp_path: Path) -> None:
    found = article_in(tmp_path / "mill.html", SINGLE_FILE + PAGE.removeprefix("<html>"))
    assert (found.url, found.date, found.title) == (
        "https://example.org/mill?a=1--2",
        "2021-04-01",
        "The mill is closed",
    )


def test_what_is_noted_is_read_again() -> None:
    saved = Saved("https://example.org/a?b=c", "2025-06-01", "2025-05-31")
    assert saved_page(page_with_note("<p>x</p>", saved)) == saved
    assert saved_pdf(pdf_with_note(b"%PDF-1.4\n%%EOF\n", saved)) == saved
    assert saved_pdf(pdf_with_note(pdf_with_note(b"%PDF-1.4\n%%EOF\n", Saved("https://old.example/")), saved)) == saved
    assert saved_page(page_with_note(page_with_note("", Saved("https://old.example/")), saved)) == saved


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        "<!-- saved from url=(0014)about:internet -->",
        "<!-- url: javascript:alert(1) -->",
        "<!-- url: \n saved date: tomorrow -->",
        " " * 5000 + "<!-- url: https://example.org -->",
        "<!--" * 2000,
        "<!-- saved from url=(" * 500,
    ],
)
def test_what_is_no_note_says_nothing(page: str) -> None:
    assert saved_page(page).url == ""
    assert saved_pdf(page.encode()) == Saved()
