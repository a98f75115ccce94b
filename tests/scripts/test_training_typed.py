"""Questions as people type them."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from scripts.training.typed import as_typed

QUESTION = "Who opened the bridge at Little Harrow?"


def test_most_questions_stay_and_some_lose_capitals_marks_and_letters() -> None:
    draw = random.Random(1)
    made = [as_typed(QUESTION, draw) for _ in range(2000)]
    assert 0.5 < made.count(QUESTION) / len(made) < 0.7
    assert QUESTION.lower() in made
    assert QUESTION.rstrip("?") in made
    assert QUESTION.lower().rstrip("?") in made
    slips = {one for one in made if one.lower().rstrip("?") != QUESTION.lower().rstrip("?")}
    assert 0.03 < sum(one in slips for one in made) / len(made) < 0.1
    assert all(len(QUESTION) - 2 <= len(one) <= len(QUESTION) for one in slips)


@given(st.text(max_size=60), st.integers(0, 99))
def test_any_question_is_taken(question: str, seed: int) -> None:
    assert as_typed(question, random.Random(seed)) == as_typed(question, random.Random(seed))
