"""Near-duplicate articles."""

from __future__ import annotations

import random

import pytest
from datasketch import MinHash
from fakes import prose

from index.duplicates import families, minhash

STORY = (
    "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night. "
    "Engineers found cracks in the wheel house and said repairs would cost four million euros. "
    "About sixty workers were sent home, and the council promised to pay their wages until summer."
)
REWRITTEN = (
    "After a single night in which the river rose two metres, engineers closed the oldest mill in Marsh on Tuesday. "
    "Cracks in the wheel house will cost four million euros to repair, they said, while sixty workers were sent home. "
    "Wages will be paid by the town until summer, the council promised, according to a statement."
)
SAME_TOPIC = (
    "A mill museum opens in Marsh next year, with a working wheel and a bakery. Visitors will be able to grind flour "
    "and to walk along the river to a nature reserve that was planted by school classes in the nineties."
)


def _families(texts: list[str]) -> dict[int, int]:
    return families((number, minhash(text)) for number, text in enumerate(texts, start=1))


def test_a_rewritten_story_is_one_family_and_its_topic_is_not() -> None:
    assert _families([SAME_TOPIC, STORY, prose(1), REWRITTEN, prose(2)]) == {2: 2, 4: 2}


def test_a_family_of_three_has_the_lowest_number() -> None:
    assert _families([prose(1), STORY, REWRITTEN, STORY + " " + SAME_TOPIC[:40]]) == {2: 2, 3: 2, 4: 2}


def test_unrelated_articles_are_no_family() -> None:
    assert _families([prose(seed, 8) for seed in range(60)]) == {}


def test_articles_that_share_a_fifth_of_their_words_are_no_family() -> None:
    assert _families([f"{prose(0, 2)} {prose(seed, 4)}" for seed in range(1, 20)]) == {}


def test_word_order_and_repetition_change_nothing() -> None:
    shuffled = STORY.split()
    random.Random(1).shuffle(shuffled)
    assert minhash(" ".join(shuffled) + " " + STORY) == minhash(STORY)


def test_signatures_are_the_same_on_every_machine() -> None:
    """Signatures are stored: were they to change with a library's version, families would fall apart."""
    signature = minhash("The river rose.")
    assert len(signature) == 512
    assert signature[:16].hex() == "12a33831e1e2488e2b1a52c782bd802f"


def test_no_articles() -> None:
    assert families([]) == {}


def test_a_thousand_reports_of_one_form_are_not_compared_with_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    jaccard = MinHash.jaccard

    def counting(self: MinHash, other: MinHash) -> float:
        compared.append(1)
        return float(jaccard(self, other))

    monkeypatch.setattr(MinHash, "jaccard", counting)
    found = _families([f"{STORY} Report {number}." for number in range(1000)])
    assert set(found.values()) == {min(found.values())}
    assert len(found) == 1000
    assert len(compared) < 20_000
