"""Which evidence a sentence is given: what it cites first, then whatever says it."""

from __future__ import annotations

from qa.verify.faithful import Faithful
from qa.verify.sources import Sources, sources
from tests.fakes import WordReader

FAITHFUL = Faithful(WordReader())

MILL = "The town of Marsh closed its mill on Tuesday."
COST = "Repairs to the mill will cost 4 million euros, said Ann Lee."
AGAIN = "On Tuesday the town of Marsh closed its mill, the oldest of three."
EVIDENCE = [MILL, COST, AGAIN]


def _found(text: str, *cites: int) -> tuple[int, ...]:
    return sources(Sources(text, cites), "What happened?", EVIDENCE, FAITHFUL)


def test_what_is_cited_and_says_it_is_taken() -> None:
    assert _found("Marsh closed its mill on Tuesday.", 2) == (2,)
    assert _found("Marsh closed its mill on Tuesday.", 2, 0) == (0, 2)


def test_what_is_cited_and_does_not_say_it_is_left() -> None:
    assert _found("Marsh closed its mill on Tuesday.", 1, 2) == (2,)


def test_where_the_mark_is_wrong_or_missing_the_rest_is_looked_at() -> None:
    assert _found("Marsh closed its mill on Tuesday.", 1) == (0,)
    assert _found("Repairs to the mill will cost 4 million euros.") == (1,)


def test_what_is_cited_together_carries_together() -> None:
    both = "The town of Marsh closed its mill on Tuesday, and repairs will cost 4 million euros, said Ann Lee."
    assert _found(both, 0, 1) == (0, 1)
    assert _found(both) == ()


def test_nothing_carries_what_is_not_there_nor_a_question() -> None:
    assert _found("The mill burned down.", 0, 1) == ()
    assert _found("The town of Marsh closed its mill on Tuesday?", 0) == ()
    assert sources(Sources("The mill closed."), "", [], FAITHFUL) == ()


def test_that_somebody_reported_is_nothing_said() -> None:
    evidence = ["The river rose, the Marsh Post reported."]
    assert sources(Sources("The Marsh Post reported.", (0,)), "", evidence, FAITHFUL) == ()
    assert sources(Sources("The river rose, the Marsh Post reported.", (0,)), "", evidence, FAITHFUL) == (0,)


def test_a_list_of_names_rests_on_all_that_name_one() -> None:
    evidence = ["Quay Ltd. was founded in Marsh.", "It rained.", "Sill Ferries bought two ships from Bryn Yards."]
    assert sources(Sources("Quay Ltd., Sill Ferries, Bryn Yards."), "Which companies?", evidence, FAITHFUL) == (0, 2)
    assert sources(Sources("Quay Ltd., Sill Ferries, Tarn Bank."), "Which companies?", evidence, FAITHFUL) == ()
