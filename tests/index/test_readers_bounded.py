"""Files that are read in a process of its own: the same articles, and nothing that such a file does ends the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import index.build
import index.reading
from index.build import build
from index.readers import read
from index.readers.bounded import BoundedReader, Bounds
from index.types import Article, Problem
from tests.fakes import HashEmbedder, write_article
from tests.index.reading import ONE, TWO

pytestmark = pytest.mark.slow  # starts programs

PAGE = f"<!DOCTYPE html><title>The mill</title><h1>The mill</h1><p>{ONE}</p><p>{TWO}</p><figcaption>A mill</figcaption>"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "mill.html"
    path.write_text(PAGE)
    return path


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Paragraphs that are never closed take trafilatura minutes."""
    path = tmp_path / "endless.html"
    path.write_text("<p>a" * 300_000)
    return path


@pytest.fixture
def reader() -> Iterator[BoundedReader]:
    with BoundedReader(Bounds(cpu_seconds=1)) as reader:
        yield reader


def process_of(reader: BoundedReader) -> subprocess.Popen[str]:
    assert reader._process is not None
    return reader._process


def test_gives_what_reading_here_gives(reader: BoundedReader, page: Path) -> None:
    found = list(reader.read(page, "mill.html"))
    assert found == list(read(page, "mill.html"))
    assert isinstance(found[0], Article)
    assert found[0].captions == ("A mill",)


def test_one_process_serves_many_files(reader: BoundedReader, page: Path) -> None:
    list(reader.read(page, "1.html"))
    first = process_of(reader).pid
    list(reader.read(page, "2.html"))
    assert process_of(reader).pid == first


def test_text_and_short_markdown_need_no_process(reader: BoundedReader, tmp_path: Path) -> None:
    write_article(tmp_path, "a.md", "The mill", ONE)
    assert isinstance(next(reader.read(tmp_path / "a.md", "a.md")), Article)
    assert reader._process is None


def test_names_that_are_no_text(reader: BoundedReader, tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.html"
    try:
        path.write_text(PAGE)
    except OSError:
        pytest.skip("this file system takes no such names")
    (article,) = reader.read(path, "caf.html")
    assert isinstance(article, Article)
    assert article.path == "caf.html"


def test_a_file_that_takes_too_long_is_named_and_the_next_is_read(
    reader: BoundedReader, endless: Path, page: Path
) -> None:
    (problem,) = reader.read(endless, "endless.html")
    assert isinstance(problem, Problem)
    assert problem.reason == "takes more than 1 seconds of processor time to read; skipped"
    assert isinstance(next(reader.read(page, "mill.html")), Article)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no bound on memory")
def test_a_file_that_takes_too_much_memory_is_named(endless: Path, page: Path) -> None:
    with BoundedReader(Bounds(memory=200 << 20)) as reader:
        found = list(reader.read(endless, "endless.html"))
        assert found
        assert all(isinstance(one, Problem) for one in found)
        assert isinstance(next(reader.read(page, "mill.html")), Article)


def test_a_file_that_waits_is_given_up(endless: Path) -> None:
    with BoundedReader(Bounds(seconds=0.01)) as reader:
        (problem,) = reader.read(endless, "endless.html")
    assert isinstance(problem, Problem)
    assert "takes more than 0 seconds to read" in problem.reason


def test_a_process_that_died_meanwhile_is_replaced(reader: BoundedReader, page: Path) -> None:
    list(reader.read(page, "mill.html"))
    process = process_of(reader)
    process.kill()
    process.wait()
    assert isinstance(next(reader.read(page, "mill.html")), Article)


def test_an_interrupt_ends_the_process(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("index.readers.bounded._ask", interrupt)
    with BoundedReader() as reader:
        with pytest.raises(KeyboardInterrupt):
            list(reader.read(page, "mill.html"))
        assert reader._process is None


def test_the_process_ends_with_a_parent_that_is_killed(endless: Path) -> None:
    script = (
        "import sys, threading; from pathlib import Path; from index.readers.bounded import BoundedReader\n"
        "reader = BoundedReader(); list(reader.read(Path(sys.argv[1]).with_name('none.html'), 'none.html'))\n"
        "threading.Thread(target=lambda: list(reader.read(Path(sys.argv[1]), 'a.html')), daemon=True).start()\n"
        "print(reader._process.pid, flush=True); threading.Event().wait()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, endless], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    assert ends(pid)


def ends(pid: int) -> bool:
    """Whether a process ends within a minute: it does so in a moment, unless the machine is busy."""
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{pid}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return True  # nobody has asked for its exit code
        time.sleep(0.1)
    return False


def test_the_process_loads_no_model() -> None:
    script = (
        "import sys, index.readers.worker, index.readers.html, index.readers.pdf, trafilatura, pypdfium2, feedparser\n"
        "import odf.opendocument, striprtf.striprtf, webvtt\n"
        "print({'torch', 'faiss', 'llama_cpp', 'numpy', 'onnxruntime'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_indexing_goes_on_behind_a_bad_file(
    page: Path, endless: Path, library_dir: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reading.BoundedReader", lambda: BoundedReader(Bounds(cpu_seconds=1)))
    summary = build(library_dir, [page.parent], embedder)
    assert summary.articles == 1
    assert [one.path for one in summary.problems] == [endless.name]


class _Broken(BoundedReader):
    """Its process is killed over every file."""

    def read(self, path: Path, relative: str) -> Iterator[Article | Problem]:  # noqa: ARG002
        yield Problem(relative, "cannot be read (its reader broke: SIGKILL); skipped", passing=True)


def test_what_passes_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_article(tmp_path / "articles", "a.md", "A mill", "The mill closed.")
    with monkeypatch.context() as patched:
        patched.setattr(index.reading, "BoundedReader", _Broken)
        broken = index.build.build(tmp_path / "library", [tmp_path / "articles"], HashEmbedder())
    assert (broken.articles, len(broken.problems)) == (0, 1)
    again = index.build.build(tmp_path / "library", [], HashEmbedder())
    assert (again.articles, again.problems) == (1, [])
    with monkeypatch.context() as patched:
        patched.setattr(index.reading, "BoundedReader", _Broken)
        kept = index.build.build(tmp_path / "library", [], HashEmbedder(), rebuild=True)
    assert kept.articles == 1
