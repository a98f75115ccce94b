"""Which sentences of one article another says too."""

from __future__ import annotations

import time

from index.repeats import also_in, says_all, sentences
from index.types import Article
from tests.fakes import prose

CLOSED = "The town of Marsh closed its oldest mill on Tuesday."
COST = "Engineers said repairs would cost four million euros, Ann Lee among them."
TEXT = f"{prose(1)}\n\n{prose(2, 1)} {CLOSED} {prose(3, 1)}\n\n{COST}"


def _article(name: str, text: str) -> Article:
    return Article(name, f"{name}.md", name, text)


def test_every_sentence_has_to_be_there() -> None:
    assert says_all(TEXT, [CLOSED])
    assert says_all(TEXT, [COST, CLOSED])
    assert says_all(TEXT, [COST.replace("said", "say"), CLOSED.replace("closed", "shut")])
    assert not says_all(TEXT, [CLOSED, COST.replace("four", "five")])
    assert not says_all(TEXT, [CLOSED, "It rained."])
    assert not says_all(TEXT, [])
    assert not says_all("", [CLOSED])


def test_part_of_a_longer_sentence_is_not_the_sentence() -> None:
    assert not says_all("Nobody believes that the town of Marsh closed its oldest mill on Tuesday.", [CLOSED])
    assert not says_all(TEXT, ["The town of Marsh closed"])


def test_figures_may_be_written_as_words() -> None:
    assert says_all("In the end 4 tugs freed the 12 ships of the Vesk fleet.", [
        "In the end four tugs freed the twelve ships of the Vesk fleet."
    ])  # fmt: skip


def test_sentences_broken_into_lines() -> None:
    assert says_all(TEXT.replace(" ", "\n"), [CLOSED])
    assert sentences("It\nrained. It  snowed.") == ("It rained.", "It snowed.")


def test_articles_that_say_all_of_a_quote() -> None:
    one, other = _article("one", TEXT), _article("other", f"{CLOSED} {COST.replace('four', 'nine')}")
    assert also_in(CLOSED, [one, other]) == (one, other)
    assert also_in(f"{CLOSED} {COST}", [one, other]) == (one,)
    assert also_in("", [one, other]) == ()


def test_a_sentence_deep_in_a_text_without_paragraphs_is_found() -> None:
    text = f"{prose(1, 300)} {CLOSED} {prose(2, 300)}"
    assert says_all(text, [CLOSED.replace("closed", "shut")])


def test_thousands_of_sentences_take_milliseconds() -> None:
    text = "\n\n".join(prose(seed, 10) for seed in range(500))
    wanted = [prose(10_000 + seed, 1) for seed in range(20)]
    says_all(text, wanted[:1])
    began = time.perf_counter()
    assert not any(says_all(text, [one]) for one in wanted)
    assert time.perf_counter() - began < 2  # 0.05 s on an idle machine
