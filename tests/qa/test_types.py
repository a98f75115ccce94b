"""What an answer knows of itself."""

from __future__ import annotations

from qa.types import Answer, Citation
from tests.fakes import hit_of


def test_the_footnotes_of_a_refusal_are_what_is_nearest() -> None:
    article = hit_of("The mill shut.").article
    cited = (Citation(1, article, "The mill shut.", 0, 14),)
    refusal = Answer("Why?", "Why?", "The articles do not say.", True, 0.1, (), (), (), "scripted", nearest=cited)
    assert refusal.footnotes == cited
    said = Answer("Why?", "Why?", "The mill shut.", False, 0.9, (), cited, (), "scripted")
    assert said.footnotes == cited
