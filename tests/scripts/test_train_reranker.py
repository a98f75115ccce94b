"""Which questions the pair reader is trained on, and how many at a time."""

from __future__ import annotations

from collections import Counter
from itertools import islice

import pytest

from scripts.training.groups import Candidate, Group

pytest.importorskip("torch")
from scripts.train_reranker import _OTHERS, _PAIRS, _RELEVANT, batches


def _group(number: int, origin: str, good: int, others: int) -> Group:
    candidates = [Candidate("", f"good {place}", (), True) for place in range(good)]
    candidates += [Candidate("", f"other {place}") for place in range(others)]
    return Group(f"{origin}-{number}", origin, "Who opened the bridge?", "", tuple(candidates))


def _groups() -> list[Group]:
    rare = [_group(number, "rare", 1, 1) for number in range(200)]
    return rare + [_group(number, "often", 5, 9) for number in range(100)] + [_group(1, "never", 1, 1)]


def test_a_step_has_so_many_pairs_and_a_question_so_many_passages() -> None:
    for batch in islice(batches(_groups(), {"rare": 0.5, "often": 2.0}, 1), 100):
        assert 0 < sum(len(group.candidates) for group in batch) <= _PAIRS
        for group in batch:
            assert sum(one.relevant for one in group.candidates) == (1 if group.origin == "rare" else _RELEVANT)
            assert sum(not one.relevant for one in group.candidates) == (1 if group.origin == "rare" else _OTHERS)


def test_datasets_are_seen_as_often_as_their_share_says() -> None:
    seen = Counter(
        group.origin for batch in islice(batches(_groups(), {"rare": 0.5, "often": 2.0}, 1), 500) for group in batch
    )
    assert set(seen) == {"rare", "often"}
    assert seen["often"] / seen["rare"] == pytest.approx(2, rel=0.2)


def test_the_seed_alone_decides_what_is_seen() -> None:
    first, again, other = (list(islice(batches(_groups(), {"often": 1.0}, seed), 9)) for seed in (1, 1, 2))
    assert first == again != other
