"""A pair reader over MPNet, as small as one can be."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="training needs the extra 'train'")
transformers = pytest.importorskip("transformers", reason="training needs the extra 'train'")

from scripts.training.crossencoder import PairReader, packaged_tokenizer  # noqa: E402

CLS, SEP, WORD = 101, 102, 2005


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an MPNet of two layers that nobody trained."""
    torch.manual_seed(1)
    config = transformers.MPNetConfig(hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=48)
    folder = tmp_path_factory.mktemp("mpnet")
    transformers.MPNetModel(config).save_pretrained(folder)
    return folder


def test_the_tokens_of_bert_become_those_of_mpnet(small: Path) -> None:
    encoder = PairReader(small).encoder.eval()
    seen = []
    encoder.model.register_forward_pre_hook(lambda _, __, given: seen.append(given["input_ids"]), with_kwargs=True)
    ids, mask = torch.tensor([[CLS, WORD, SEP, 0], [CLS, SEP, 0, 0]]), torch.tensor([[1, 1, 1, 0], [1, 1, 0, 0]])
    assert encoder(ids, mask).shape == (2, 4, 24)
    assert seen[0].tolist() == [[0, WORD + 4, 2, 1], [0, 2, 1, 1]]


def test_the_four_ids_hold_for_every_word_of_both_vocabularies() -> None:
    tokenizer = packaged_tokenizer()
    assert [tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]", "[UNK]")] == [CLS, SEP, 100]


def test_frozen_layers_learn_nothing(small: Path) -> None:
    model = PairReader(small, frozen=1)
    out = model(torch.tensor([[CLS, WORD, SEP]]), torch.ones(1, 3, dtype=torch.long), torch.tensor([[0, 1, 2]]))
    (out.relevance.sum() + out.span.sum() + out.sentences.sum()).backward()
    lower, upper = model.encoder.model.encoder.layer
    assert all(weight.grad is None for weight in lower.parameters())
    assert all(weight.grad is not None for weight in upper.parameters())
    assert all(weight.grad is None for weight in model.encoder.model.embeddings.parameters())
