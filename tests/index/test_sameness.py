"""Which sentences say the same: printed twice and lightly reworded, yes; of one form, or corrected, no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sameness import same_sentence

MILL = "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night."
PRICE = "A sack of barley cost 4.20 marks on average in Ostland on Friday, six pence more than a week before."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MILL, MILL),
        (MILL, MILL.replace("closed", "shut")),
        (MILL, MILL.replace(" in a single night", " in a single night, officials say")),
        (MILL, MILL.replace("two metres", "2 meters")),
        (MILL, f"MARSH (Wire) — {MILL}"),
        (MILL, f"MARSH, Ostland — {MILL}"),
        (MILL, f"However, {MILL}"),
        (MILL, MILL.replace("The town of Marsh", "The  Town of Marsh’s")),
        ("“It is late,” she said of the work.", "'It is late', she said of the work."),
        ("Repairs took $1,250,000, 4% of the budget.", "Repairs took $1250000, 4 percent of the budget."),
        ("Repairs cost $5 million, the council said.", "Repairs cost 5 million dollars, the council said."),
        ("The crew was 25 men, and none of them was hurt.", "The crew was 25 men, and no one was hurt."),
        ("The U.S. fleet left the port on Monday.", "The US fleet left port on Monday."),
    ],
)  # fmt: skip
def test_one_sentence_printed_twice(one: str, other: str) -> None:
    assert same_sentence(one, other)
    assert same_sentence(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # another figure
        (PRICE, PRICE.replace("4.20", "4.30")),
        (PRICE, PRICE.replace("six", "five")),
        ("The mill was sold for $5 million last year.", "The mill was sold for €5 million last year."),
        ("It cost the town 5 million crowns in all.", "It cost the town 5 billion crowns in all."),
        ("Some thirty people were hurt in the crash.", "Some forty people were hurt in the crash."),
        ("Profits fell 3 percent at the mill of Marsh.", "Profits fell 3 at the mill of Marsh."),
        ("It was 4 degrees in Vesk that night.", "It was -4 degrees in Vesk that night."),
        ("Two boys were killed and nine were hurt near Vesk.", "Nine boys were killed and two were hurt near Vesk."),
        # a correction
        ("Three children were killed and nineteen were hurt.", "One child was killed and nineteen were hurt."),
        ("Three children were killed and nineteen were hurt.", "Nobody was killed and nineteen were hurt."),
        # another name or day, or who did it to whom
        (PRICE, PRICE.replace("Ostland", "Westland")),
        (PRICE, PRICE.replace("Friday", "Thursday")),
        ("The Herons beat the Terns 2-1 in Marsh.", "The Terns beat the Herons 2-1 in Marsh."),
        ("The Herons won 2-1 at Mill Park on Saturday.", "The Terns won 2-1 at Mill Park on Saturday."),
        ("boys beat girls 3-1 in the final", "girls beat boys 3-1 in the final"),
        # a denial, a doubt, the opposite
        (MILL, MILL.replace("closed", "has not closed")),
        (MILL, MILL.replace("closed", "may close")),
        (PRICE, PRICE.replace("more", "less")),
        ("Sales of barley rose by 6 percent in May.", "Sales of barley fell by 6 percent in May."),
        ("The jury found Ann Lee guilty on all 12 counts.", "The jury found Ann Lee innocent on all 12 counts."),
        # another sentence
        (MILL, "The town of Marsh opened a museum on Tuesday."),
        (MILL, MILL.partition(" after ")[0] + "."),
        (MILL, MILL.replace("mill", "mill, a museum of milling and baking,")),
        ("It rained.", "It snowed."),
        ("", "It rained."),
    ],
)  # fmt: skip
def test_two_sentences(one: str, other: str) -> None:
    assert not same_sentence(one, other)
    assert not same_sentence(other, one)


def test_may_is_a_month_and_a_doubt() -> None:
    assert same_sentence("It opened on May 5 in Marsh.", "It opened May 5 in Marsh.")
    assert not same_sentence("It will open on June 5 in Marsh.", "It may open on June 5 in Marsh.")


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_the_same_as_itself_and_sameness_has_no_direction(one: str, other: str) -> None:
    assert same_sentence(one, one)
    assert same_sentence(one, other) == same_sentence(other, one)
