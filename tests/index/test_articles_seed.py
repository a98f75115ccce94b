"""Five real articles: their titles, every paragraph of prose, and none of the boilerplate around it.

The articles are their publishers' and not part of this repository: only hashes of titles and of how paragraphs begin
are here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.readers import read
from index.types import Article

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "articles"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the articles are not here: {FOLDER}")


@dataclass(frozen=True, slots=True)
class Expected:
    """`title` is the `_hash` of the whole title; `begins` holds that of every paragraph's beginning, in order."""

    number: str
    title: str
    begins: tuple[str, ...]
    captions: int = 0


ARTICLES = (
    Expected(
        "000",
        "837e494e",
        (
            "3bb51c07",
            "ccc7f4ee",
            "6d6c369e",
            "96c8deb3",
            "521a695d",
            "50bfea32",
            "6abf01c5",
            "699c7cd2",
        ),
    ),
    Expected(
        "001",
        "957da0fc",
        (
            "2938e083",
            "a548c608",
            "bc273568",
            "660205c8",
            "78aaa4ed",
            "77e26b77",
            "1afca1c3",
            "5cb11101",
            "2c25c198",
            "1d7690f5",
            "521a695d",
            "e66d662e",
            "dabb67c1",
            "da661347",
            "7a6f8636",
        ),
    ),
    Expected(
        "002",
        "54d77a59",
        (
            "6525bb29",
            "594df396",
            "39b008db",
            "4d5e6d65",
            "25ff6eb7",
            "57d6d111",
            "6923a15f",
            "094821ef",
            "3e91dbe5",
        ),
        captions=1,
    ),
    Expected(
        "003",
        "b232ea10",
        (
            "0fcd2c91",
            "2b45a4a1",
            "c08f78de",
            "cf26a09b",
            "83bdd5c1",
            "4a3cc1d5",
            "edf91663",
            "2d4309db",
            "59ea0dbb",
            "e940b326",
            "405a2b32",
            "2df74620",
            "548d1776",
            "d6bd679b",
            "769625f1",
            "098332b6",
            "38f1037b",
            "dfde1cb7",
            "59a2b282",
            "43516154",
            "2319aaff",
        ),
    ),
    Expected(
        "004",
        "39ed2237",
        (
            "c2ae1ab1",
            "798a82c0",
            "77703187",
            "08960ac4",
            "a80d14fb",
            "cfb1f760",
            "64f5274a",
            "a10da136",
        ),
    ),
)

BOILERPLATE = (
    "• ",
    "minute read",
    "With assistance from",
    "Must-Reads",
    "letters@",
    "| News",
    "Please enter your",
    "[File]",
    "| AFP",
    "Telegram",
    "Be the first to comment",
    "Leave a Reply",
    "email address",
)


def _raw(expected: Expected) -> Path:
    (path,) = FOLDER.glob(f"{expected.number}_*.txt")
    return path


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()


def _article(expected: Expected) -> Article:
    path = _raw(expected)
    (found,) = read(path, path.name)
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("expected", ARTICLES, ids=lambda expected: expected.number)
def test_title_and_what_is_not_known(expected: Expected) -> None:
    found = _article(expected)
    assert _hash(found.title) == expected.title
    assert (found.source, found.date, found.url) == (None, None, None)


@pytest.mark.parametrize("expected", ARTICLES, ids=lambda expected: expected.number)
def test_every_paragraph_is_there_in_order(expected: Expected) -> None:
    paragraphs = _article(expected).text.split("\n\n")
    assert len(paragraphs) == len(expected.begins)
    assert tuple(_hash(paragraph[:40]) for paragraph in paragraphs) == expected.begins


@pytest.mark.parametrize("expected", ARTICLES, ids=lambda expected: expected.number)
def test_every_long_line_of_the_file_is_whole(expected: Expected) -> None:
    found = _article(expected)
    lines = [" ".join(line.split()) for line in _raw(expected).read_text(encoding="utf-8").splitlines()]
    prose = [line for line in lines if len(line) > 60 and line.endswith((".", "”", '"'))]
    paragraphs = found.text.split("\n\n")
    assert len(prose) > 7
    assert [line for line in prose if line not in paragraphs] == []


@pytest.mark.parametrize("expected", ARTICLES, ids=lambda expected: expected.number)
def test_no_boilerplate_is_left_and_captions_are_apart(expected: Expected) -> None:
    found = _article(expected)
    assert [phrase for phrase in BOILERPLATE if phrase in found.text or phrase in found.title] == []
    assert len(found.captions) == expected.captions
    assert found.title not in found.text.split("\n\n")
    assert found.text == found.text.strip()
