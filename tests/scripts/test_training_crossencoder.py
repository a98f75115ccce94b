"""The pair reader in training: labels in tokens, batches, losses; and that the shipped form reads the same."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.embed import packaged_minilm
from qa.evidence.pairs import Pair, encode_pair
from qa.evidence.reader import MiniLMReader
from scripts.training.groups import Candidate, Group

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")
from scripts.training.crossencoder import (  # noqa: E402
    Item,
    PairReader,
    collate,
    items,
    losses,
    packaged_tokenizer,
    token_span,
)
from scripts.training.export import export_pair_reader  # noqa: E402

BRIDGE = "🎉 Mayor Ilse Brandt opened the new bridge on Sunday."
QUESTION = "Who opened the bridge?"
ANSWER = (BRIDGE.index("Ilse"), BRIDGE.index(" opened"))
GROUP = Group(
    "1",
    "invented",
    QUESTION,
    "Ilse Brandt",
    (
        Candidate("Bridge", BRIDGE, (ANSWER,), True),
        Candidate("River", "The river rose."),
        Candidate("Bridge", "It was opened by her.", (), True),
        Candidate("Long", f"{'mill ' * 400}Ilse Brandt", ((2000, 2011),), True),
    ),
)


# --- labels


def test_a_span_of_characters_is_the_tokens_that_it_touches() -> None:
    pair = Pair(range(9), 4, [(0, 3), (4, 6), (6, 9), (10, 12)])
    assert token_span(pair, (4, 9)) == (5, 6)
    assert token_span(pair, (5, 7)) == (5, 6)
    assert token_span(pair, (0, 12)) == (4, 7)
    assert token_span(pair, (10, 11)) == (7, 7)


def test_a_span_that_was_cut_off_or_holds_no_token_is_none() -> None:
    pair = Pair(range(9), 4, [(0, 3), (4, 6)])
    assert token_span(pair, (4, 8)) is None
    assert token_span(pair, (7, 9)) is None
    assert token_span(pair, (3, 4)) is None
    assert token_span(Pair(range(5), 4, []), (0, 1)) is None


@pytest.mark.models
def test_a_question_s_pairs_are_labelled_in_tokens() -> None:
    tokenizer = packaged_tokenizer()
    answered, other, unmarked = items(GROUP, tokenizer)  # where the answer was cut off there is no pair
    assert tokenizer.decode(list(answered.ids[answered.start : answered.end + 1])) == "ilse brandt"
    assert (other.relevant, other.start, other.end) == (False, 0, 0)
    assert (unmarked.relevant, unmarked.start, unmarked.end) == (True, -1, -1)


@pytest.mark.models
def test_training_and_reading_see_the_same_tokens() -> None:
    text = "It says [SEP] and 👩‍👧 “Ødegård”."
    trained, read = packaged_tokenizer(), MiniLMReader()._tokenizer
    assert encode_pair(trained, QUESTION, "A [CLS]", text) == encode_pair(read, QUESTION, "A [CLS]", text)


# --- batches and losses


def _item(length: int, *, relevant: bool = False, start: int = 0, end: int = 0) -> Item:
    return Item(tuple(range(1, length + 1)), 4, relevant, start, end)


def test_pairs_are_padded_and_know_their_question() -> None:
    batch = collate([[_item(9), _item(20)], [_item(7)]])
    assert batch.ids.shape == batch.mask.shape == batch.allowed.shape == (3, 32)
    assert batch.mask.sum(1).tolist() == [9, 20, 7]
    assert batch.ids[0, 9:].sum() == 0
    assert batch.groups == (slice(0, 2), slice(2, 3))


def test_an_answer_may_only_stand_in_the_text_or_nowhere() -> None:
    batch = collate([[_item(9)]])
    # the first position says that there is none; the last token of the pair is a separator
    assert batch.allowed[0].nonzero().flatten().tolist() == [0, 4, 5, 6, 7]


class _Fixed(torch.nn.Module):  # type: ignore[name-defined,misc]
    """Logits of a model that is right to a degree: `sure` for what the labels say, nothing for the rest."""

    def __init__(self, items: list[Item], sure: float) -> None:
        super().__init__()
        self.items, self.sure = items, sure

    def forward(self, ids: torch.Tensor, _mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:  # type: ignore[name-defined]
        relevance = torch.tensor([self.sure if item.relevant else -self.sure for item in self.items])
        spans = torch.zeros(*ids.shape, 2)
        for row, item in enumerate(self.items):
            spans[row, max(item.start, 0), 0] = spans[row, max(item.end, 0), 1] = self.sure
        return relevance, spans


@pytest.mark.parametrize("labels", [(5, 6), (-1, -1)])
def test_every_loss_falls_as_the_model_gets_surer_of_what_is_right(labels: tuple[int, int]) -> None:
    question = [_item(9, relevant=True, start=labels[0], end=labels[1]), _item(12)]
    found = [losses(_Fixed(question, sure), collate([question])) for sure in (0.0, 1.0, 30.0)]
    for name in ("relevant", "ranking", "span"):
        first, second, last = (one[name].item() for one in found)
        assert first > second > last
        assert last == pytest.approx(0, abs=1e-4)
    assert found[0]["ranking"].item() == pytest.approx(math.log(2))


def test_without_a_choice_there_is_nothing_to_rank() -> None:
    for relevant in (True, False):
        question = [_item(9, relevant=relevant), _item(9, relevant=relevant)]
        assert losses(_Fixed(question, 1.0), collate([question]))["ranking"].item() == 0


# --- the shipped form


@pytest.mark.models
def test_what_is_exported_reads_as_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = PairReader(packaged_minilm()).eval()
    export_pair_reader(model, tmp_path / "pair-reader.onnx", tmp_path / "pair-reader-heads.safetensors")
    reader = MiniLMReader(tmp_path)
    for candidate in GROUP.candidates:
        pair = encode_pair(packaged_tokenizer(), QUESTION, candidate.title, candidate.text)
        with torch.no_grad():
            relevance, spans = model(torch.tensor([pair.ids]), torch.ones(1, len(pair.ids), dtype=torch.long))
        (reading,) = reader.read(QUESTION, [(candidate.title, candidate.text)])
        assert reading.relevance == pytest.approx(relevance.item(), abs=0.05)
        text = spans[0, pair.text_start : -1]
        starts = {start: place for place, (start, _) in enumerate(pair.offsets)}
        ends = {end: place for place, (_, end) in enumerate(pair.offsets)}
        for span in reading.spans:
            expected = text[starts[span.start], 0] + text[ends[span.end], 1] - spans[0, 0].sum()
            assert span.score == pytest.approx(expected.item(), abs=0.1)
