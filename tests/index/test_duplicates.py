"""Near-duplicate articles."""

from __future__ import annotations

import random

import numpy as np
import pytest
from datasketch import MinHash

from index import duplicates
from index.duplicates import families, minhash
from index.words import content_words
from tests.fakes import prose

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
    are_alike = duplicates._are_alike

    def counting(sketches: np.ndarray, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        compared.append(len(ones))
        return are_alike(sketches, ones, others)

    monkeypatch.setattr(duplicates, "_are_alike", counting)
    found = _families([f"{STORY} Report {number}." for number in range(1000)])
    assert set(found.values()) == {min(found.values())}
    assert len(found) == 1000
    assert 999 <= sum(compared) < 20_000


def test_families_of_every_size_are_found_whole() -> None:
    """Among 600 articles, versions of one story stand together however many there are, and wherever they stand."""
    stories = {size: prose(1000 + size, 6) for size in (2, 3, 40, 120)}
    texts = [(size, f"{story} Version {number}.") for size, story in stories.items() for number in range(size)]
    texts += [(0, prose(seed, 6)) for seed in range(435)]
    random.Random(2).shuffle(texts)
    found = _families([text for _, text in texts])
    for size in stories:
        members = [number for number, (of, _) in enumerate(texts, start=1) if of == size]
        assert {found[number] for number in members} == {members[0]}
    assert len(found) == sum(stories)


def test_a_signature_is_a_family_by_what_datasketch_calls_alike() -> None:
    one, other = STORY, REWRITTEN
    ours, theirs = (MinHash(num_perm=128, seed=1, scheme="affine32") for _ in range(2))
    for sketch, text in ((ours, one), (theirs, other)):
        sketch.update_batch([word.encode() for word in set(content_words(text))])
    pair = np.stack([np.frombuffer(minhash(text), "<u4") for text in (one, other)])
    shares = (pair[0] == pair[1]).mean()
    assert shares == ours.jaccard(theirs)
    assert duplicates._are_alike(pair, np.array([0]), np.array([1])).tolist() == [shares >= duplicates.SIMILAR]


def test_many_articles_that_agree_by_chance_hide_no_family() -> None:
    """A band that a thousand unlike articles share, and in other bands two that are alike."""
    random_numbers = np.random.default_rng(4)
    sketches = random_numbers.integers(2**32, size=(1000, 128), dtype=np.uint32)
    sketches[:, :3] = 7
    sketches[800, 20:90] = sketches[100, 20:90]
    assert families((number, sketch.tobytes()) for number, sketch in enumerate(sketches, 1)) == {101: 101, 801: 101}
