"""What is a request for more, for the reason, for something else, or a correction, and what only looks like one."""

from __future__ import annotations

import pytest

from qa.question.wording import Correction, asks_for_more, asks_for_others, asks_why, correction


@pytest.mark.parametrize(
    "question",
    [
        "Tell me more",
        "tell me more about it please",
        "Can you tell me more?",
        "Could you give us more details on that?",
        "more",
        "More details.",
        "any other information?",
        "Go on",
        "OK, continue!",
        "Anything else?",
        "is there anything else to say?",
        "What else?",
        "What else do the articles say about it?",
        "I want to know more",
        "elaborate please",
        "Is that all?",
    ],
)
def test_more(question: str) -> None:
    assert asks_for_more(question)


@pytest.mark.parametrize(
    "question",
    [
        "Tell me more about Tesla",
        "What else did he say?",
        "Who else?",
        "How many more?",
        "When did the talks go on?",
        "Is there more than one bridge?",
        "Other parties?",
        "What is next for the bridge?",
        "",
        "Thanks",
    ],
)
def test_no_request_for_more(question: str) -> None:
    assert not asks_for_more(question)


@pytest.mark.parametrize(
    "question", ["Who else?", "What else did he say?", "Tell me more about Tesla", "And the others?"]
)
def test_others(question: str) -> None:
    assert asks_for_others(question)


@pytest.mark.parametrize(
    "question", ["Why?", "but why", "How so?", "How come?", "why is that?", "What's the reason for that?"]
)
def test_why(question: str) -> None:
    assert asks_why(question)


@pytest.mark.parametrize(
    "question", ["Why did he go?", "How?", "How come he left?", "What reason did he give?", "Whyalla?"]
)
def test_no_bare_why(question: str) -> None:
    assert not asks_why(question)


@pytest.mark.parametrize(
    ("question", "meant", "instead_of"),
    [
        ("no, I meant 2022", "2022", None),
        ("I mean the Chinese one.", "the Chinese one", None),
        ("Sorry, I meant Ann Lee!", "Ann Lee", None),
        ("not Ford, GM", "GM", "Ford"),
        ("Not the mayor but the treasurer", "the treasurer", "the mayor"),
        ("GM, not Ford", "GM", "Ford"),
        ("No, 2022", "2022", None),
        ("no - in Geneva", "in Geneva", None),
        ("I meant GM, not Ford", "GM", "Ford"),
    ],
)
def test_corrections(question: str, meant: str, instead_of: str | None) -> None:
    assert correction(question) == Correction(meant, instead_of)


@pytest.mark.parametrize(
    "question",
    [
        "Who won, not counting Ford?",
        "No",
        "no thanks",
        "Did he say no, not yet?",
        "What did I mean?",
        "Ford",
        "",
        "Not yet",
    ],
)
def test_no_correction(question: str) -> None:
    assert correction(question) is None
