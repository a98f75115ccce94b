"""all-MiniLM-L6-v2 as it is packaged: how near each way to run it comes to sentence-transformers."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import index
from index.embed import MiniLM, minilm_tokenizer, packaged_minilm
from index.encoder import encoder_file
from index.matrix import Matrix
from index.onnxencoder import packaged_encoder

pytestmark = pytest.mark.models

STRANGE = [
    "",
    " ",
    "\n\n",
    "a",
    "Café Ünder, Århus — “naïve” œuvre, İstanbul, ß",
    "👩‍👧 🇫🇷 🙂🙂🙂",
    "東京で大きな地震がありました。",
    "в Москве прошёл снег",
    "a\tb\r\nc\x07d",
    "x" * 3000,
    "." * 600,
    "The river rose two metres on Tuesday. " * 60,
    "naïve 👧 " * 200,
]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Some 200: sentences and whole articles of the sample, and strange ones."""
    found = []
    for file in sorted((Path(index.__file__).parent / "sample").glob("*.md")):
        body = file.read_text("utf-8").split("---\n", 2)[2].strip()
        found += [*re.split(r"(?<=[.!?])\s+", body)[:12], body]
    return STRANGE + found[:190]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def reference(texts: list[str]) -> tuple[Any, Matrix]:
    """sentence-transformers with nothing around it: the model and its vectors."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(packaged_minilm()), device="cpu", local_files_only=True)
    return model, np.asarray(model.encode(texts, batch_size=32, normalize_embeddings=True), np.float32)


def _agree(vectors: Matrix, expected: Matrix, least: float = 0.999) -> None:
    assert vectors.shape == expected.shape
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    cosines = (vectors * expected).sum(axis=1)
    assert cosines.min() >= least, [(int(at), float(cosines[at])) for at in np.flatnonzero(cosines < least)]


def test_what_looks_like_a_special_token_is_text() -> None:
    tokens = minilm_tokenizer().encode("Rain [SEP] [CLS] [MASK]").tokens
    assert (tokens[0], tokens[-1]) == ("[CLS]", "[SEP]")
    assert not {"[SEP]", "[CLS]", "[MASK]"}.intersection(tokens[1:-1])


def test_questions_run_without_sentence_transformers(
    texts: list[str], cache: Path, reference: tuple[Any, Matrix]
) -> None:
    quick = MiniLM(cache=cache)
    vectors = quick.embed(texts)
    assert not {"_bulk", "_plain"} & quick.__dict__.keys()
    _agree(vectors, reference[1])


def test_passages_run_in_integers(texts: list[str], cache: Path, reference: tuple[Any, Matrix]) -> None:
    bulk = MiniLM(cache=cache / "unused")
    ordinary = len(STRANGE)
    vectors = bulk.embed_passages(texts)
    assert not {"_quick", "_plain"} & bulk.__dict__.keys()
    _agree(vectors[ordinary:], reference[1][ordinary:], least=0.97)
    assert (vectors * reference[1])[ordinary:].sum(axis=1).mean() > 0.99
    _agree(vectors, reference[1], least=0.9)
    assert not (cache / "unused").exists()


def test_what_was_released_is_loaded_again(texts: list[str]) -> None:
    bulk = MiniLM()
    before = bulk.embed_passages(texts[20:22])
    bulk.release()
    assert "_bulk" not in bulk.__dict__
    bulk.release()
    assert np.array_equal(bulk.embed_passages(texts[20:22]), before)


def test_sentence_transformers_in_place_of_onnx_runtime_is_released_too(texts: list[str], tmp_path: Path) -> None:
    slow = MiniLM(cache=tmp_path, integers=tmp_path / "none.onnx")
    slow.embed_passages(texts[20:22])
    assert "_plain" in slow.__dict__
    slow.release()
    assert not {"_bulk", "_plain"} & slow.__dict__.keys()


def test_a_vector_does_not_depend_on_the_texts_beside_it(texts: list[str]) -> None:
    bulk = MiniLM()
    whole = bulk.embed_passages(texts[20:60])
    assert np.array_equal(bulk.embed_passages(texts[30:50][::-1]), whole[10:30][::-1])


@pytest.mark.parametrize("trouble", ["missing", "damaged"])
def test_without_the_integers_sentence_transformers_does_it(
    texts: list[str], tmp_path: Path, reference: tuple[Any, Matrix], trouble: str
) -> None:
    file = tmp_path / "encoder.onnx"
    if trouble == "damaged":
        file.write_bytes(packaged_encoder().read_bytes()[:100_000])
    bulk = MiniLM(integers=file)
    _agree(bulk.embed_passages(texts[14:60]), reference[1][14:60])
    assert "_plain" in bulk.__dict__


def test_nothing_gives_no_vectors(cache: Path) -> None:
    assert MiniLM(cache=cache).embed([]).shape == (0, MiniLM.dimension)
    assert MiniLM(cache=cache).embed_passages([]).shape == (0, MiniLM.dimension)


def test_the_file_for_quick_starts_is_written_once(cache: Path) -> None:
    file = encoder_file(packaged_minilm(), cache)
    written = file.stat().st_mtime_ns
    assert encoder_file(packaged_minilm(), cache) == file
    assert file.stat().st_mtime_ns == written
    assert sorted(path.name for path in cache.iterdir()) == [file.name, f"{file.name}.json"]


@pytest.mark.parametrize("trouble", ["no folder can be made", "the file is damaged"])
def test_without_a_usable_cache_it_still_works(
    texts: list[str], tmp_path: Path, reference: tuple[Any, Matrix], trouble: str
) -> None:
    cache = tmp_path / "cache"
    if trouble == "no folder can be made":
        cache.write_text("a file where the folder would be")
    else:
        cache.mkdir()
        encoder_file(packaged_minilm(), cache).write_bytes(b"GGUF and nothing else")
    _agree(MiniLM(cache=cache).embed(texts[14:20]), reference[1][14:20])


def test_tokens_are_counted_as_the_model_counts_them(
    texts: list[str], cache: Path, reference: tuple[Any, Matrix]
) -> None:
    tokenizer = reference[0].tokenizer
    expected = [len(tokenizer.tokenize(text)) for text in texts]
    assert MiniLM(cache=cache).count_tokens(texts) == expected
    assert max(expected) > MiniLM.max_tokens == reference[0].max_seq_length
    assert MiniLM(cache=cache).count_tokens([]) == []
