"""Whether an article is about what a question names."""

from __future__ import annotations

import pytest

from index.types import Article
from qa.evidence.subject import OTHER_NUMBER, UNNAMED, Subject

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
    assert both.share(PROBE, every=True) == UNNAMED
    assert both.share(PROBE, every=False) == 1.0
    assert Subject.of("How do Gannet and Cormorant differ?").share(PROBE, every=False) == UNNAMED


def test_a_number_is_found_however_it_is_joined_to_its_name() -> None:
    jets = Article("2", "jets.md", "Jets", "The F 35 jets are grounded.")
    assert Subject.of("Why are F-35 jets grounded?").share(jets, every=True) == 1.0
    assert Subject.of("Why are the F35 jets grounded?").share(jets, every=True) == 1.0
