"""An encoder of one's own: which library opens which. The packaged weights stand in for another model."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.chosen import ChosenEncoder, chosen_encoder, encoder_of
from index.embed import MiniLM, packaged_minilm
from index.errors import FootnoteError
from index.library import Library
from index.schema import open_library
from index.store import Store
from tests.fakes import HashEmbedder, write_article


def _model(folder: Path, weights: bytes = b"weights") -> Path:
    """A folder that looks like one of a model, and cannot be loaded."""
    folder.mkdir()
    (folder / "modules.json").write_text("[]")
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def _made_with(library: Path, name: str) -> Path:
    library.mkdir()
    with closing(open_library(library, create=True)) as connection:
        Store(connection, library).set_manifest("model", name)
    return library


def test_a_library_opens_the_encoder_that_made_it(tmp_path: Path) -> None:
    encoder = ChosenEncoder(_model(tmp_path / "my model"))
    library = _made_with(tmp_path / "library", encoder.name)
    found = encoder_of(library)
    assert isinstance(found, ChosenEncoder)
    assert found.name == encoder.name
    assert isinstance(encoder_of(_made_with(tmp_path / "other", MiniLM.name)), MiniLM)
    assert isinstance(encoder_of(tmp_path / "none"), MiniLM)


def test_an_encoder_that_is_gone_is_said(tmp_path: Path) -> None:
    folder = _model(tmp_path / "model")
    library = _made_with(tmp_path / "library", ChosenEncoder(folder).name)
    shutil.rmtree(folder)
    with pytest.raises(FootnoteError, match=r"made with the encoder in .*model, which is not there.*--encoder"):
        encoder_of(library)


def test_other_weights_in_its_place_are_another_encoder(tmp_path: Path, embedder: HashEmbedder) -> None:
    folder = _model(tmp_path / "model")
    write_article(tmp_path / "news", "a.md", "A mill", "The mill is closed.")
    embedder.name = ChosenEncoder(folder).name
    build(tmp_path / "library", [tmp_path / "news"], embedder)
    (folder / "model.safetensors").write_bytes(b"others!")
    with pytest.raises(FootnoteError, match="--rebuild"):
        Library.open(tmp_path / "library", encoder_of(tmp_path / "library"))


@pytest.mark.slow
def test_a_folder_without_a_model_and_one_that_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(FootnoteError, match=r"modules\.json"):
        chosen_encoder(str(tmp_path))
    with pytest.raises(FootnoteError, match="cannot load the encoder"):
        chosen_encoder(str(_model(tmp_path / "model"))).embed(["a question"])


@pytest.mark.models
def test_a_model_of_sentence_transformers_embeds_both(tmp_path: Path) -> None:
    encoder = chosen_encoder(str(packaged_minilm()))
    assert encoder.dimension == 384
    assert encoder.count_tokens(["The mill is closed.", ""]) == [5, 0]
    question, passage = encoder.embed(["Is the mill closed?"]), encoder.embed_passages(["The mill is closed."])
    assert question.shape == passage.shape == (1, 384)
    assert float(question[0] @ passage[0]) > 0.7
    assert encoder.embed([]).shape == (0, 384)
    assert float(MiniLM(cache=tmp_path).embed(["Is the mill closed?"])[0] @ question[0]) > 0.99
