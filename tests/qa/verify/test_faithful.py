"""What a sentence may change of its evidence, and what it may not: one rule at a time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts import stems
from qa.verify.faithful import BROKEN, RULES, Faithful, departures, weighed

MILL = "Ann Lee, mayor of Marsh, said on Monday that repairs to the mill may cost more than 4.5 million euros."
FERRY = "About 900 commuters took ferries across the Sill, which is 5 miles wide, because the bridge had been closed."
VOTE = "The council of Marsh did not accept the offer, and only three members voted for it."


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        (MILL, MILL),
        ("Repairs to the mill may cost more than 4.5 million euros, said Ann Lee.", MILL),
        ("Repairs to the mill could cost more than 4.5 million euros, according to Ann Lee.", MILL),
        ("Mayor Ann Lee said repairs to the mill might cost over 4.5 million euros.", MILL),
        ("Ferries took about 900 commuters across the Sill.", FERRY),
        ("The Sill is 5 miles wide.", FERRY),
        ("Around 900 commuters took ferries because the bridge had been closed.", FERRY),
        ("The council did not accept the offer.", VOTE),
        ("Only three members voted for it.", VOTE),
    ],
)
def test_what_the_evidence_says_passes(claim: str, evidence: str) -> None:
    assert list(departures(claim, [evidence])) == []


@pytest.mark.parametrize(
    ("rule", "claim", "evidence"),
    [
        ("names", "Ann Lee of Quay said repairs to the mill may cost more than 4.5 million euros.", MILL),
        ("figures", "Ann Lee said repairs to the mill may cost more than 5.5 million euros.", MILL),
        ("new_words", "Ann Lee praised hopeful weavers whose looms hummed happily.", MILL),
        ("inserted", "Repairs to the mill may cost angry taxpayers more than 4.5 million euros, said Ann Lee.", MILL),
        ("causes", "Repairs to the mill may cost more than 4.5 million euros because of Ann Lee.", MILL),
        ("units", "Repairs to the mill may cost more than 4.5 billion euros, said Ann Lee.", MILL),
        ("units", "Repairs to the mill may cost more than 4.5 million dollars, said Ann Lee.", MILL),
        ("units", "The Sill is 5 kilometres wide.", FERRY),
        ("qualifiers", "Repairs to the mill may cost nearly 4.5 million euros, said Ann Lee.", MILL),
        ("qualifiers", "Repairs to the mill may cost 4.5 million euros, said Ann Lee.", MILL),
        ("qualifiers", "More than 900 commuters took ferries across the Sill.", FERRY),
        (
            "counted",
            "About 900 ferries took commuters across the Sill, as the bridge closed.",
            "About 900 commuters a day crossed the wide and cold river Sill by means of two old ferries.",
        ),
        ("hedges", "Repairs to the mill cost more than 4.5 million euros, said Ann Lee.", MILL),
        ("hedges", "Repairs to the mill will cost more than 4.5 million euros, said Ann Lee.", MILL),
        ("hedges", "About 900 commuters may take ferries across the Sill.", FERRY),
        ("conditions", "The mill reopens in May.", "The mill reopens in May if the council pays."),
        ("scopes", "All ferries took about 900 commuters across the Sill.", FERRY),
        ("parts", "Mills closed in Marsh.", "Some mills closed in Marsh."),
        ("opposites", "Prices fell in Marsh.", "Prices rose in Marsh."),
        ("speakers", "The council said repairs to the mill may cost more than 4.5 million euros.", MILL),
        (
            "speakers",
            "Ann Lee said that the talks were constructive.",
            "Ann Lee spoke with Bo Hill and they “agreed to go on with the work”. Quay also said that the talks were "
            "constructive.",
        ),
        ("speakers", "Quay stole the bell.", "The mayor claimed that Quay stole the bell."),
        ("swapped", "The village of Quay sued Marsh.", "The village of Marsh sued Quay."),
    ],
)
def test_each_rule_sees_what_it_is_there_for(rule: str, claim: str, evidence: str) -> None:
    assert rule in departures(claim, [evidence])


def test_a_passive_turns_the_names_around_and_stays_true() -> None:
    assert "swapped" not in departures("The village of Quay was sued by Marsh.", ["The village of Marsh sued Quay."])


def test_words_of_the_question_need_no_evidence() -> None:
    claim, question = (
        "The refurbishment of the ancient watermill may cost more than 4.5 million euros.",
        ("What does refurbishment of the ancient watermill cost?"),
    )
    assert "new_words" not in departures(claim, [MILL], stems(question))


def test_several_texts_carry_a_sentence_together() -> None:
    claim = "The council did not accept the offer, and the Sill is 5 miles wide."
    assert list(departures(claim, [VOTE]))
    assert not list(departures(claim, [VOTE, FERRY]))


@given(st.text(max_size=120), st.lists(st.text(max_size=120), max_size=3))
def test_any_text_is_judged(claim: str, texts: list[str]) -> None:
    assert set(departures(claim, texts)) <= {"figures", "names", *RULES}


def test_the_reader_and_the_rules_are_weighed_together() -> None:
    assert weighed(5.0, set()) > weighed(-5.0, set())
    assert set(BROKEN) == {"figures", "names", *RULES}
    assert max(BROKEN.values()) < 0
    for support in (-2.0, 0.0, 2.0):
        assert weighed(support, set()) > weighed(support, {"units"}) > weighed(support, {"units", "hedges"})
        assert weighed(support, set()) > weighed(support, {"names"}) > weighed(support, {"names", "figures"})


def test_a_claim_is_read_beside_all_that_is_given() -> None:
    read: list[tuple[str, str]] = []

    class Reader:
        def support(self, claims: Sequence[tuple[str, str]]) -> list[float]:
            read.extend(claims)
            return [9.0 if claims[0][0] == VOTE else -99.0]

    faithful = Faithful(Reader())
    assert faithful(VOTE, [VOTE, FERRY])
    assert not faithful(FERRY, [VOTE, FERRY])
    assert read == [(VOTE, f"{VOTE} {FERRY}"), (FERRY, f"{VOTE} {FERRY}")]
