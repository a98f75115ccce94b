"""The sample library: there without being asked for, and there once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from qa import start
from qa.evidence.reader import MiniLMReader
from qa.libraries import Place
from qa.start import ensure_sample, sample_articles
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article


def test_another_installation_s_sample_takes_the_place_of_the_first(
    tmp_path: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path / "library", is_sample=True)
    articles, embedded = len(list(sample_articles().glob("*.md"))), list[int]()
    for installation in ("first", "second"):
        copy = tmp_path / installation
        shutil.copytree(sample_articles(), copy)
        monkeypatch.setattr(start, "sample_articles", lambda copy=copy: copy)
        summary = ensure_sample(place, embedder)
        assert summary is not None
        with Library.open(place.folder, embedder) as library:
            assert library.counts().articles == articles
        embedded.append(summary.embedded)
    assert embedded[1] == 0


def test_a_library_of_one_s_own_is_left_alone(tmp_path: Path, embedder: HashEmbedder) -> None:
    assert ensure_sample(Place(tmp_path / "library"), embedder) is None
    assert not (tmp_path / "library").exists()


def test_what_cannot_be_made_ready_is_said_when_it_is_needed(tmp_path: Path, embedder: HashEmbedder) -> None:
    write_article(tmp_path / "news", "story.md", "Mill shut", prose(1))
    build(tmp_path / "library", [tmp_path / "news"], embedder)
    with Library.open(tmp_path / "library", embedder) as library:
        start._prepare(library, WordReader())
        assert library._vectors is not None
        without_weights = MiniLMReader(tmp_path)
        start._prepare(library, without_weights)
        with pytest.raises(FootnoteError, match="install Footnote again from its clone"):
            without_weights.read("Who?", [("", "A mill.")])
    start._prepare(library, WordReader())  # closed already


@pytest.mark.parametrize(
    ("flag", "file", "layers"),
    [(None, "", 0), (None, "gpu_layers = 7\n", 7), (-1, "gpu_layers = 7\n", -1), (0, "gpu_layers = 7\n", 0)],
)
def test_the_flag_for_layers_on_the_gpu_wins_over_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: int | None, file: str, layers: int
) -> None:
    config, model = tmp_path / "config.toml", tmp_path / "large.gguf"
    config.write_text(file)
    model.touch()
    monkeypatch.setenv("FOOTNOTE_CONFIG", str(config))
    given: list[dict[str, object]] = []
    scripted = ScriptedGenerator()

    def generator(*_: object, **options: object) -> ScriptedGenerator:
        given.append(options)
        return scripted

    monkeypatch.setattr(start, "LlamaGenerator", generator)
    assert start.begin_loading(str(model), flag).loaded() is scripted
    assert [one["gpu_layers"] for one in given] == [layers]
