"""A file of every kind, written by the libraries that write such files, indexed, and asked about its middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build
from index.library import Library
from index.readers import KINDS
from qa import Answer, Engine
from scripts.trials.draft import Draft
from scripts.trials.written import MANY, ONE
from scripts.trials.writtenpdf import flowing, paged
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose

FILES = [*(f"story{number}{suffix}" for number, suffix in enumerate([*ONE, *MANY])), "story90.pdf"]
FEEDS = (
    '<?xml version="1.0"?><opml version="2.0"><body><outline text="News" xmlUrl="https://a.example/"/></body></opml>'
)


def _number(file: str) -> int:
    return int(file.removeprefix("story").partition(".")[0])


def _kind(file: str) -> str:
    return "." + file.partition(".")[2]


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
    for file in FILES:
        _write(folder / "files" / file, _number(file))
    (folder / "files" / "feeds.opml").write_text(FEEDS)
    (folder / "files" / "feeds.xml").write_text(FEEDS)
    summary = build(folder / "library", [folder / "files"], HashEmbedder())
    assert summary.files == len(FILES) + 1
    assert [str(problem).partition(" (")[0] for problem in summary.problems] == ["feeds.xml: a list of feeds"]
    assert dict(summary.others) == {".opml": 1}
    with Library.open(folder / "library", HashEmbedder()) as library:
        yield library


def _write(path: Path, number: int) -> None:
    """What is asked for stands in the middle: of three paragraphs, or of three articles."""
    middle = f"{prose(200 + number, 2)} {_fact(number)} {prose(300 + number, 2)}"
    paragraphs = (prose(100 + number, 4), middle, prose(400 + number, 4))
    if (kind := _kind(path.name)) in MANY:
        MANY[kind](path, [Draft(f"Story {number} {at}", (text,)) for at, text in enumerate(paragraphs)])
    else:
        draft = Draft(f"Story {number}", paragraphs)
        (flowing if number == 90 else paged if kind == ".pdf" else ONE[kind])(path, draft)


def test_there_is_a_file_of_every_kind() -> None:
    assert ONE.keys() | MANY.keys() == KINDS.keys()


@pytest.mark.parametrize("file", FILES)
def test_what_the_middle_of_a_file_says_is_found_and_quoted(library: Library, file: str) -> None:
    number = _number(file)
    engine = Engine(library, HashEmbedder(), WordReader(), ScriptedGenerator(*["No."] * 9))
    answer = engine.answer(f"How high is the {_subject(number)}?")
    assert f"{number + 20} metres" in answer.text
    _assert_right(answer, library, file, _fact(number))


def _assert_right(answer: Answer, library: Library, file: str, fact: str) -> None:
    citation = answer.citations[0]
    assert citation.article.path.partition("#")[0] == file
    assert fact in citation.quote
    assert citation.article.text[citation.start : citation.end] == citation.quote
    assert library.article(citation.article.id) == citation.article
    assert citation.page == ({"story90.pdf": 1}.get(file, 2) if file.endswith(".pdf") else None)
