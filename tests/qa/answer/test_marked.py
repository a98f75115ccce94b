"""A draft taken apart: its sentences, their marks, and what is no part of what is said."""

from __future__ import annotations

import pytest

from qa.answer.marked import Marked, marked, written


@pytest.mark.parametrize(
    ("draft", "numbers"),
    [
        ("The mill closed. [2]", (2,)),
        ("The mill closed [2].", (2,)),
        ("The mill [2] closed.", (2,)),
        ("The mill closed. [1][3]", (1, 3)),
        ("The mill closed [1, 3].", (1, 3)),
        ("The mill closed [2-4].", (2, 3, 4)),
        ("The mill closed [1; 9].", (1, 9)),
        ("The mill closed. [2] [2]", (2,)),
        ("The mill closed.", ()),
        ("The mill closed [sic].", ()),
    ],
)
def test_marks_belong_to_their_sentence_wherever_they_stand(draft: str, numbers: tuple[int, ...]) -> None:
    (found,) = marked(draft)
    assert found.numbers == numbers
    assert found.text in ("The mill closed.", "The mill closed [sic].")


def test_each_sentence_has_its_own_marks() -> None:
    assert marked("The mill closed. [1] Ann Lee paid 4.5 million [3]. The river rose") == [
        Marked("The mill closed.", (1,)),
        Marked("Ann Lee paid 4.5 million.", (3,)),
        Marked("The river rose", ()),
    ]


def test_a_range_that_says_nothing_is_not_taken_at_its_word() -> None:
    (found,) = marked("The mill closed [1-900].")
    assert len(found.numbers) < 10


def test_lines_of_a_list_are_items_and_the_line_above_them_is_none() -> None:
    found = marked("The companies are:\n\n1. **Marsh Mills** [1]\n2. Sill Ferries [2]\n- Quay Ltd.\n")
    assert found == [
        Marked("Marsh Mills", (1,), is_item=True),
        Marked("Sill Ferries", (2,), is_item=True),
        Marked("Quay Ltd.", (), is_item=True),
    ]


@pytest.mark.parametrize(
    "draft",
    [
        "Answer: The mill closed.",
        "According to the articles, the mill closed.",
        "Based on the sentences provided, the mill closed.",
        "However, the mill closed.",
        "The articles say that the mill closed.",
    ],
)
def test_words_that_say_nothing_are_taken_off(draft: str) -> None:
    assert [one.text for one in marked(draft)] == ["The mill closed."]


def test_a_repeated_sentence_counts_once_where_it_first_stood() -> None:
    draft = "The mill closed. [1] It rained. [2] The mill closed. [3]"
    assert [one.numbers for one in marked(draft)] == [(1,), (2,)]
    assert len(written(draft)) == 3


@pytest.mark.parametrize(("draft", "is_finished"), [("It is.", True), ("It is [1]", True), ("It is", False)])
def test_a_sentence_is_finished_by_its_full_stop_or_its_mark(draft: str, is_finished: bool) -> None:
    assert marked(draft)[0].is_finished is is_finished


@pytest.mark.parametrize("draft", ["", "\n \n", "[1]", "[1][2]\n...", "**"])
def test_nothing_said_is_nothing(draft: str) -> None:
    assert marked(draft) == []
