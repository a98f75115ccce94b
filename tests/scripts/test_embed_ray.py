"""Embedding with Ray: the same vectors as without, each text once, and whatever was finished is kept."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.embed import MiniLM
from index.matrix import Matrix
from index.schema import FILE_NAME
from scripts import embed_ray
from scripts.embed_ray import Workers, main
from tests.fakes import HashEmbedder, prose, write_article, write_articles

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def started() -> Iterator[None]:
    """Ray on this machine, with room for two workers."""
    ray = pytest.importorskip("ray", reason="needs the extra: pip install -e '.[ray]'")
    here = {"env_vars": {"PYTHONPATH": ":".join(sys.path)}}
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", runtime_env=here)
    yield
    ray.shutdown()


def _vectors(folder: Path) -> dict[bytes, bytes]:
    """Every vector by its text's hash, as it is stored."""
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        return dict(database.execute("SELECT text_hash, vector FROM embedding").fetchall())


class Failing(HashEmbedder):
    """Fails at texts that say so."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if any("Xyzzy" in text for text in texts):
            raise RuntimeError("no more")
        return super().embed_passages(texts)


@pytest.mark.usefixtures("started")
def test_vectors_are_the_same_and_each_text_is_embedded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_ray, "_AT_ONCE", 4)
    news = tmp_path / "news"
    write_articles(news, range(1, 21))
    build(tmp_path / "plain", [news], HashEmbedder())
    workers, here = Workers(HashEmbedder, 2), HashEmbedder()
    summary = build(tmp_path / "ray", [news], here, embed=workers.embed_missing)
    assert summary.embedded == 40
    assert here.embedded == [], "the workers did it"
    assert _vectors(tmp_path / "ray") == _vectors(tmp_path / "plain")
    write_articles(news, [21])
    assert build(tmp_path / "ray", [], here, embed=workers.embed_missing).embedded == 2
    assert build(tmp_path / "ray", [], here).embedded == 0, "footnote index finds them"


@pytest.mark.usefixtures("started")
def test_what_came_before_a_failure_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_ray, "_AT_ONCE", 4)
    news = tmp_path / "news"
    for seed in range(40):
        write_article(news, f"{seed}.md", "Short", prose(seed, 2))
    write_article(news, "last.md", "Xyzzy", prose(99, 12))  # the longest comes last
    with pytest.raises(Exception, match="no more"):
        build(tmp_path / "library", [news], HashEmbedder(), embed=Workers(Failing, 2).embed_missing)
    kept = len(_vectors(tmp_path / "library"))
    assert 0 < kept <= 40
    rest = HashEmbedder()
    build(tmp_path / "library", [], rest)
    assert len(rest.embedded) == len(_vectors(tmp_path / "library")) - kept == 41 - kept


@pytest.mark.models
@pytest.mark.usefixtures("started")
def test_the_encoder_gives_the_same_bytes_in_a_worker(tmp_path: Path) -> None:
    write_articles(tmp_path / "news", [1, 2])
    build(tmp_path / "plain", [tmp_path / "news"], MiniLM())
    build(tmp_path / "ray", [tmp_path / "news"], MiniLM(), embed=Workers(MiniLM, 2).embed_missing)
    assert _vectors(tmp_path / "ray") == _vectors(tmp_path / "plain")


def test_without_ray_it_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    assert main(["somewhere"]) == 2
    assert 'pip install -e ".[ray]"' in capsys.readouterr().err
