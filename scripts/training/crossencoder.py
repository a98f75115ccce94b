"""MiniLM as a reader of pairs: how likely a passage answers a question, where in it the answer stands, and which of its
sentences belong in the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from index.embed import packaged_minilm
from index.sentences import Span
from qa.evidence.pairs import Pair, encode_pair, sentence_tokens
from scripts.training.groups import Candidate, Group

# Not to be found anywhere: what keeps a position out of a softmax.
_NEVER = -1e4
# Tokens that go through the model at once, padding included: what they need stays in the processor's cache.
_TOGETHER = 2048


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, from the token `first` up to `last`, how much it belongs in the answer, and how much that counts."""

    first: int
    last: int
    belongs: float
    weight: float


@dataclass(frozen=True, slots=True)
class Item:
    """A pair as token ids, with its labels. `start` and `end` are token positions of the answer, 0 and 0 (the [CLS]
    position) where the passage has none, and -1 where it answers but nobody marked where, or in several places. Of a
    claim `supports` alone says anything.
    """

    ids: tuple[int, ...]
    text_start: int
    relevant: bool
    start: int
    end: int
    sentences: tuple[Sentence, ...] = ()
    supports: bool | None = None


@dataclass(frozen=True, slots=True)
class Outputs:
    """Logits for some pairs: of relevance and of support, shape (pairs,), of start and end, shape (pairs, tokens, 2),
    and of sentences, shape (sentences,).
    """

    relevance: Tensor
    span: Tensor
    sentences: Tensor
    support: Tensor


