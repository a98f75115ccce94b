"""The sentence that says what an article is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Article
from qa.evidence.lead import lead

LEAD = "The harbour board of Orm voted on Monday to raise the toll by a tenth."


def said(text: str) -> str:
    start, end = lead(Article("a", "a.txt", "A title", text))
    return text[start:end]


@pytest.mark.parametrize(
    "before",
    [
        "",
        "ORM — ",
        "ORM, Norland (NP) - ",
        "Orm (Courier) — ",
        "WEST ORM ‒ ",
        "3 min read\n\n",
        "By Ana Reyes, Courier staff writer, and others\n\n",
        "Photo: The harbour of Orm was photographed on Monday by our reporter.\n\n",
        "Follow our reporter and read all that she has written on harbours.\n\n",
        "Toll rise in Orm\n\n",
        "Is this the end of the free harbour that Orm has known for so long?\n\n",
        "A vote. A toll. A tenth.\n\n",
    ],
)
def test_the_lead_stands_behind_what_is_none(before: str) -> None:
    assert said(f"{before}{LEAD} It takes effect in May.") == LEAD


def test_a_short_text_has_what_is_nearest_to_a_lead() -> None:
    assert said("A toll for all ships, and for all boats too.") == "A toll for all ships, and for all boats too."
    assert said("A toll\n\nA tenth") == "A toll"
    assert said("") == ""


@given(st.text(max_size=300))
def test_any_text_has_a_lead(text: str) -> None:
    start, end = lead(Article("a", "a.txt", "A title", text))
    assert 0 <= start <= end <= len(text)
