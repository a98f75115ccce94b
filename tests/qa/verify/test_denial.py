"""Sentences that deny what a question takes for granted."""

from __future__ import annotations

import pytest

from qa.verify.denial import denies


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("The jury found Bo Carr not guilty of fraud.", "Who was found guilty of fraud?", True),
        ("Marsh did not sign the pact.", "Who signed the pact?", True),
        ("Marsh didn’t sign the pact.", "Which towns signed?", True),
        ("Marsh did not sign the pact.", "Which towns did not sign the pact?", False),
        ("Marsh signed the pact, and not gladly.", "Who signed the pact?", False),
        ("Ann Lee will never resign.", "When will she resign?", True),
        ("Ann Lee signed on Monday.", "When did she sign?", False),
    ],
)
def test_denies(sentence: str, question: str, expected: bool) -> None:
    assert denies(sentence, question) is expected
