"""Whose words a question asks for."""

from __future__ import annotations

import pytest

from index.facts import stems
from qa.question.speaker import speaker_of


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Ann Lee say about the mill?", "Ann Lee"),
        ("what does the council think of it", "the council"),
        ("How did Bo Carr respond to the charges?", "Bo Carr"),
        ("Why, according to Ann Lee, did Bo Carr leave?", "Ann Lee"),
        ("why did it close according to the owners", "owners"),
        ("What do women in Marsh expect from the mayor?", "women in Marsh"),
        ("Who criticised the plan?", ""),
        ("When did the mill close?", ""),
        ("Did it say so?", ""),
        ("", ""),
    ],
)
def test_speaker(question: str, speaker: str) -> None:
    assert speaker_of(question) == stems(speaker)
