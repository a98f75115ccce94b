"""The pair reader in training: labels in tokens, batches, losses; and that the shipped form reads the same."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from index.embed import packaged_minilm
from qa.evidence.pairs import Pair, encode_pair, sentence_tokens
from qa.evidence.reader import MiniLMReader
from scripts.training.groups import Candidate, Group, Mark

torch = pytest.importorskip("torch")
from scripts.training.crossencoder import (  # noqa: E402
    Outputs,
    PairReader,
    collate,
    losses,
    packaged_tokenizer,
)
from scripts.training.export import export_pair_reader, import_pair_reader  # noqa: E402
from scripts.training.items import Item, Sentence, belongs, items, token_span  # noqa: E402

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


@pytest.mark.models
def test_an_answer_in_several_places_is_marked_nowhere() -> None:
    twice = Candidate("", f"{BRIDGE} Ilse Brandt spoke.", (ANSWER, (len(BRIDGE) + 1, len(BRIDGE) + 12)), True)
    (item,) = items(Group("1", "invented", QUESTION, "Ilse Brandt", (twice,)), packaged_tokenizer())
    assert (item.start, item.end) == (-1, -1)
    assert [one.belongs for one in item.sentences] == [1.0, 1.0]


RIVER = "The river rose. Sixty workers went home. Nobody was hurt."


def test_a_sentence_belongs_as_the_mark_on_most_of_it_says() -> None:
    marked = Candidate("", RIVER, (), True, (Mark(0, 15, 0.0), Mark(16, 38, 0.8)))
    assert [belongs(marked, span) for span in ((0, 15), (16, 40), (41, 57), (10, 30))] == [0.0, 0.8, None, 0.8]


def test_a_sentence_that_holds_the_answer_belongs_in_it() -> None:
    answered = Candidate("", RIVER, ((16, 21),), True)
    assert [belongs(answered, span) for span in ((0, 15), (16, 40), (41, 57))] == [None, 1.0, None]


@pytest.mark.models
def test_sentences_are_labelled_in_tokens() -> None:
    tokenizer = packaged_tokenizer()
    candidates = (
        Candidate("", RIVER, ((16, 21),), True),
        Candidate("", RIVER),
        Candidate("", RIVER, (), True),
        Candidate("", RIVER, (), True, (Mark(16, 40, 0.8), Mark(41, 57, 0.0)), 0.25),
    )
    answered, other, unmarked, judged = items(Group("1", "invented", QUESTION, "", candidates), tokenizer)
    places = [(one.first, one.last) for one in answered.sentences]
    assert tokenizer.decode(list(answered.ids[slice(*places[1])])) == "sixty workers went home."

    def labels(*pairs: tuple[float, float]) -> tuple[Sentence, ...]:
        return tuple(Sentence(*place, *pair) for place, pair in zip(places, pairs, strict=True))

    assert answered.sentences == labels((0, 1), (1, 1), (0, 1))
    assert other.sentences == labels((0, 1), (0, 1), (0, 1))
    assert unmarked.sentences == ()
    assert judged.sentences == labels((0, 0.25), (0.8, 1), (0, 1))


# --- batches and losses


def _item(length: int, *, relevant: bool = False, start: int = 0, end: int = 0, sentence: float = 0.0) -> Item:
    sentences = (Sentence(4, 6, sentence, 1.0), Sentence(6, length - 1, 0.0, 0.5))
    return Item(tuple(range(1, length + 1)), 4, relevant, start, end, sentences)


def test_pairs_are_padded_and_sentences_know_their_pair() -> None:
    batch = collate([_item(9), _item(20)])
    assert batch.ids.shape == batch.mask.shape == batch.allowed.shape == (2, 32)
    assert batch.mask.sum(1).tolist() == [9, 20]
    assert batch.ids[0, 9:].sum() == 0
    assert batch.sentences.tolist() == [[0, 4, 6], [0, 6, 8], [1, 4, 6], [1, 6, 19]]
    assert collate([Item((1, 2), 1, False, 0, 0)]).sentences.shape == (0, 3)


def test_an_answer_may_only_stand_in_the_text_or_nowhere() -> None:
    batch = collate([_item(9)])
    # the first position says that there is none; the last token of the pair is a separator
    assert batch.allowed[0].nonzero().flatten().tolist() == [0, 4, 5, 6, 7]


class _Fixed(torch.nn.Module):  # type: ignore[name-defined,misc]
    """Logits of a model that is right to a degree: `sure` for what the labels say, nothing for the rest. It knows pairs
    by their length.
    """

    device = torch.device("cpu")

    def __init__(self, items: list[Item], sure: float) -> None:
        super().__init__()
        self.items, self.sure = {len(item.ids): item for item in items}, sure

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, _sentences: torch.Tensor) -> Outputs:  # type: ignore[name-defined]
        known = [self.items[length] for length in mask.sum(1).tolist()]
        relevance = torch.tensor([self.sure if item.relevant else -self.sure for item in known])
        spans = torch.zeros(*ids.shape, 2)
        for row, item in enumerate(known):
            spans[row, max(item.start, 0), 0] = spans[row, max(item.end, 0), 1] = self.sure
        sentences = [self.sure if one.belongs else -self.sure for item in known for one in item.sentences]
        support = torch.tensor([self.sure if item.supports else -self.sure for item in known])
        return Outputs(relevance, spans, torch.tensor(sentences), support)


@pytest.mark.parametrize("labels", [(5, 6), (-1, -1)])
def test_every_loss_falls_as_the_model_gets_surer_of_what_is_right(labels: tuple[int, int]) -> None:
    # more than go through the model at once, and not in the order of their length
    question = [_item(30, relevant=True, start=labels[0], end=labels[1], sentence=1.0)]
    question += [_item(length) for length in range(19, 9, -1)]
    claims = [Item(tuple(range(1, length + 1)), 4, False, -1, -1, (), length == 41) for length in (41, 45)]
    asked = [question, [_item(12)], *([claim] for claim in claims)]
    found = [losses(_Fixed([*question, *claims], sure), asked) for sure in (0.0, 1.0, 30.0)]
    for name in ("relevant", "ranking", "span", "sentence", "choice", "support"):
        first, second, last = (one[name].item() for one in found)
        assert first > second > last
        assert last == pytest.approx(0, abs=1e-4)
    assert found[0]["ranking"].item() == pytest.approx(math.log(11))
    assert found[0]["sentence"].item() == pytest.approx(math.log(2))
    # ten others that were judged not to belong, and eleven that nobody judged, which count half
    assert found[0]["choice"].item() == pytest.approx(math.log(1 + 10 + 11 / 2))


def test_without_a_choice_there_is_nothing_to_rank() -> None:
    for relevant in (True, False):
        question = [_item(9, relevant=relevant), _item(10, relevant=relevant)]
        found = losses(_Fixed(question, 1.0), [question])
        assert found["ranking"].item() == found["choice"].item() == 0


def test_a_claim_has_no_label_but_whether_it_is_supported() -> None:
    claims = tuple(Candidate("", RIVER, supports=supports) for supports in (True, False))
    found = items(Group("1", "claims", "The river rose.", "", claims), packaged_tokenizer())
    assert [(one.supports, one.start, one.end, one.sentences) for one in found] == [
        (True, -1, -1, ()),
        (False, -1, -1, ()),
    ]
    alone = losses(_Fixed(found[:1], 0.0), [found[:1]])
    assert alone["support"].item() == pytest.approx(math.log(2))
    assert sum(value.item() for name, value in alone.items() if name != "support") == 0


# --- the shipped form


@pytest.mark.models
def test_what_is_exported_reads_as_what_was_trained(tmp_path: Path) -> None:
    torch.manual_seed(1)
    model = PairReader(packaged_minilm()).eval()
    export_pair_reader(model, tmp_path)
    reader = MiniLMReader(tmp_path)
    for candidate in GROUP.candidates:
        pair = encode_pair(packaged_tokenizer(), QUESTION, candidate.title, candidate.text)
        places = [(0, *tokens) for _, tokens in sentence_tokens(pair, candidate.text)]
        with torch.no_grad():
            mask = torch.ones(1, len(pair.ids), dtype=torch.long)
            out = model(torch.tensor([pair.ids]), mask, torch.tensor(places, dtype=torch.long).reshape(-1, 3))
        (reading,) = reader.read(QUESTION, [(candidate.title, candidate.text)])
        assert reading.relevance == pytest.approx(out.relevance.item(), abs=0.05)
        assert [one.score for one in reading.sentences] == pytest.approx(out.sentences.tolist(), abs=0.05)
        spans = out.span
        text = spans[0, pair.text_start : -1]
        starts = {start: place for place, (start, _) in enumerate(pair.offsets)}
        ends = {end: place for place, (_, end) in enumerate(pair.offsets)}
        for span in reading.spans:
            expected = text[starts[span.start], 0] + text[ends[span.end], 1] - spans[0, 0].sum()
            assert span.score == pytest.approx(expected.item(), abs=0.1)


@pytest.mark.models
def test_the_files_give_back_what_was_written_as_exact_as_integers_are(tmp_path: Path) -> None:
    torch.manual_seed(1)
    written, read = PairReader(packaged_minilm()), PairReader(packaged_minilm())
    with torch.no_grad():
        written.encoder.model.get_parameter("encoder.layer.5.output.dense.weight").mul_(-1)
    export_pair_reader(written, tmp_path)
    import_pair_reader(read, tmp_path)
    for (name, one), other in zip(written.state_dict().items(), read.state_dict().values(), strict=True):
        if "token_type" not in name and "position" not in name:
            assert (one - other).abs().max() <= one.abs().max() / 100, name
    places, kinds = (f"embeddings.{name}_embeddings.weight" for name in ("position", "token_type"))
    for model in (written.encoder.model, read.encoder.model):
        added = model.get_parameter(places) + model.get_parameter(kinds)[0]
        assert torch.allclose(added[:9], read.encoder.model.get_parameter(places)[:9], atol=1e-6)
