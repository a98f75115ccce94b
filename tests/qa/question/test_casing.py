"""Names typed in small letters are written as the articles write them."""

from __future__ import annotations

import pytest

from qa.question.casing import with_names

TEXTS = (
    "The mill of Ann Lee is closed, and the town of Marsh is angry. In May the court heard Bo Carr.",
    "Many may ask why. “It was the Court,” said Lee. It was too swift. Swift Ferry sank.",
)


@pytest.mark.parametrize(
    ("question", "written"),
    [
        ("what did lee say in marsh", "what did Lee say in Marsh"),
        ("What did lee say?", "What did Lee say?"),
        ("why is the mill closed", "why is the mill closed"),
        # a row of capitals is a name wherever it stands
        ("where is swift ferry", "where is Swift Ferry"),
        # written both ways, or only where a sentence begins
        ("may the court do that", "may the court do that"),
        ("how many are angry", "how many are angry"),
        # whoever writes one name with a capital means what is written without
        ("what did Bo say about lee", "what did Bo say about lee"),
        ("", ""),
    ],
)
def test_a_word_that_only_stands_with_a_capital_is_a_name(question: str, written: str) -> None:
    assert with_names(question, TEXTS) == written


def test_what_no_article_has_is_taken_for_a_name() -> None:
    assert with_names("is ozempic safe", TEXTS, ("ozempic",)) == "is Ozempic safe"
