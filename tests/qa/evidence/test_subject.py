"""Whether an article is about what a question names."""

from __future__ import annotations

import pytest

from index.types import Article
from qa.evidence.subject import OTHER_NUMBER, PARTLY_NAMED, UNMENTIONED, UNNAMED, Subject

PROBE = Article(
    "1", "probe.md", "The probe Petrel 3 lands", "Petrel 3 cost 1.9 billion euros, said Ann Lee of America."
)


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("How much did Petrel 3 cost?", 1.0),
        ("How much did Petrel 2 cost?", OTHER_NUMBER),
        ("how much did it cost", 1.0),
        ("What did Ann Lee say in 2025?", 1.0),
        ("What does Bo Carrington say about it?", UNNAMED),
        ("What do the Americans say?", 1.0),
        ("When in March did it land?", 1.0),
        ("Is it closed by CVE-2024-1?", OTHER_NUMBER),
        ("Kagame said what?", 1.0),
    ],
)
def test_every_name_and_number_has_to_be_mentioned(question: str, share: float) -> None:
    assert Subject.of(question).share(PROBE, every=True) == share


def test_for_a_broad_question_one_name_is_enough() -> None:
    both = Subject.of("How do Petrel and Cormorant differ?")
    assert both.share(PROBE, every=True) == PARTLY_NAMED
    assert both.share(PROBE, every=False) == 1.0
    assert Subject.of("How do Gannet and Cormorant differ?").share(PROBE, every=False) == UNNAMED


def test_a_number_is_found_however_it_is_joined_to_its_name() -> None:
    jets = Article("2", "jets.md", "Jets", "The F 35 jets are grounded.")
    assert Subject.of("Why are F-35 jets grounded?").share(jets, every=True) == 1.0
    assert Subject.of("Why are the F35 jets grounded?").share(jets, every=True) == 1.0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who led the American delegation?", "The US team was led by Ann Lee."),
        ("Who led the American delegation?", "The U.S. team was led by Ann Lee."),
        ("What do the Chinese want?", "China wants peace."),
        ("What does China want?", "Chinese officials want peace."),
        ("What did the French say?", "France said nothing."),
        ("What did the British say?", "The UK said nothing."),
        ("What does the United Kingdom say?", "The United Kingdom says nothing."),
    ],
)
def test_a_country_is_known_by_its_other_names(question: str, text: str) -> None:
    assert Subject.of(question).share(Article("1", "a.md", "", text), every=True) == 1.0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who led the American delegation?", "They told us of the talks."),
        ("What did Britney say?", "British papers said nothing."),
        ("Where is Norwich?", "Norway is cold."),
        ("What did Scott Kennedy say?", "Kennedy was in Scotland."),
    ],
)
def test_what_only_begins_like_a_country_is_another_name(question: str, text: str) -> None:
    assert Subject.of(question).share(Article("1", "a.md", "", text), every=True) < 1.0


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("Navalny", "A naval yard.", False),
        ("Navalny", "Navalny’s wife spoke.", True),
        ("Canadian", "The mills of Canada.", True),
        ("Canada", "Canadian mills.", True),
        ("Europe", "European mills.", True),
        ("Turkish", "The mills of Turkey.", True),
        ("Israelis", "The army of Israel.", True),
        ("Iran", "Iranian mills.", True),
        ("Marsh", "The boat is in the hammarsh.", False),
    ],
)
def test_a_name_is_found_by_its_beginning_whatever_its_ending(name: str, text: str, *, is_found: bool) -> None:
    share = Subject.of(f"What happened to {name}?").share(Article("1", "a.md", "", text), every=True)
    assert share == (1.0 if is_found else UNNAMED)


def test_a_name_that_no_article_has_makes_every_article_unlikely() -> None:
    assert Subject.of("What does Kagame say of Petrel 3?", ["Kagame"]).share(PROBE, every=False) == UNMENTIONED
    # a rare word in small letters is no name
    assert Subject.of("Please summarise what Lee said", ["summarise"]).share(PROBE, every=True) == 1.0
