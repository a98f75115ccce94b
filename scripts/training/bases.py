"""The encoders that a pair reader can be trained from: all-MiniLM-L6-v2, which comes with Footnote, and, as a teacher,
all-mpnet-base-v2.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

if TYPE_CHECKING:
    from transformers import BertModel, MPNetModel

# Both have BERT's vocabulary of small letters. MPNet puts four tokens before it, which stand for BERT's special ones.
_MOVED_BY = 4
_MPNET_OF = {101: 0, 102: 2, 100: 3}
_MPNET_PAD = 1


class Base(nn.Module):
    """An encoder of token ids as BERT's tokenizer gives them. `frozen` of its layers, from the lowest, stay as they
    are, and so do the word embeddings.
    """

    places: Tensor

    def __init__(self, folder: Path, frozen: int = 0, dropout: float = 0.0) -> None:
        # seconds, which whoever only prepares pairs need not wait for
        from transformers import AutoConfig, BertModel, MPNetModel

        from scripts.training.attention import FLOAT32

        super().__init__()
        self._is_mpnet = AutoConfig.from_pretrained(folder).model_type == "mpnet"
        self.model: MPNetModel | BertModel
        if self._is_mpnet:
            self.model = MPNetModel.from_pretrained(
                folder, add_pooling_layer=False, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0
            )
            places = torch.arange(self.model.config.vocab_size) + _MOVED_BY
            for bert, mpnet in _MPNET_OF.items():
                places[bert] = mpnet
            self.register_buffer("places", places, persistent=False)
        else:
            self.model = BertModel.from_pretrained(
                folder,
                add_pooling_layer=False,
                attn_implementation=FLOAT32,
                hidden_dropout_prob=dropout,
                attention_probs_dropout_prob=0.0,
            )
        self.model.embeddings.word_embeddings.weight.requires_grad_(False)
        if frozen:
            self.model.embeddings.requires_grad_(False)
            self.model.encoder.layer[:frozen].requires_grad_(False)
            if self._is_mpnet:  # it has its say in every layer, the frozen ones too
                self.model.encoder.relative_attention_bias.requires_grad_(False)

    @property
    def size(self) -> int:
        """Numbers in a token's vector."""
        return int(self.model.config.hidden_size)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors of the tokens, float32 of shape (pairs, tokens, size), of ids and mask of shape (pairs, tokens)."""
        if self._is_mpnet:
            ids = torch.where(mask > 0, self.places[ids], _MPNET_PAD)
        hidden: Tensor = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
        return hidden.float()
