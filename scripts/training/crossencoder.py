"""MiniLM as a reader of pairs: how likely a passage answers a question, and where in it the answer stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from index.embed import packaged_minilm
from qa.evidence.pairs import Pair, encode_pair
from scripts.training.groups import Group

# Not to be found anywhere: what keeps a position out of a softmax.
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Item:
    """A pair as token ids, with its labels. `start` and `end` are token positions of the answer, 0 and 0 (the [CLS]
    position) where the passage has none, and -1 where it answers but nobody marked where.
    """

    ids: tuple[int, ...]
    text_start: int
    relevant: bool
    start: int
    end: int


class PairReader(nn.Module):
    """The encoder with two heads: relevance on [CLS], and start and end of the answer on every token.

    Token types are all zero, as llama.cpp runs the architecture, and the word embeddings stay as they are.
    """

    def __init__(self, folder: Path, dropout: float = 0.0) -> None:
        super().__init__()
        # measured on CPU, eager attention is quicker
        self.encoder = BertModel.from_pretrained(
            folder,
            add_pooling_layer=False,
            attn_implementation="eager",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
        size = self.encoder.config.hidden_size
        self.relevance = nn.Linear(size, 1)
        self.span = nn.Linear(size, 2)

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of relevance, shape (pairs,), and of start and end, shape (pairs, tokens, 2)."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        with torch.autocast("cpu", enabled=False):
            return self.relevance(hidden[:, 0]).squeeze(-1), self.span(hidden)


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
        start = end = 0
        if candidate.spans:
            place = token_span(pair, candidate.spans[0])
            if place is None:
                continue
            start, end = place
        elif candidate.relevant:
            start = end = -1
        found.append(Item(tuple(pair.ids), pair.text_start, candidate.relevant, start, end))
    return found


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
    """Pairs padded to one length. `groups` are the slices of pairs that belong to one question."""

    ids: Tensor
    mask: Tensor
    allowed: Tensor
    relevant: Tensor
    starts: Tensor
    ends: Tensor
    groups: tuple[slice, ...]


def collate(questions: Sequence[Sequence[Item]]) -> Batch:
    """One batch of all pairs of some questions."""
    flat = [item for question in questions for item in question]
    # few different lengths: for each new shape the CPU's kernels are compiled again
    longest = -(-max(len(item.ids) for item in flat) // 16) * 16
    ids = torch.zeros(len(flat), longest, dtype=torch.long)
    mask = torch.zeros(len(flat), longest, dtype=torch.long)
    allowed = torch.zeros(len(flat), longest, dtype=torch.bool)
    for row, item in enumerate(flat):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1
        allowed[row, item.text_start : len(item.ids) - 1] = True
    allowed[:, 0] = True
    slices, first = [], 0
    for question in questions:
        slices.append(slice(first, first + len(question)))
        first += len(question)
    return Batch(
        ids,
        mask,
        allowed,
        torch.tensor([float(item.relevant) for item in flat]),
        torch.tensor([item.start for item in flat]),
        torch.tensor([item.end for item in flat]),
        tuple(slices),
    )


def losses(model: PairReader, batch: Batch) -> dict[str, Tensor]:
    """What is minimised: is each passage relevant, which of a question's is, and where does the answer stand."""
    relevance, spans = model(batch.ids, batch.mask)
    spans = spans.masked_fill(~batch.allowed.unsqueeze(-1), _NEVER)
    found: dict[str, Any] = {"relevant": functional.binary_cross_entropy_with_logits(relevance, batch.relevant)}
    ranked = [
        torch.logsumexp(relevance[place], 0) - torch.logsumexp(relevance[place][batch.relevant[place] > 0], 0)
        for place in batch.groups
        if 0 < batch.relevant[place].sum() < place.stop - place.start
    ]
    found["ranking"] = torch.stack(ranked).mean() if ranked else relevance.new_zeros(())
    found["span"] = (
        functional.cross_entropy(spans[:, :, 0], batch.starts, ignore_index=-1)
        + functional.cross_entropy(spans[:, :, 1], batch.ends, ignore_index=-1)
    ) / 2
    return found
