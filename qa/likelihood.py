"""How likely a language model is to go on in certain words, behind a prompt that it has read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import FootnoteError

Chances = NDArray[np.float32]


def log_chances(llama: Any, place: int) -> Chances:
    """The logarithms of the chances of what follows a token of the last batch, shape (vocabulary,)."""
    import llama_cpp

    pointer = llama_cpp.llama_get_logits_ith(llama.ctx, place)
    logits = np.ctypeslib.as_array(pointer, shape=(llama.n_vocab(),))
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), np.float32)


def continued(llama: Any, place: int, replies: Sequence[Sequence[int]]) -> list[float]:
    """For each reply, as tokens, the logarithm of the chance of all but the first, each behind those before it.

    The prompt in the model's cache has `place` tokens. What replies begin with alike is read once, and all of it is
    forgotten in the end.
    """
    found = [0.0] * len(replies)
    held: Sequence[int] = ()
    behind: list[Chances] = []
    try:
        for number in sorted(range(len(replies)), key=lambda one: tuple(replies[one])):
            # behind the last token nothing is asked for
            tokens = replies[number][:-1]
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(held, tokens, strict=False)))
            _forget(llama, place + shared)
            behind = [*behind[:shared], *_read(llama, place + shared, tokens[shared:])]
            held = tokens
            found[number] = sum(
                float(chances[following]) for chances, following in zip(behind, replies[number][1:], strict=True)
            )
        return found
    finally:
        _forget(llama, place)


def _read(llama: Any, place: int, tokens: Sequence[int]) -> Iterator[Chances]:
    """Read tokens into the model's cache; what is likely behind each."""
    import llama_cpp

    if not tokens:
        return
    batch = llama_cpp.llama_batch_init(len(tokens), 0, 1)
    try:
        for number, token in enumerate(tokens):
            batch.token[number] = token
            batch.pos[number] = place + number
            batch.n_seq_id[number] = 1
            batch.seq_id[number][0] = 0
            batch.logits[number] = True
        batch.n_tokens = len(tokens)
        if llama_cpp.llama_decode(llama.ctx, batch):
            raise FootnoteError("llama.cpp could not weigh an answer: ask a shorter question")
        yield from (log_chances(llama, number) for number in range(len(tokens)))
    finally:
        llama_cpp.llama_batch_free(batch)


def _forget(llama: Any, place: int) -> None:
    """Let the cache end there."""
    import llama_cpp

    llama_cpp.llama_memory_seq_rm(llama_cpp.llama_get_memory(llama.ctx), 0, place, -1)
