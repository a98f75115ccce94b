"""index, and the library that it makes: the sample, files that cannot be read, libraries that are damaged."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fpdf import FPDF

from index.build import build
from index.readers import scanned
from index.schema import FILE_NAME
from tests.fakes import HashEmbedder, prose, write_article, write_jsonl
from tests.qa.cli.command_line import CLOSED, COST, QUESTION, Run, complains, skips, still_answers

# --- the sample


def test_without_a_library_the_sample_is_made_and_said_to_be_it(run: Run, home: Path, embedder: HashEmbedder) -> None:
    first = run("search", "Ever Given refloated Suez Canal", "--json")
    assert first.code == 0
    assert "sample" in first.err
    assert "footnote index" in first.err
    assert len(first.err.splitlines()) == 1
    assert json.loads(first.out)[0]["path"].startswith("ever-given")
    assert (home / ".local" / "share" / "footnote" / "sample" / FILE_NAME).is_file()
    embedded = len(embedder.embedded)
    again = run("search", "Ever Given refloated Suez Canal", "--json")
    assert again.out == first.out
    assert len(embedder.embedded) == embedded + 1  # the question
    asked = run("ask", "When was the Ever Given refloated in the Suez Canal?")
    assert asked.code in (0, 1)
    assert "sample" in asked.err


def test_a_library_of_ones_own_ends_the_sample(run: Run, news: Path) -> None:
    assert "sample" in run("search", "tariff").err
    indexed = run("index", news)
    assert (indexed.code, indexed.out, indexed.complaints) == (0, "", [])
    outcome = run("search", "mill", "--json")
    assert outcome.err == ""
    assert {record["path"] for record in json.loads(outcome.out)} <= {file.name for file in news.iterdir()}


# --- indexing what cannot be read


def test_index_says_what_it_did_and_the_second_time_does_nothing(run: Run, news: Path, library_dir: Path) -> None:
    first = run("index", news, "--library", library_dir)
    assert (first.code, first.out) == (0, "")
    assert "5 articles" in first.err
    assert "5 new or changed" in first.err
    second = run("index", "--library", library_dir)
    assert "nothing new; 0 passages embedded" in second.err
    (news / "story.md").unlink()
    assert "1 removed" in run("index", "--library", library_dir).err
    write_article(news, "story.md", "Mill shut", f"{CLOSED} {COST}", date="2024-03-05", source="Marsh Gazette")
    assert run("index", news, "--library", library_dir, "--rebuild").code == 0
    still_answers(run, library_dir)


def test_files_of_other_kinds_are_counted_by_kind(run: Run, news: Path, library_dir: Path) -> None:
    for name in ("one.pages", "two.PAGES", "inner.key", "README"):
        (news / name).write_bytes(b"x")
    for paths in ([news], []):
        outcome = run("index", *paths, "--library", library_dir)
        assert outcome.code == 0
        assert "footnote: not read, since of another kind: 2 .pages, 1 without a suffix, 1 .key\n" in outcome.err


def test_files_that_hold_no_articles_are_counted_by_kind_also_the_second_time(
    run: Run, news: Path, library_dir: Path
) -> None:
    (news / "package.json").write_text('{"name": "mill", "version": "1.0"}')
    (news / "map.xml").write_text('<?xml version="1.0"?><urlset><url/></urlset>')
    (news / "feeds.opml").write_text('<?xml version="1.0"?><opml version="2.0"/>')
    for paths in ([news], []):
        outcome = run("index", *paths, "--library", library_dir)
        assert outcome.code == 0
        said = "footnote: not read, since of another kind: 1 .json, 1 .opml (lists of feeds), 1 .xml\n"
        assert said in outcome.err


@pytest.mark.skipif(scanned.is_installed(), reason="the extra 'ocr' reads them")
def test_scanned_pdfs_are_counted(run: Run, news: Path, library_dir: Path) -> None:
    paper = FPDF()
    paper.add_page()
    paper.rect(10, 10, 50, 50, style="F")
    for name in ("one.pdf", "two.pdf"):
        paper.output(str(news / name))
    for paths in ([news], []):
        outcome = run("index", *paths, "--library", library_dir)
        assert outcome.code == 2
        (line,) = outcome.complaints
        assert line == (
            "footnote: 2 PDFs hold only pictures of pages: not read; run OCR on them first, or "
            'pip install -e ".[ocr]" in the clone of Footnote and index with --rebuild (one.pdf, two.pdf)'
        )


def _nothing(folder: Path) -> Path:
    return folder / "missing"


def _empty(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def _unknown(folder: Path) -> Path:
    (folder / "picture.png").write_bytes(b"x")
    return folder / "picture.png"


@pytest.mark.parametrize("make", [_nothing, _empty, _unknown])
def test_paths_without_articles_are_one_line(run: Run, library: Path, tmp_path: Path, make: Any) -> None:
    path = make(tmp_path)
    complains(run("index", path), path.name)
    still_answers(run, library)


def test_nothing_to_index_yet_is_one_line(run: Run, library_dir: Path) -> None:
    complains(run("index", "--library", library_dir), "footnote index")
    assert not library_dir.exists()


def _binary(news: Path) -> str:
    (news / "bad.txt").write_bytes(bytes(range(256)) * 20)
    return "bad.txt"


def _broken_pdf(news: Path) -> str:
    (news / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind")
    return "broken.pdf"


def _no_content(news: Path) -> str:
    (news / "nothing.txt").touch()
    return "nothing.txt"


def _loop(news: Path) -> str:
    (news / "again").symlink_to(news)
    return "again"


def _dangling(news: Path) -> str:
    (news / "gone.txt").symlink_to(news / "nowhere")
    return "gone.txt"


def _pipe(news: Path) -> str:
    os.mkfifo(news / "pipe.txt")
    return "pipe.txt"


@pytest.mark.parametrize("spoil", [_binary, _broken_pdf, _no_content, _loop, _dangling, _pipe])
def test_what_cannot_be_read_is_one_line_and_the_rest_is_indexed(
    run: Run, news: Path, library_dir: Path, spoil: Callable[[Path], str]
) -> None:
    bad = spoil(news)
    skips(run("index", news, "--library", library_dir), bad)
    still_answers(run, library_dir)
    skips(run("index", "--library", library_dir), bad)


def test_a_line_that_is_no_article_is_named_by_number_and_the_rest_is_indexed(
    run: Run, tmp_path: Path, library_dir: Path
) -> None:
    story = {"id": "7", "title": "Mill shut", "text": f"{CLOSED} {COST}", "date": "2024/03/05"}
    write_jsonl(tmp_path / "news.jsonl", [{"id": "1", "title": "One", "text": prose(1)}, '{"id": "2", "text', story])
    skips(run("index", tmp_path / "news.jsonl", "--library", library_dir), "news.jsonl:2")
    still_answers(run, library_dir)
    assert json.loads(run("show", "news.jsonl#7", "--library", library_dir, "--json").out)["date"] == "2024-03-05"


def test_text_that_is_not_utf_8_is_read_all_the_same(run: Run, news: Path, library_dir: Path) -> None:
    text = "Le maire a annoncé la fermeture du café près de la rivière à Noël, malgré les protestations des élèves."
    (news / "old.txt").write_bytes(f"Le café fermé\n\n{text}\n".encode("cp1252"))
    outcome = run("index", news, "--library", library_dir)
    assert (outcome.code, outcome.complaints) == (0, [])
    assert "articles is not in English (French 1): " in outcome.err
    shown = json.loads(run("show", "old.txt", "--library", library_dir, "--json").out)
    assert text in shown["text"]
    assert shown["language"] == "fr"
    still_answers(run, library_dir)


def test_a_file_that_may_not_be_read_is_one_line(
    run: Run, news: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = os.access
    (news / "1.md").chmod(0o600)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "1.md" and whole(path, mode))
    skips(run("index", news, "--library", library_dir), "1.md", "permission")
    still_answers(run, library_dir)


def test_a_file_that_fails_while_it_is_read_is_one_line(
    run: Run, news: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.read_bytes

    def fails(path: Path) -> bytes:
        if path.name == "1.md":
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", fails)
    skips(run("index", news, "--library", library_dir), "1.md", "permission")
    still_answers(run, library_dir)


def test_many_problems_do_not_drown_the_summary(run: Run, news: Path, library_dir: Path) -> None:
    for number in range(50):
        (news / f"bad-{number}.txt").touch()
    outcome = run("index", news, "--library", library_dir)
    assert outcome.code == 2
    assert len(outcome.complaints) == 21
    assert outcome.complaints[-1] == "footnote: and 30 more were skipped"
    still_answers(run, library_dir)


def test_names_cannot_steer_the_terminal(run: Run, news: Path, library_dir: Path) -> None:
    (news / "a\x1b[31m\nb.txt").touch()
    outcome = run("index", news, "--library", library_dir)
    skips(outcome, "a")
    assert "\x1b" not in outcome.err


# --- libraries that are not what they should be


def test_no_library_there_is_one_line(run: Run, tmp_path: Path) -> None:
    for command in (["ask", "x"], ["search", "x"], ["show", "x"]):
        complains(run(*command, "--library", tmp_path / "nowhere"), "nowhere", "footnote index")


def test_a_library_made_with_another_model_is_one_line_until_it_is_rebuilt(
    run: Run, news: Path, library_dir: Path
) -> None:
    build(library_dir, [news], HashEmbedder("another-model"))
    for command in (["ask", QUESTION], ["search", QUESTION], ["index", news]):
        complains(run(*command, "--library", library_dir), "another-model", "--rebuild")
    assert run("index", news, "--rebuild", "--library", library_dir).code == 0
    still_answers(run, library_dir)


@pytest.mark.parametrize("content", [b"", b"x", None])
def test_a_damaged_faiss_file_is_made_again_without_embedding(
    run: Run, library: Path, embedder: HashEmbedder, content: bytes | None
) -> None:
    (file,) = library.glob("vectors-*.faiss")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if content is None else content)
    still_answers(run, library)
    embedder.embedded.clear()
    outcome = run("index")
    assert (outcome.code, outcome.complaints) == (0, [])
    assert embedder.embedded == []
    assert [path.stat().st_size for path in library.glob("vectors-*.faiss")] == [len(whole)]
    still_answers(run, library)


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_not_sqlite_is_one_line(run: Run, tmp_path: Path, news: Path, content: bytes) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(content)
    for command in (["ask", "x"], ["search", "x"], ["show", "x"], ["index", news]):
        complains(run(*command, "--library", folder), str(folder))
    assert (folder / FILE_NAME).read_bytes() == content


def test_another_program_s_database_is_left_alone(run: Run, tmp_path: Path, news: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    for command in (["ask", "x"], ["index", news]):
        complains(run(*command, "--library", folder), "not a Footnote library")