class PairReader(nn.Module):
    """The encoder with four heads: relevance on [CLS], start and end of the answer on every token, for each sentence
    whether it belongs in the answer, on the mean of its tokens and [CLS], and, where a claim stands in the place of the
    question, whether the text supports it, on [CLS].

    Token types are all zero, as llama.cpp runs the architecture, and the word embeddings stay as they are.
    """

    def __init__(self, folder: Path, dropout: float = 0.0) -> None:
        from transformers import BertModel  # seconds, which whoever only prepares pairs need not wait for

        from scripts.training.attention import FLOAT32

        super().__init__()
        self.encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation=FLOAT32,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        size = self.encoder.config.hidden_size
        self.relevance = nn.Linear(size, 1)
        self.span = nn.Linear(size, 2)
        self.sentence = nn.Linear(2 * size, 1)
        self.support = nn.Linear(size, 1)

    def forward(self, ids: Tensor, mask: Tensor, sentences: Tensor) -> Outputs:
        """What the heads say. `sentences` has a row for each: the pair, the first token, the one behind the last."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        with torch.autocast("cpu", enabled=False):
            pair, first, last = sentences.T
            sums = functional.pad(hidden.cumsum(1), (0, 0, 1, 0))
            means = (sums[pair, last] - sums[pair, first]) / (last - first).unsqueeze(-1)
            belongs = self.sentence(torch.cat([means, hidden[pair, 0]], -1)).squeeze(-1)
            first_token = hidden[:, 0]
            relevance, support = self.relevance(first_token).squeeze(-1), self.support(first_token).squeeze(-1)
            return Outputs(relevance, self.span(hidden), belongs, support)


def packaged_tokenizer() -> Tokenizer:
    """The model's own tokenizer, which neither cuts nor pads and knows no special tokens in a text."""
    tokenizer = Tokenizer.from_file(str(packaged_minilm() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    return tokenizer


def items(group: Group, tokenizer: Tokenizer) -> list[Item]:
    """The group's pairs with their labels in tokens."""
    found = []
    for candidate in group.candidates:
        pair = encode_pair(tokenizer, group.question, candidate.title, candidate.text)
        if candidate.supports is not None:
            found.append(Item(tuple(pair.ids), pair.text_start, False, -1, -1, (), candidate.supports))
            continue
        start = end = 0
        if len(candidate.spans) == 1:
            place = token_span(pair, candidate.spans[0])
            if place is None:
                continue
            start, end = place
        elif candidate.relevant:
            start = end = -1
        sentences = tuple(_sentences(candidate, pair))
        found.append(Item(tuple(pair.ids), pair.text_start, candidate.relevant, start, end, sentences))
    return found


def _sentences(candidate: Candidate, pair: Pair) -> Iterator[Sentence]:
    """The sentences of a candidate with their labels. Nothing is known of those of a passage that answers nobody knows
    where.
    """
    if candidate.relevant and not (candidate.marks or candidate.spans):
        return
    for span, (first, last) in sentence_tokens(pair, candidate.text):
        judged = belongs(candidate, span)
        yield Sentence(first, last, judged or 0.0, candidate.rest if judged is None else 1.0)


def belongs(candidate: Candidate, sentence: Span) -> float | None:
    """How much a sentence belongs in the answer, by what is marked in the passage; None where nothing says so."""
    marks = [(mark.start, mark.end, mark.belongs) for mark in candidate.marks]
    marks = marks or [(start, end, 1.0) for start, end in candidate.spans]
    return max((how_much for start, end, how_much in marks if _shares(sentence, (start, end))), default=None)


def _shares(one: Span, other: Span) -> bool:
    """Whether the spans have more than half of the shorter one in common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * common > min(one[1] - one[0], other[1] - other[0])


def token_span(pair: Pair, span: tuple[int, int]) -> tuple[int, int] | None:
    """First and last token of a span of characters, or None where it was cut off."""
    inside = [
        number for number, (start, end) in enumerate(pair.offsets) if start < span[1] and end > span[0] and end > start
    ]
    if not inside or pair.offsets[-1][1] < span[1]:
        return None
    return pair.text_start + inside[0], pair.text_start + inside[-1]


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs padded to one length. `sentences` has a row for each sentence: the pair, the first token, and the one
    behind the last.
    """

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    starts: Tensor
    ends: Tensor
    sentences: Tensor


def collate(pairs: Sequence[Item]) -> Batch:
    """One batch of some pairs."""
    # few different lengths: for each new shape the CPU's kernels are compiled again
    longest = -(-max(len(item.ids) for item in pairs) // 16) * 16
    ids = torch.zeros(len(pairs), longest, dtype=torch.long)
    mask = torch.zeros(len(pairs), longest, dtype=torch.long)
    allowed = torch.zeros(len(pairs), longest, dtype=torch.bool)
    for row, item in enumerate(pairs):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1
        allowed[row, item.text_start : len(item.ids) - 1] = True
    allowed[:, 0] = True
    rows = [(row, one.first, one.last) for row, item in enumerate(pairs) for one in item.sentences]
    return Batch(
        ids,
        mask,
        allowed,
        torch.tensor([item.start for item in pairs]),
        torch.tensor([item.end for item in pairs]),
        torch.tensor(rows, dtype=torch.long).reshape(-1, 3),
    )


def losses(model: PairReader, questions: Sequence[Sequence[Item]]) -> dict[str, Tensor]:
    """What is minimised over the pairs of some questions: is each passage relevant, which of a question's is, where
    does the answer stand, does each sentence belong in it, which of a question's do, and is a claim supported.
    """
    claims = [item for question in questions for item in question if item.supports is not None]
    questions = [question for question in questions if question[0].supports is None]
    pairs = [item for question in questions for item in question]
    read = _read(model, [*pairs, *claims])
    relevant, each, choice, ranking = [], [], [], []
    first = 0
    for question in questions:
        place = slice(first, first + len(question))
        first += len(question)
        logits, good = torch.stack(read.relevance[place]), torch.tensor([float(item.relevant) for item in question])
        relevant.append(functional.binary_cross_entropy_with_logits(logits, good, reduction="sum"))
        if 0 < good.sum() < len(question):
            ranking.append(torch.logsumexp(logits, 0) - torch.logsumexp(logits[good > 0], 0))
        logits = torch.cat(read.sentences[place])
        belongs = torch.tensor([one.belongs for item in question for one in item.sentences])
        weights = torch.tensor([one.weight for item in question for one in item.sentences])
        each.append(functional.binary_cross_entropy_with_logits(logits, belongs, weights, reduction="sum"))
        choice += _choice(logits, belongs, weights)
    weighed = sum(one.weight for item in pairs for one in item.sentences)
    marked = sum(item.start >= 0 for item in pairs)
    return {
        "relevant": _sum(relevant) / max(len(pairs), 1),
        "ranking": _mean(ranking),
        "span": read.span / max(marked, 1),
        "sentence": _sum(each) / max(weighed, 1.0),
        "choice": _mean(choice),
        "support": _mean(
            [
                functional.binary_cross_entropy_with_logits(logit, torch.tensor(float(bool(item.supports))))
                for logit, item in zip(read.support[len(pairs) :], claims, strict=True)
            ]
        ),
    }


@dataclass(frozen=True, slots=True)
class _Read:
    """For each pair the logits of relevance, of its sentences and of support; and the sum of the loss of spans."""

    relevance: list[Tensor]
    sentences: list[Tensor]
    support: list[Tensor]
    span: Tensor


def _read(model: PairReader, pairs: Sequence[Item]) -> _Read:
    """Some pairs of about equal length go through the model at a time."""
    relevance: dict[int, Tensor] = {}
    sentences: dict[int, Tensor] = {}
    support: dict[int, Tensor] = {}
    span = []
    for numbers in _alike(pairs):
        batch = collate([pairs[number] for number in numbers])
        out = model(batch.ids, batch.mask, batch.sentences)
        relevance |= dict(zip(numbers, out.relevance, strict=True))
        support |= dict(zip(numbers, out.support, strict=True))
        counts = [len(pairs[number].sentences) for number in numbers]
        sentences |= dict(zip(numbers, out.sentences.split(counts), strict=True))
        spans = out.span.masked_fill(~batch.allowed.unsqueeze(-1), _NEVER)
        for side, places in enumerate((batch.starts, batch.ends)):
            span.append(functional.cross_entropy(spans[:, :, side], places, ignore_index=-1, reduction="sum") / 2)
    every = range(len(pairs))
    return _Read(
        [relevance[one] for one in every],
        [sentences[one] for one in every],
        [support[one] for one in every],
        _sum(span),
    )


def _alike(pairs: Sequence[Item]) -> Iterator[list[int]]:
    """The numbers of the pairs, some of about equal length at a time."""
    together: list[int] = []
    for number in sorted(range(len(pairs)), key=lambda number: len(pairs[number].ids)):
        if (len(together) + 1) * len(pairs[number].ids) > _TOGETHER:
            yield together
            together = []
        together.append(number)
    yield together


def _choice(logits: Tensor, belongs: Tensor, weights: Tensor) -> list[Tensor]:
    """How far the sentences of a question that belong in the answer are from standing above all that do not, where
    there are both.
    """
    good, bad = belongs > 0, (belongs == 0) & (weights > 0)
    if not (good.any() and bad.any()):
        return []
    return [functional.softplus(torch.logsumexp(logits[bad] + weights[bad].log(), 0) - logits[good]).mean()]


def _sum(parts: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(parts)).sum() if parts else torch.zeros(())


def _mean(parts: Sequence[Tensor]) -> Tensor:
    return torch.stack(list(parts)).mean() if parts else torch.zeros(())
