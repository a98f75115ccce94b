"""The workshop on real folders, with embedders and engines that cost nothing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.types import Progress
from qa.settings import default_library, sample_library
from tests.fakes import HashEmbedder, write_articles
from tests.tui.chat_script import ScriptedAsker, ScriptedShelf
from tui.indexing import Stopped
from tui.workshop import OwnWorkshop


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    """What engines were opened: library and model."""
    calls: list[tuple[Any, Any]] = []

    def opened(library: Path, model: str | None) -> ScriptedAsker:
        calls.append((library, model))
        if model == "broken":
            raise FootnoteError("no model 'broken'", "take another", "not-found")
        return _asker(library)

    def begin(library: Path, model: str | None, gpu_layers: int | None, shared: Any) -> SimpleNamespace:
        assert (gpu_layers, shared) == (None, None)
        return SimpleNamespace(opened=lambda: opened(library, model))

    monkeypatch.setattr("index.chosen.MiniLM", HashEmbedder)
    monkeypatch.setattr("qa.process.engine.EngineProcess.begin", begin)
    return calls


def _asker(folder: Path) -> ScriptedAsker:
    asker = ScriptedAsker()
    asker.library = ScriptedShelf(folder=folder)
    return asker


def _articles(folder: Path) -> int:
    with Library.open(folder, HashEmbedder()) as library:
        return library.counts().articles


@pytest.fixture
def news(tmp_path: Path) -> Path:
    write_articles(tmp_path / "news", range(3))
    return tmp_path / "news"


def test_a_folder_is_added_to_the_open_library(opened: list[Any], news: Path, library_dir: Path) -> None:
    asker = _asker(library_dir)
    seen: list[Progress] = []
    after, note = OwnWorkshop().with_articles(asker, news, seen.append)
    assert after is asker
    assert note == "3 articles in the library (3 new or changed)"
    assert seen
    assert opened == []


def test_the_sample_is_left_alone_and_the_model_stays(opened: list[Any], news: Path) -> None:
    workshop, before = OwnWorkshop(), _asker(Path("/x"))
    with pytest.raises(FootnoteError):
        workshop.with_model(before, "broken")
    workshop.with_model(before, "mine.gguf")
    with pytest.raises(FootnoteError):
        workshop.with_model(_asker(Path("/x")), "broken")
    after, _ = workshop.with_articles(_asker(sample_library()), news, lambda _: None)
    assert opened[-1] == (default_library(), "mine.gguf")
    assert after.library.folder == default_library()
    assert not sample_library().exists()
    assert _articles(default_library()) == 3


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("stage", ["reading", "embedding"])
def test_what_was_finished_before_a_stop_is_kept(news: Path, tmp_path: Path, library_dir: Path, stage: str) -> None:
    build(library_dir, [news], HashEmbedder())
    write_articles(tmp_path / "more", range(5, 8))

    def report(progress: Progress) -> None:
        if progress.stage == stage:
            raise Stopped

    with pytest.raises(Stopped):
        OwnWorkshop().with_articles(_asker(library_dir), tmp_path / "more", report)
    assert _articles(library_dir) >= 3
    _, note = OwnWorkshop().with_articles(_asker(library_dir), tmp_path / "more", lambda _: None)
    assert note.startswith("6 articles")
