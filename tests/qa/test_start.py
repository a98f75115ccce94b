"""The sample library: there without being asked for, and there once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fakes import HashEmbedder

from index.library import Library
from qa import start
from qa.start import Place, ensure_sample, sample_articles


def test_another_installation_s_sample_takes_the_place_of_the_first(
    tmp_path: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "library", is_sample=True)
    articles = len(list(sample_articles().glob("*.md")))
    for installation in ("first", "second"):
        copy = tmp_path / installation
        shutil.copytree(sample_articles(), copy)
        monkeypatch.setattr(start, "sample_articles", lambda copy=copy: copy)
        summary = ensure_sample(place, embedder)
        assert summary is not None
        with Library.open(place.folder, embedder) as library:
            assert library.counts().articles == articles
    assert summary.embedded == 0


def test_a_library_of_one_s_own_is_left_alone(tmp_path: Path, embedder: HashEmbedder) -> None:
    assert ensure_sample(Place(tmp_path / "library"), embedder) is None
    assert not (tmp_path / "library").exists()
