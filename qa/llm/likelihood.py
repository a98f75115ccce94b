"""How likely a language model is to go on in certain words, behind a prompt that it has read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import FootnoteError

Chances = NDArray[np.float32]
Tokens = tuple[int, ...]
# For what was read of some replies, how likely each token is that one of them goes on with.
_Known = dict[Tokens, dict[int, float]]
# Asked with a reply's number, the most that its likelihood can still come to, and the likelihoods that are settled, by
# number, that of the first reply among them: whether the reply is out.
GiveUp = Callable[[int, float, Mapping[int, float]], bool]


def log_chances(llama: Any, place: int) -> Chances:
    """The logarithms of the chances of what follows a token of the last batch, shape (vocabulary,)."""
    import llama_cpp

    pointer = llama_cpp.llama_get_logits_ith(llama.ctx, place)
    logits = np.ctypeslib.as_array(pointer, shape=(llama.n_vocab(),))
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), np.float32)


def judged(
    llama: Any, place: int, first: Chances, replies: Sequence[Sequence[int]], give_up: GiveUp = lambda *_: False
) -> list[float]:
    """How likely each reply is, as tokens: a natural logarithm.

    The prompt in the model's cache has `place` tokens, behind which `first` is likely. What replies begin with alike is
    read once, and all of it is forgotten in the end. The first reply is read to its end before any other, then
    whichever is likeliest as far as it was read. What is given up gets the most that it could still come to.
    """
    wanted = [tuple(reply) for reply in replies]
    known: _Known = {(): _following((), first, wanted)}
    held: Tokens = ()
    settled: dict[int, float] = {}
    most = [0.0] * len(wanted)
    open_ones = list(range(len(wanted)))
    try:
        while True:
            for number in open_ones:
                most[number] = _most(wanted[number], known)
                if wanted[number][:-1] in known:
                    settled[number] = most[number]
            open_ones = [
                number
                for number in open_ones
                if number not in settled and not (0 in settled and give_up(number, most[number], settled))
            ]
            if not open_ones:
                return most
            chosen = max(open_ones, key=lambda number: (number == 0, most[number]))
            ahead = _ahead(wanted[chosen], [wanted[number] for number in open_ones], known)
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(held, ahead, strict=False)))
            _forget(llama, place + shared)
            for count, chances in enumerate(_read(llama, place + shared, ahead[shared:]), start=shared + 1):
                known[ahead[:count]] = _following(ahead[:count], chances, wanted)
            held = ahead
    finally:
        _forget(llama, place)


def _following(begun: Tokens, chances: Chances, replies: Sequence[Tokens]) -> dict[int, float]:
    """Of what is likely behind that beginning, what some reply goes on with."""
    nexts = {reply[len(begun)] for reply in replies if len(reply) > len(begun) and reply[: len(begun)] == begun}
    return {token: float(chances[token]) for token in nexts}


def _most(reply: Tokens, known: _Known) -> float:
    """How likely a reply is as far as it is known: what follows can only make it less likely."""
    begun = takewhile(lambda count: reply[:count] in known, range(len(reply)))
    return sum(known[reply[:count]][reply[count]] for count in begun)


def _ahead(reply: Tokens, others: Sequence[Tokens], known: _Known) -> Tokens:
    """What of a reply to read next: up to where replies part that have been alike so far, or all but its end."""
    count = next(count for count in range(len(reply)) if reply[:count] not in known)
    alike = [one for one in others if one[:count] == reply[:count]]
    while count < len(reply) - 1 and all(one[count : count + 1] == reply[count : count + 1] for one in alike):
        count += 1
    return reply[:count]


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
            raise FootnoteError("llama.cpp could not weigh an answer", "ask a shorter question", "failed")
        yield from (log_chances(llama, number) for number in range(len(tokens)))
    finally:
        llama_cpp.llama_batch_free(batch)


def _forget(llama: Any, place: int) -> None:
    """Let the cache end there."""
    import llama_cpp

    llama_cpp.llama_memory_seq_rm(llama_cpp.llama_get_memory(llama.ctx), 0, place, -1)
