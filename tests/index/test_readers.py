"""What all readers share: files that give no article, encodings, dates."""

from __future__ import annotations

import builtins
import datetime as dt
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import parse_bound, to_iso
from index.errors import FootnoteError
from index.readers import SUFFIXES, read
from index.readers.encoding import decode
from index.types import Problem
from tests.index.reading import ONE, article_in, found_in, problem_in

# --- all kinds


@pytest.mark.parametrize("suffix", sorted(SUFFIXES - {".jsonl.gz"}))
def test_empty_files(tmp_path: Path, suffix: str) -> None:
    assert "empty" in problem_in(tmp_path / f"a{suffix}", b"").reason


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_binary_files(tmp_path: Path, suffix: str) -> None:
    found = found_in(tmp_path / f"a{suffix}", bytes(range(256)) * 8)
    assert found
    assert all(isinstance(one, Problem) for one in found)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_blank_files(tmp_path: Path, suffix: str) -> None:
    problem_in(tmp_path / f"a{suffix}", " \n\n\t\n")


def test_suffixes_in_capitals(tmp_path: Path) -> None:
    assert article_in(tmp_path / "A.TXT", f"The mill\n\n{ONE}").title == "The mill"


def test_unknown_suffixes_missing_files_and_folders(tmp_path: Path) -> None:
    assert "unknown kind" in problem_in(tmp_path / "a.pages", "x").reason
    (missing,) = read(tmp_path / "none.txt", "none.txt")
    (folder,) = read(tmp_path, "folder.txt")
    assert isinstance(missing, Problem)
    assert "no such file" in missing.reason
    assert isinstance(folder, Problem)


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.jsonl", "a.jsonl.gz"])
def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_bytes(b"words")

    def refuse(file: object, *_args: object, **_options: object) -> object:
        raise PermissionError(13, "Permission denied", str(file))

    monkeypatch.setattr(builtins, "open", refuse)
    monkeypatch.setattr(io, "open", refuse)
    (found,) = read(tmp_path / name, name)
    assert isinstance(found, Problem)
    assert "permission denied" in found.reason


def test_an_interrupt_passes_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_path: Path) -> bytes:
        raise KeyboardInterrupt

    (tmp_path / "a.txt").write_text(ONE)
    monkeypatch.setattr(Path, "read_bytes", interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(read(tmp_path / "a.txt", "a.txt"))


def test_importing_the_readers_loads_no_parser() -> None:
    script = (
        "import sys, index.walk, index.readers, index.readers.text, index.readers.markdown, index.readers.html,"
        " index.readers.pdf, index.readers.jsonl\n"
        "print({'trafilatura', 'pypdfium2', 'yaml', 'lxml', 'charset_normalizer', 'markdown_it', 'dateutil'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- encodings


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("The naïve café – “closed”", "utf-8"),
        ("The naïve café – “closed”", "utf-8-sig"),
        ("The naïve café", "utf-16"),
        ("The naïve café", "utf-32"),
        ("The café is closed", "utf-16-le"),
        ("The café is closed", "utf-16-be"),
        ("He said “fine” – it’s a café in Orléans.", "cp1252"),
        ("It’s fine.", "cp1252"),
        ("café", "latin-1"),
        ("Zażółć gęślą jaźń, powiedział prezes spółki w poniedziałek w Łodzi. " * 5, "cp1250"),
        ("Президент заявил во вторник, что переговоры будут продолжены в Москве. " * 4, "cp1251"),
        ("東京は日本の首都であり、世界最大の都市の一つです。火曜日に発表された。" * 4, "shift_jis"),
    ],
)
def test_decoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf8_with_a_damaged_byte_stays_utf8() -> None:
    text = "Le café est fermé, a dit l’élève. " * 20
    assert decode(text.encode() + b"\x93fin") == text + "\ufffdfin"


def test_line_ends() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\x01\x02\x03\x04" * 9, bytes(range(256)) * 4]
)
def test_binary_data_is_not_text(data: bytes) -> None:
    assert decode(data) is None


@given(st.binary(max_size=200))
def test_decoding_never_raises(data: bytes) -> None:
    text = decode(data)
    assert text is None or "\r" not in text


# --- dates


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-03-05", "2024-03-05"),
        ("2024/3/5", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024-03-05T23:30:00-08:00", "2024-03-05"),
        ("2024-03-05 10:00", "2024-03-05"),
        ("5 March 2024", "2024-03-05"),
        ("March 5, 2024", "2024-03-05"),
        ("Tue, 05 Mar 2024 10:00:00 GMT", "2024-03-05"),
        (dt.date(2024, 3, 5), "2024-03-05"),
        (dt.datetime(2024, 3, 5, 12), "2024-03-05"),
        ("March 2024", None),
        ("5 March", None),
        ("Tuesday", None),
        ("03/04/2024", None),
        ("2024-02-30", None),
        ("2024", None),
        ("", None),
        ("x" * 1000, None),
        (20240305, None),
        (None, None),
    ],
)
def test_dates(value: object, day: str | None) -> None:
    assert to_iso(value) == day


@given(st.text(max_size=40))
def test_dates_never_raise(text: str) -> None:
    day = to_iso(text)
    assert day is None or dt.date.fromisoformat(day)


def test_bounds() -> None:
    assert [parse_bound("2024", end=end) for end in (False, True)] == ["2024-01-01", "2024-12-31"]
    assert [parse_bound("2024-02", end=end) for end in (False, True)] == ["2024-02-01", "2024-02-29"]
    assert [parse_bound(" 5 March 2024 ", end=end) for end in (False, True)] == ["2024-03-05", "2024-03-05"]


@pytest.mark.parametrize("value", ["", "soon", "2024-13", "0000", "2024-02-30", "a\nb\x1b[31m", "９９９９９"])
def test_bounds_that_are_none(value: str) -> None:
    with pytest.raises(FootnoteError) as caught:
        parse_bound(value, end=False)
    message = str(caught.value)
    assert "2024-03" in message
    assert message.isprintable()
