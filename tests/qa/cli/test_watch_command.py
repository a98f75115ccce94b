"""footnote index --watch: one line for what came, changed and went, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import qa.cli.watch
from index.build import build
from index.lock import writing
from qa.cli.watch import told
from tests.fakes import HashEmbedder, prose, write_article, write_articles
from tests.qa.cli.command_line import REPOSITORY, Run, still_answers


@pytest.fixture
def happening(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Takes what happens while the folders are followed, one thing at a time; then somebody types Ctrl-C."""

    def happen(*things: Callable[[], object]) -> None:
        def changes(_folders: object, _library: object) -> Iterator[None]:
            for thing in things:
                thing()
                yield
            raise KeyboardInterrupt

        monkeypatch.setattr(qa.cli.watch, "changes", changes)

    return happen


def _told(err: str) -> list[str]:
    """The lines on what happened, without the time."""
    return [line.partition(" ")[2] for line in err.splitlines() if line[:2].isdigit()]


def test_what_happens_is_one_line_each(run: Run, news: Path, library_dir: Path, happening: Callable[..., None]) -> None:
    def talks_for_the_first() -> None:
        write_article(news, "talks.md", "Talks", prose(8))
        (news / "1.md").unlink()

    happening(
        lambda: None,
        lambda: write_articles(news, range(10, 15)),
        talks_for_the_first,
        lambda: (news / "talks.md").touch(),
    )
    came = run("index", "--watch", news, "--library", library_dir)
    assert (came.code, came.out, came.complaints) == (0, "", [])
    assert _told(came.err) == [
        "new: 10.md, 11.md, 12.md and 2 more (10 articles)",
        "changed: talks.md; gone: 1.md (9 articles)",
    ]
    assert came.err.splitlines()[-1] == "no longer following; everything is saved"
    still_answers(run, library_dir)


def test_a_problem_is_named_once_and_ends_nothing(
    run: Run, news: Path, library_dir: Path, happening: Callable[..., None]
) -> None:
    (news / "old.txt").write_bytes(b"\0\1" * 99)
    happening(
        lambda: (news / "new.txt").write_bytes(b"\0\1" * 99),
        lambda: write_articles(news, [10]),
        lambda: news.rename(news.parent / "away"),
        lambda: (news.parent / "away").rename(news),
        lambda: write_articles(news, [11]),
    )
    came = run("index", "--watch", news, "--library", library_dir)
    assert came.code == 0
    old, new, gone = came.complaints
    assert "old.txt" in old
    assert "new.txt" in new
    assert "is gone" in gone
    assert _told(came.err) == ["new: 10.md (6 articles)", "new: 11.md (7 articles)"]


def test_it_follows_what_the_library_follows(
    run: Run, library: Path, news: Path, happening: Callable[..., None]
) -> None:
    happening(lambda: write_articles(news, [10]))
    came = run("index", "--watch")
    assert f"following {news}; Ctrl-C ends it" in came.err
    assert _told(came.err) == ["new: 10.md (6 articles)"]
    with writing(library):
        pass


def test_an_empty_summary_says_nothing(news: Path, library_dir: Path) -> None:
    assert told(build(library_dir, [news], HashEmbedder())).startswith("new: ")
    assert told(build(library_dir, [], HashEmbedder())) == ""


@pytest.mark.models
def test_the_real_program_follows_and_ends(news: Path, library_dir: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    command = [sys.executable, "-c", "from qa.cli import entry; entry()", "index", "--watch", str(news)]
    environment = {**os.environ, "FOOTNOTE_LIBRARY": str(library_dir)}
    with said.open("w") as stream:
        process = subprocess.Popen(command, cwd=REPOSITORY, stderr=stream, env=environment)
    try:
        _wait(lambda: "following" in said.read_text())
        write_article(news, "late.md", "Late", prose(9))
        _wait(lambda: "new: late.md (6 articles)" in said.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    finally:
        process.kill()
    assert said.read_text().endswith("no longer following; everything is saved\n")


def _wait(until: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end
        time.sleep(0.1)
