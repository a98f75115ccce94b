"""A library on a server: asked from two machines, written by one, and killed between any two calls."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.errors import FootnoteError
from index.health import library_findings
from index.library import Library
from index.milvus import manifest
from index.milvus.client import Client
from index.milvus.place import Where, note
from tests.fakes import HashEmbedder, prose, write_article, write_articles

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Milvus Lite as a server on loopback, which speaks the protocol of a cluster."""
    pytest.importorskip("pymilvus", reason="needs the extra: pip install -e '.[milvus]'")
    pytest.importorskip("milvus_lite", reason="needs the extra: pip install -e '.[milvus]'")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = tmp_path_factory.mktemp("server") / "milvus.db"
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(place), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        while server.poll() is None:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def _folder(where: Where, place: Path) -> Path:
    """The folder that a machine has for that library."""
    note(place, where)
    return place


def _found(folder: Path) -> list[tuple[str, str, str]]:
    """(path, title, text) of all articles, and that each is found by its words and by its vector."""
    with Library.open(folder, HashEmbedder()) as library:
        articles = [library.article(entry.id) for entry in library.entries(library.order("title"))]
        for article in articles:
            for mode in ("dense", "bm25"):
                (hit,) = library.search(article.text[:200], 1, mode=mode)
                assert (hit.article.path, hit.passage.start) == (article.path, 0)
        assert library.counts().passages == 2 * len(articles)
        return sorted((article.path, article.title, article.text) for article in articles)


def test_two_machines_have_one_library(uri: str, tmp_path: Path) -> None:
    where = Where(uri, "shared")
    here, there = _folder(where, tmp_path / "here"), _folder(where, tmp_path / "there")
    with pytest.raises(FootnoteError, match="there is no library shared at http"):
        Library.open(there, HashEmbedder())
    write_articles(tmp_path / "news", range(1, 4))
    build(here, [tmp_path / "news"], HashEmbedder())
    assert [path for path, _, _ in _found(there)] == ["1.md", "2.md", "3.md"]
    said = {one.subject: one for one in library_findings(there, HashEmbedder())}
    assert "milvus://" in said["library"].says
    assert not any(one.todo for one in said.values())

    with Library.open(there, HashEmbedder()) as reader:  # sees what is indexed meanwhile
        write_article(tmp_path / "news", "4.md", "Article 4", prose(1004, 12), prose(2004, 12))
        assert build(here, [], HashEmbedder()).came.first == ["4.md"]
        assert reader.search(prose(1004, 12), 1)[0].article.path == "4.md"
        assert reader.overview().articles == 4


def test_one_writer_on_all_machines(uri: str, tmp_path: Path) -> None:
    where = Where(uri, "written")
    here, there = _folder(where, tmp_path / "here"), _folder(where, tmp_path / "there")
    write_articles(tmp_path / "news", [1])
    build(here, [tmp_path / "news"], HashEmbedder())
    client = Client(where, there)
    known = {"host": "elsewhere", "pid": 1, "token": "another", "at": time.time()}
    manifest.write(client, {"writer": json.dumps(known)})
    write_articles(tmp_path / "news", [2])
    with pytest.raises(FootnoteError, match="a process on elsewhere is indexing into written at"):
        build(there, [tmp_path / "news"], HashEmbedder())
    assert manifest.read(client, "writer"), "nobody ends what another one has begun"
    manifest.write(client, {"writer": json.dumps({**known, "at": time.time() - 1000})})
    assert build(there, [tmp_path / "news"], HashEmbedder()).came.first == ["2.md"]
    client.close()


class Killed(BaseException):
    """Nothing that handles errors handles this."""


def test_no_kill_between_two_calls_loses_or_shows_anything_half(
    uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, news = _folder(Where(uri, "killed"), tmp_path / "library"), tmp_path / "news"
    write_articles(news, range(1, 4))
    build(folder, [news], HashEmbedder())
    called, last = _counting(monkeypatch)
    rounds, before = 0, "Article 2"
    while True:
        rounds += 1
        changed, title = prose(7000 + rounds, 12), f"Article 2, {rounds}"
        write_article(news, "2.md", title, changed, prose(8000 + rounds, 12))
        called.clear()
        last[0] = 3 * rounds - 2  # every third call
        try:
            build(folder, [], HashEmbedder())
        except Killed:
            last[0] = None
            with Library.open(folder, HashEmbedder()) as library:  # one version or the other, whole
                assert library.article("2.md").title in (before, title)
                for hit in library.search(changed, 5):
                    assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
            build(folder, [], HashEmbedder())
            assert [(path, title) for path, title, _ in _found(folder)] == [
                ("1.md", "Article 1"), ("2.md", title), ("3.md", "Article 3")
            ]  # fmt: skip
            before = title
            continue
        break
    assert rounds > 5


def _counting(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[int | None]]:
    """What is written, and after how many of such calls the process is as good as dead, if at all."""
    called: list[str] = []
    last: list[int | None] = [None]
    call = Client._call

    def counted(client: Client, method: str, *arguments: Any, **options: Any) -> Any:
        if method in ("upsert", "delete"):
            if last[0] is not None and len(called) >= last[0]:
                raise Killed
            called.append(method)
        return call(client, method, *arguments, **options)

    monkeypatch.setattr(Client, "_call", counted)
    return called, last
